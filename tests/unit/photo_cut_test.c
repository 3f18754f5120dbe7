/* The object of a photograph: masks that fit and masks that do not, the choice of a method, the clean-up of what a network
 * gives, and what distributions of angles say. No network runs here. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/context.h"
#include "tasks/view/photo_cut.h"
#include "tasks/view/photo_guided.h"
#include "tasks/view/photo_refine.h"

enum { W = 160, H = 120 };

static void fill(struct gfla_bitmap *image, int x0, int y0, int width, int height, const uint8_t colour[4])
{
    for (int y = y0; y < y0 + height; y++)
        for (int x = x0; x < x0 + width; x++)
            memcpy((uint8_t *)image->pixels + ((size_t)y * image->width + x) * image->channels, colour,
                   (size_t)image->channels);
}

static struct gfla_bitmap canvas(int width, int height, int channels, const uint8_t colour[4])
{
    struct gfla_bitmap image;
    assert_int_equal(gfla_bitmap_create(&image, width, height, channels, 8), GFLA_OK);
    fill(&image, 0, 0, width, height, colour);
    return image;
}

static const uint8_t black[4] = {0, 0, 0, 255}, white[4] = {255, 255, 255, 255}, red[4] = {200, 30, 20, 255};

/* A wall with stripes, which is not plain, and a red box. */
static struct gfla_bitmap photo(void)
{
    const uint8_t stripe[4] = {90, 140, 90, 255};
    struct gfla_bitmap image = canvas(W, H, 3, white);
    for (int x = 0; x < W; x += 20)
        fill(&image, x, 0, 10, H, stripe);
    fill(&image, 40, 30, 60, 50, red);
    return image;
}

static gfla_status cut_by(const struct gfla_bitmap *mask, struct gfla_photo_cut *cut)
{
    struct gfla_bitmap image = photo();
    const gfla_status status = gfla_photo_find(NULL, &image, &(struct gfla_photo_cut_params){.mask = mask}, cut);
    gfla_bitmap_free(&image);
    return status;
}

static int alpha_at(const struct gfla_photo_cut *cut, int x, int y)
{
    return ((const uint8_t *)cut->rgba.pixels)[4 * ((size_t)y * cut->rgba.width + x) + 3];
}

/* Of half the size, grey, and of twice the size with alpha: the same box. */
static void masks_of_any_size(void **state)
{
    struct gfla_photo_cut cut;
    struct gfla_bitmap half = canvas(W / 2, H / 2, 1, black);
    const uint8_t clear[4] = {255, 255, 255, 0};
    fill(&half, 20, 15, 30, 25, white);
    assert_int_equal(cut_by(&half, &cut), GFLA_OK);
    assert_int_equal(cut.method, GFLA_PHOTO_METHOD_MASK);
    assert_int_equal(alpha_at(&cut, 70, 55), 255);
    assert_int_equal(alpha_at(&cut, 30, 55), 0);
    assert_int_equal(alpha_at(&cut, 70, 90), 0);
    gfla_photo_cut_free(&cut);
    gfla_bitmap_free(&half);
    struct gfla_bitmap twice = canvas(2 * W, 2 * H, 4, clear);
    fill(&twice, 80, 60, 120, 100, black);
    assert_int_equal(cut_by(&twice, &cut), GFLA_OK);
    assert_int_equal(alpha_at(&cut, 70, 55), 255);
    assert_int_equal(alpha_at(&cut, 30, 55), 0);
    gfla_photo_cut_free(&cut);
    gfla_bitmap_free(&twice);
}

static void refused(const struct gfla_bitmap *mask, const char *why)
{
    struct gfla_photo_cut cut;
    assert_int_equal(cut_by(mask, &cut), GFLA_ERROR_INPUT);
    assert_null(cut.rgba.pixels);
    assert_non_null(strstr(gfla_error_message(), why));
    assert_non_null(strstr(gfla_error_message(), "hint:"));
}

static void masks_that_do_not_fit(void **state)
{
    struct gfla_bitmap empty = canvas(W, H, 1, black), full = canvas(W, H, 1, white), square = canvas(H, H, 1, white);
    refused(&empty, "the mask is empty");
    refused(&full, "the mask covers 100 % of the image");
    refused(&square, "the mask has 120 x 120 pixels, another shape than the image's 160 x 120");
    gfla_bitmap_free(&empty);
    gfla_bitmap_free(&full);
    gfla_bitmap_free(&square);
}

