/* Photos brought into the frame: mattes, placement, and what is refused and how. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "tasks/view/photo.h"
#include "viewsynth/data/photo_frame.h"

enum { W = 200, H = 120 };

static uint8_t *at(struct gfla_bitmap *image, int x, int y)
{
    return (uint8_t *)image->pixels + ((size_t)y * image->width + x) * image->channels;
}

static void fill_box(struct gfla_bitmap *image, int x0, int y0, int width, int height, const uint8_t colour[4])
{
    for (int y = y0; y < y0 + height; y++)
        for (int x = x0; x < x0 + width; x++)
            memcpy(at(image, x, y), colour, (size_t)image->channels);
}

static void make(struct gfla_bitmap *image, int channels, const uint8_t background[4])
{
    assert_int_equal(gfla_bitmap_create(image, W, H, channels, 8), GFLA_OK);
    fill_box(image, 0, 0, W, H, background);
}

/* Sides of a box of that shape whose diagonal is that of the frame. */
static double side_of(double side, double other)
{
    return GFLA_FRAME_DIAGONAL * side / hypot(side, other);
}

/* Box of alpha of at least 128. */
static void find_box(struct gfla_bitmap *view, int box[4])
{
    box[0] = box[1] = 10000;
    box[2] = box[3] = -1;
    for (int y = 0; y < view->height; y++)
        for (int x = 0; x < view->width; x++)
            if (at(view, x, y)[3] >= 128) {
                box[0] = x < box[0] ? x : box[0];
                box[1] = y < box[1] ? y : box[1];
                box[2] = x > box[2] ? x : box[2];
                box[3] = y > box[3] ? y : box[3];
            }
}

static void assert_framed(struct gfla_bitmap *view, int size, double width, double height)
{
    int box[4];
    assert_int_equal(view->width, size);
    assert_int_equal(view->height, size);
    assert_int_equal(view->channels, 4);
    find_box(view, box);
    assert_true(fabs(box[2] - box[0] + 1 - width * size) <= 2);
    assert_true(fabs(box[3] - box[1] + 1 - height * size) <= 2);
    assert_true(abs(box[0] + box[2] - (size - 1)) <= 4);
    /* by default a little lower than the middle, as rendered views are */
    assert_true(abs(box[1] + box[3] - (size - 1) - (int)(2 * GFLA_FRAME_LOWER * size)) <= 4);
    const uint8_t white[4] = {255, 255, 255, 0};
    assert_memory_equal(at(view, 1, 1), white, 4);
}

static void assert_refused(const struct gfla_bitmap *photo, const char *why)
{
    struct gfla_bitmap view = {0};
    assert_int_equal(gfla_photo_frame(photo, NULL, &view, NULL), GFLA_ERROR_INPUT);
    assert_null(view.pixels);
    assert_non_null(strstr(gfla_error_message(), why));
    assert_non_null(strstr(gfla_error_message(), "hint:"));
}

static void a_plain_background_is_removed(void **state)
{
    const uint8_t grey[4] = {150, 160, 170, 255}, red[4] = {200, 30, 20, 255};
    struct gfla_bitmap photo = {0}, view = {0};
    struct gfla_photo_report report;
    struct gfla_random r = gfla_random_seed(5, 5);
    make(&photo, 3, grey);
    fill_box(&photo, 20, 50, 80, 40, red);
    for (size_t i = 0; i < gfla_bitmap_size(&photo); i++) /* noise of a sensor */
        ((uint8_t *)photo.pixels)[i] = (uint8_t)(((uint8_t *)photo.pixels)[i] + gfla_random_below(&r, 9) - 4);
    assert_int_equal(gfla_photo_frame(&photo, &(struct gfla_photo_params){.size = 100}, &view, &report), GFLA_OK);
    assert_framed(&view, 100, side_of(2, 1), side_of(1, 2));
    assert_false(report.used_alpha);
    assert_in_range(report.background[2], 168, 172);
    assert_true(report.spread > 0 && report.spread < 6);
    assert_int_equal(report.x, 20);
    assert_int_equal(report.y, 50);
    assert_int_equal(report.width, 80);
    assert_int_equal(report.height, 40);
    assert_in_range(at(&view, 50, 50)[0], 195, 205);
    assert_in_range(at(&view, 50, 50)[1], 25, 35);
    gfla_bitmap_free(&photo);
    gfla_bitmap_free(&view);
}

