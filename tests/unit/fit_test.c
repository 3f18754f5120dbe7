/* Fitting: where images and key points come to lie, stretched and padded, and back. */
#include "scratch.h"

#include "people/fit.h"

static const uint8_t *at(const struct gfla_bitmap *image, int x, int y)
{
    return (const uint8_t *)image->pixels + (y * image->width + x) * image->channels;
}

static void white_image(struct gfla_bitmap *image, int width, int height)
{
    assert_ok(gfla_bitmap_create(image, width, height, 3, 8));
    memset(image->pixels, 255, gfla_bitmap_size(image));
}

static void stretching_covers_everything(void **state)
{
    struct gfla_bitmap src, dst;
    struct gfla_fit fit = gfla_fit_stretch(30, 50, 64, 32);
    white_image(&src, 30, 50);
    assert_ok(gfla_fit_image(&fit, &src, 0, &dst));
    assert_int_equal(dst.width, 64);
    assert_int_equal(dst.height, 32);
    for (int i = 0; i < 64 * 32 * 3; i++)
        assert_int_equal(((uint8_t *)dst.pixels)[i], 255);
    gfla_bitmap_free(&src);
    gfla_bitmap_free(&dst);
    (void)state;
}

static void padding_keeps_the_aspect(void **state)
{
    struct gfla_bitmap src, dst, back;
    struct gfla_fit fit = gfla_fit_pad(100, 200, 64, 64);
    assert_int_equal(fit.left, 16);
    assert_int_equal(fit.inner_width, 32);
    assert_int_equal(fit.inner_height, 64);
    white_image(&src, 100, 200);
    assert_ok(gfla_fit_image(&fit, &src, 7, &dst));
    for (int x = 0; x < 64; x++)
        assert_int_equal(at(&dst, x, 31)[0], x >= 16 && x < 48 ? 255 : 7);
    assert_ok(gfla_fit_crop(&fit, &dst, &back));
    assert_int_equal(back.width, 32);
    assert_int_equal(back.height, 64);
    assert_int_equal(at(&back, 0, 0)[0], 255);
    gfla_bitmap_free(&src);
    gfla_bitmap_free(&dst);
    gfla_bitmap_free(&back);
    (void)state;
}

static void points_move_with_the_image(void **state)
{
    struct gfla_keypoints points = {.set = GFLA_JOINTS_COCO_18, .n = 2, .joint = {{50, 100, 0.5}, {0, 0, 0}}};
    struct gfla_fit pad = gfla_fit_pad(100, 200, 64, 64), stretch = gfla_fit_stretch(64, 64, 256, 128);
    gfla_fit_points(&pad, &points);
    assert_float_equal(points.joint[0].x, 32, 1e-12);
    assert_float_equal(points.joint[0].y, 32, 1e-12);
    gfla_fit_points(&stretch, &points);
    assert_float_equal(points.joint[0].x, 128, 1e-12);
    assert_float_equal(points.joint[0].y, 64, 1e-12);
    assert_int_equal(gfla_keypoints_count(&points), 1);
    (void)state;
}

static void a_sliver_keeps_a_pixel(void **state)
{
    struct gfla_fit fit = gfla_fit_pad(1, 16000, 64, 64);
    assert_int_equal(fit.inner_width, 1);
    assert_int_equal(fit.inner_height, 64);
    (void)state;
}

static void another_size_is_refused(void **state)
{
    struct gfla_bitmap src, dst;
    struct gfla_fit fit = gfla_fit_stretch(30, 50, 64, 32);
    white_image(&src, 31, 50);
    assert_fails(gfla_fit_image(&fit, &src, 0, &dst), GFLA_ERROR_USAGE, "31 x 50");
    gfla_bitmap_free(&src);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stretching_covers_everything), cmocka_unit_test(padding_keeps_the_aspect),
        cmocka_unit_test(points_move_with_the_image),   cmocka_unit_test(a_sliver_keeps_a_pixel),
        cmocka_unit_test(another_size_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