static gfla_status find_in(const struct gfla_bitmap *image, struct gfla_photo_cut *cut)
{
    return gfla_photo_find(NULL, image, &(struct gfla_photo_cut_params){.whole_image = false}, cut);
}

/* Without a network: alpha, a plain background, or the reason why there is none. 16 bits and grey are no matter. */
static void the_surest_method_is_taken(void **state)
{
    const uint8_t clear[4] = {0}, grey[4] = {128, 128, 128, 255};
    struct gfla_photo_cut cut;
    struct gfla_bitmap image = canvas(W, H, 4, clear);
    fill(&image, 0, 0, 60, 60, red); /* cropped to the object: its alpha says so */
    assert_int_equal(find_in(&image, &cut), GFLA_OK);
    assert_int_equal(cut.method, GFLA_PHOTO_METHOD_ALPHA);
    assert_null(cut.rgba.pixels); /* the image is as good */
    gfla_bitmap_free(&image);
    image = canvas(W, H, 1, white);
    fill(&image, 40, 30, 60, 50, grey);
    assert_int_equal(find_in(&image, &cut), GFLA_OK);
    assert_int_equal(cut.method, GFLA_PHOTO_METHOD_BACKGROUND);
    gfla_bitmap_free(&image);
    assert_int_equal(gfla_bitmap_create(&image, W, H, 3, 16), GFLA_OK);
    for (int i = 0; i < W * H * 3; i++)
        ((uint16_t *)image.pixels)[i] =
            i / 3 % W > 40 && i / 3 % W < 90 && i / 3 / W > 20 && i / 3 / W < 90 ? 9000 : 60000;
    assert_int_equal(find_in(&image, &cut), GFLA_OK);
    assert_int_equal(cut.method, GFLA_PHOTO_METHOD_BACKGROUND);
    gfla_bitmap_free(&image);
    image = photo();
    assert_int_equal(find_in(&image, &cut), GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(), "the background is not plain"));
    gfla_bitmap_free(&image);
}

/* ---- the clean-up ---- */

/* A box with a thin, faint joint to a part in its own box; a second object beside it; dust. */
static void the_largest_object_stays(void **state)
{
    static float alpha[W * H];
    struct gfla_matte m = {.width = W, .height = H, .alpha = calloc(W * H, 1)};
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            const bool box = x >= 20 && x < 80 && y >= 20 && y < 60, leg = x >= 70 && x < 76 && y >= 30 && y < 58;
            const bool other = x >= 120 && x < 150 && y >= 30 && y < 70, gap = x >= 60 && x < 78 && y >= 24 && y < 59;
            alpha[y * W + x] = other || (box && (!gap || leg)) ? 1 : x == 19 && y >= 20 && y < 60 ? 0.3f : 0;
        }
    gfla_matte_decide(alpha, &m);
    assert_int_equal(gfla_matte_keep_largest(&m), GFLA_OK);
    assert_int_equal(m.alpha[40 * W + 40], 255);
    assert_int_equal(m.alpha[40 * W + 72], 255);   /* the leg, which nothing joins */
    assert_int_equal(m.alpha[50 * W + 130], 0);    /* the other object */
    assert_in_range(m.alpha[40 * W + 19], 1, 127); /* the soft edge */
    assert_int_equal(m.x, 20);
    assert_int_equal(m.box_width, 60);
    assert_int_equal(m.box_height, 40);
    free(m.alpha);
}

/* Nothing above a half is nothing. */
static void a_faint_matte_is_empty(void **state)
{
    struct gfla_matte m = {.width = W, .height = H, .alpha = malloc(W * H)};
    memset(m.alpha, 100, W * H);
    assert_int_equal(gfla_matte_keep_largest(&m), GFLA_OK);
    assert_int_equal(m.box_width, 0);
    assert_int_equal(m.alpha[0], 0);
    free(m.alpha);
}

/* A coarse matte of 8 x 6 gets the box's edges from the image. */
static void edges_come_from_the_image(void **state)
{
    struct gfla_bitmap image = canvas(W, H, 4, white);
    static float fine[W * H];
    float coarse[8 * 6], worst = 0;
    fill(&image, 44, 30, 60, 50, red);
    for (int y = 0; y < 6; y++)
        for (int x = 0; x < 8; x++) /* the part of the cell that the box covers */
            coarse[y * 8 + x] =
                fminf(fmaxf((float)(104 - 20 * x) / 20, 0), 1) * fminf(fmaxf((float)(20 * x - 24) / 20, 0), 1) *
                fminf(fmaxf((float)(80 - 20 * y) / 20, 0), 1) * fminf(fmaxf((float)(20 * y - 10) / 20, 0), 1);
    assert_int_equal(gfla_guided_upsample(&image, coarse, 8, 6, fine), GFLA_OK);
    for (int y = 40; y < 70; y++)
        worst = fmaxf(worst, fmaxf(fine[y * W + 41], fabsf(fine[y * W + 46] - fine[y * W + 60])));
    assert_true(worst < 0.25f);
    assert_true(fine[55 * W + 74] > 0.75f);
    gfla_bitmap_free(&image);
}