static void alpha_is_taken_where_it_is(void **state)
{
    const uint8_t clear[4] = {9, 99, 9, 0}, blue[4] = {20, 40, 220, 255};
    struct gfla_bitmap photo = {0}, view = {0};
    struct gfla_photo_report report;
    make(&photo, 4, clear);
    fill_box(&photo, 0, 0, 60, 90, blue); /* cropped tight: touches the border, and that is fine */
    assert_int_equal(gfla_photo_frame(&photo, &(struct gfla_photo_params){.size = 128}, &view, &report), GFLA_OK);
    assert_true(report.used_alpha);
    assert_framed(&view, 128, side_of(60, 90), side_of(90, 60));
    assert_memory_equal(at(&view, 64, 64), blue, 4);
    gfla_bitmap_free(&photo);
    gfla_bitmap_free(&view);
}

/* Half as large as its outline says, and a tenth of the frame to the right, a twentieth down. */
static void another_size_and_place_may_be_asked_for(void **state)
{
    const uint8_t clear[4] = {0}, blue[4] = {20, 40, 220, 255};
    const struct gfla_photo_params params = {.size = 200, .scale = 0.5, .right = 0.1, .down = 0.05};
    struct gfla_bitmap photo = {0}, view = {0};
    struct gfla_photo_report report;
    int box[4];
    make(&photo, 4, clear);
    fill_box(&photo, 50, 30, 80, 60, blue); /* a diagonal of 100 */
    assert_int_equal(gfla_photo_frame(&photo, &params, &view, &report), GFLA_OK);
    assert_in_range(report.frame, 221, 223);
    find_box(&view, box);
    assert_in_range(box[2] - box[0] + 1, 71, 73); /* 80 / 222 of 200 */
    assert_in_range(box[0] + box[2] - 199, 2 * 20 - 3, 2 * 20 + 3);
    assert_in_range(box[1] + box[3] - 199, (int)(400 * (GFLA_FRAME_LOWER + 0.05)) - 3,
                    (int)(400 * (GFLA_FRAME_LOWER + 0.05)) + 3);
    gfla_bitmap_free(&photo);
    gfla_bitmap_free(&view);
}

/* A chair's gap: enclosed background is background; a highlight of its colour on the object is not. */
static void gaps_open_and_highlights_stay(void **state)
{
    const uint8_t wall[4] = {230, 230, 235, 255}, brown[4] = {90, 60, 30, 255};
    struct gfla_bitmap photo = {0}, view = {0};
    make(&photo, 3, wall);
    fill_box(&photo, 50, 10, 100, 100, brown);
    fill_box(&photo, 80, 60, 40, 30, wall);
    fill_box(&photo, 70, 20, 2, 2, wall);
    assert_int_equal(gfla_photo_frame(&photo, &(struct gfla_photo_params){.size = 100, .fill = 1}, &view, NULL),
                     GFLA_OK);
    assert_int_equal(at(&view, 50, 65)[3], 0);
    assert_in_range(at(&view, 50, 65)[0], 254, 255);
    assert_int_equal(at(&view, 20, 10)[3], 255);
    assert_int_equal(at(&view, 10, 50)[3], 255);
    gfla_bitmap_free(&photo);
    gfla_bitmap_free(&view);
}

/* Half a pixel of the background shines through a soft edge: on white it must not leave a dark rim. */
static void soft_edges_lose_the_background(void **state)
{
    const uint8_t black[4] = {0, 0, 0, 255}, light[4] = {240, 240, 240, 255}, edge[4] = {15, 15, 15, 255};
    struct gfla_bitmap photo = {0}, view = {0};
    make(&photo, 3, black);
    fill_box(&photo, 59, 19, 82, 82, edge);
    fill_box(&photo, 60, 20, 80, 80, light);
    assert_int_equal(gfla_photo_frame(&photo, &(struct gfla_photo_params){.size = 111, .fill = 0.73f}, &view, NULL),
                     GFLA_OK);
    for (int i = 0; i < 111; i++)
        assert_in_range(at(&view, i, 55)[0], 180, 255);
    gfla_bitmap_free(&photo);
    gfla_bitmap_free(&view);
}