/* ---- angles ---- */

static void peak(float *bins, int n, int at, float share)
{
    static const float shape[] = {0.06f, 0.24f, 0.4f, 0.24f, 0.06f};
    for (int i = 0; i < 5; i++)
        bins[(at + i - 2 + n) % n] += share * shape[i];
}

static void distributions_are_read(void **state)
{
    float azimuth[36] = {0}, elevation[9] = {0};
    peak(azimuth, 36, 35, 0.9f);
    peak(azimuth, 36, 10, 0.1f);
    elevation[3] = elevation[4] = 0.5f; /* 10 and 20 degrees */
    struct gfla_photo_angle angle = gfla_photo_angle_of(azimuth, elevation);
    assert_true(fabs(angle.azimuth - 350) < 0.5 && fabs(angle.elevation - 15) < 0.5);
    assert_true(fabs(angle.confidence - 0.9) < 0.01);
    assert_int_equal(angle.symmetry, GFLA_PHOTO_SYMMETRY_NONE);
    memset(azimuth, 0, sizeof azimuth);
    peak(azimuth, 36, 24, 0.55f); /* 240 degrees, and 60, which shows the front */
    peak(azimuth, 36, 6, 0.45f);
    angle = gfla_photo_angle_of(azimuth, elevation);
    assert_int_equal(angle.symmetry, GFLA_PHOTO_SYMMETRY_OPPOSITE);
    assert_true(fabs(angle.azimuth - 60) < 0.5 && angle.confidence > 0.99);
    memset(azimuth, 0, sizeof azimuth);
    peak(azimuth, 36, 24, 0.68f); /* in doubt the front, but no symmetry */
    peak(azimuth, 36, 6, 0.32f);
    angle = gfla_photo_angle_of(azimuth, elevation);
    assert_int_equal(angle.symmetry, GFLA_PHOTO_SYMMETRY_NONE);
    assert_true(fabs(angle.azimuth - 60) < 0.5 && fabs(angle.confidence - 0.32) < 0.01);
    assert_true(fabs(angle.peak_azimuth - 240) < 0.5 && fabs(angle.peak_confidence - 0.68) < 0.01);
    for (int k = 0; k < 36; k++)
        azimuth[k] = 1.0f / 36;
    angle = gfla_photo_angle_of(azimuth, elevation);
    assert_int_equal(angle.symmetry, GFLA_PHOTO_SYMMETRY_ROUND);
    assert_true(angle.confidence < 0.3);
}

/* What is at 60 degrees is at 120 in the mirror, and what is at 340 at 200. */
static void the_mirror_is_a_second_opinion(void **state)
{
    float azimuth[36] = {0}, elevation[9] = {0}, mirrored[36] = {0}, other[9] = {0};
    peak(azimuth, 36, 6, 0.6f);
    peak(azimuth, 36, 34, 0.4f);
    peak(mirrored, 36, 12, 0.4f);
    peak(mirrored, 36, 20, 0.6f);
    elevation[2] = other[4] = 1;
    gfla_photo_angle_join(azimuth, elevation, mirrored, other);
    assert_true(fabsf(azimuth[6] - 0.5f * 0.4f) < 1e-6f && fabsf(azimuth[34] - 0.5f * 0.4f) < 1e-6f);
    assert_true(fabs(gfla_photo_angle_of(azimuth, elevation).elevation - 10) < 1e-6);
    float planes[] = {1, 2, 3, 4, 5, 6};
    gfla_photo_angle_mirror(planes, 2, 3);
    assert_memory_equal(planes, ((const float[]){3, 2, 1, 6, 5, 4}), sizeof planes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_of_any_size),          cmocka_unit_test(masks_that_do_not_fit),
        cmocka_unit_test(the_surest_method_is_taken), cmocka_unit_test(the_largest_object_stays),
        cmocka_unit_test(a_faint_matte_is_empty),     cmocka_unit_test(edges_come_from_the_image),
        cmocka_unit_test(distributions_are_read),     cmocka_unit_test(the_mirror_is_a_second_opinion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