static void dust_does_not_count(void **state)
{
    const uint8_t white[4] = {250, 250, 250, 255}, green[4] = {10, 150, 60, 255};
    struct gfla_bitmap photo = {0}, view = {0};
    struct gfla_photo_report report;
    make(&photo, 3, white);
    fill_box(&photo, 60, 40, 50, 50, green);
    fill_box(&photo, 190, 10, 2, 2, green);
    assert_int_equal(gfla_photo_frame(&photo, NULL, &view, &report), GFLA_OK);
    assert_int_equal(report.x, 60);
    assert_int_equal(report.width, 50);
    assert_framed(&view, 256, side_of(1, 1), side_of(1, 1));
    gfla_bitmap_free(&photo);
    gfla_bitmap_free(&view);
}

static void large_images_and_16_bits(void **state)
{
    struct gfla_bitmap photo = {0}, view = {0};
    struct gfla_photo_report report;
    assert_int_equal(gfla_bitmap_create(&photo, 2000, 1500, 1, 16), GFLA_OK);
    for (int i = 0; i < 2000 * 1500; i++) {
        bool inside = i % 2000 >= 600 && i % 2000 < 1400 && i / 2000 >= 300 && i / 2000 < 700;
        ((uint16_t *)photo.pixels)[i] = inside ? 10000 : 60000;
    }
    assert_int_equal(gfla_photo_frame(&photo, NULL, &view, &report), GFLA_OK);
    assert_framed(&view, 256, side_of(2, 1), side_of(1, 2));
    assert_in_range(report.x, 597, 603);
    assert_in_range(report.width, 796, 804);
    assert_in_range(at(&view, 128, 128)[1], 38, 40);
    gfla_bitmap_free(&photo);
    gfla_bitmap_free(&view);
}

static void as_it_is(void **state)
{
    const uint8_t grey[4] = {100, 100, 100, 255};
    struct gfla_bitmap photo = {0}, view = {0};
    make(&photo, 3, grey);
    assert_int_equal(
        gfla_photo_frame(&photo, &(struct gfla_photo_params){.whole_image = true, .size = 200}, &view, NULL), GFLA_OK);
    assert_int_equal(at(&view, 100, 100)[0], 100);
    assert_int_equal(at(&view, 0, 100)[0], 100);
    assert_int_equal(at(&view, 100, 20)[0], 255); /* the image is wider than high: white above */
    assert_int_equal(at(&view, 100, 20)[3], 0);
    gfla_bitmap_free(&photo);
    gfla_bitmap_free(&view);
}

static void what_is_wrong_is_said(void **state)
{
    const uint8_t white[4] = {255, 255, 255, 255}, dark[4] = {30, 30, 30, 255}, clear[4] = {0};
    struct gfla_bitmap photo = {0};
    make(&photo, 3, white);
    assert_refused(&photo, "nothing stands out");
    fill_box(&photo, 50, 50, 10, 10, dark);
    assert_refused(&photo, "only 10 x 10 pixels, at least 16");
    fill_box(&photo, 100, 60, 30, 60, dark);
    assert_refused(&photo, "touches the border");
    for (int i = 0; i < W; i += 20)
        fill_box(&photo, i, 0, 10, H, dark);
    assert_refused(&photo, "the background is not plain");
    gfla_bitmap_free(&photo);
    make(&photo, 4, clear);
    assert_refused(&photo, "transparent all over");
    gfla_bitmap_free(&photo);
}

static void wrong_parameters_are_refused(void **state)
{
    const uint8_t white[4] = {255, 255, 255, 255};
    struct gfla_bitmap photo = {0}, view = {0};
    make(&photo, 3, white);
    assert_int_equal(gfla_photo_frame(&photo, &(struct gfla_photo_params){.size = 4}, &view, NULL), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_photo_frame(&photo, &(struct gfla_photo_params){.fill = 1.5f}, &view, NULL),
                     GFLA_ERROR_USAGE);
    gfla_bitmap_free(&photo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_background_is_removed),
        cmocka_unit_test(alpha_is_taken_where_it_is),
        cmocka_unit_test(another_size_and_place_may_be_asked_for),
        cmocka_unit_test(gaps_open_and_highlights_stay),
        cmocka_unit_test(soft_edges_lose_the_background),
        cmocka_unit_test(dust_does_not_count),
        cmocka_unit_test(large_images_and_16_bits),
        cmocka_unit_test(as_it_is),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(wrong_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
