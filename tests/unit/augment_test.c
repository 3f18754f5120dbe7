/* Turned, moved and scaled images: against the formula, and that key points go where their pixels go. */
#include <math.h>

#include "people/augment.h"
#include "tests/ok.h"

enum { W = 64, H = 128 };

/* Smooth, so that bilinear interpolation is close to the function itself. */
static double shade(double x, double y)
{
    return sin(0.11 * x) * cos(0.07 * y);
}

static void fill_planes(float *planes)
{
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++)
                planes[(c * H + y) * W + x] = (float)shade(x + c, y);
}

static void nothing_asked_for_changes_nothing(void **state)
{
    static float src[3 * H * W], dst[3 * H * W];
    struct gfla_random random = gfla_random_seed(1, 0);
    const struct gfla_affine affine = gfla_augment_draw(&(struct gfla_augment){0}, W, H, &random);
    fill_planes(src);
    gfla_affine_planes(&affine, src, 3, W, H, 0, dst);
    for (int i = 0; i < 3 * H * W; i++)
        assert_true(fabsf(dst[i] - src[i]) < 1e-6f);
}

static void angle_scale_and_shift_are_in_their_ranges(void **state)
{
    double least[4] = {9, 9, 99, 99}, most[4] = {-9, -9, -99, -99};
    struct gfla_random random = gfla_random_seed(2, 0);
    for (int i = 0; i < 2000; i++) {
        const struct gfla_affine a = gfla_augment_draw(&gfla_augment_market, W, H, &random);
        const double x = (W - 1) / 2.0, y = (H - 1) / 2.0; /* the middle only moves */
        const double found[4] = {atan2(a.yx, a.xx) * 180 / 3.14159265358979, sqrt(a.xx * a.yy - a.xy * a.yx),
                                 a.xx * x + a.xy * y + a.x1 - x, a.yx * x + a.yy * y + a.y1 - y};
        for (int k = 0; k < 4; k++) {
            least[k] = fmin(least[k], found[k]);
            most[k] = fmax(most[k], found[k]);
        }
    }
    assert_true(least[0] > -5 && least[0] < -4.9 && most[0] < 5 && most[0] > 4.9);
    assert_true(least[1] > 0.9499 && least[1] < 0.951 && most[1] < 1.0501 && most[1] > 1.049);
    for (int k = 2; k < 4; k++)
        assert_true(least[k] > -5 && least[k] < -4.9 && most[k] < 5 && most[k] > 4.9);
}

static void pixels_and_points_move_alike(void **state)
{
    static float src[3 * H * W], dst[3 * H * W];
    struct gfla_random random = gfla_random_seed(3, 0);
    fill_planes(src);
    for (int i = 0; i < 20; i++) {
        const struct gfla_affine a = gfla_augment_draw(&gfla_augment_market, W, H, &random);
        struct gfla_keypoints points = {
            .set = GFLA_JOINTS_COCO_18, .n = 3, .joint = {{20, 40, 1}, {33.5, 70.25, 0.5}, {-1, -1, 0}}};
        const struct gfla_keypoints before = points;
        gfla_affine_planes(&a, src, 3, W, H, gfla_augment_market.fill, dst);
        gfla_affine_points(&a, &points);
        for (int k = 0; k < 2; k++) {
            const int x = (int)lround(points.joint[k].x), y = (int)lround(points.joint[k].y);
            /* half a pixel off at most */
            assert_true(fabs((double)dst[y * W + x] - shade(before.joint[k].x, before.joint[k].y)) < 0.1);
            assert_true(points.joint[k].confidence == before.joint[k].confidence);
        }
        assert_true(points.joint[2].x == -1 && points.joint[2].y == -1);
    }
}

static void outside_is_filled(void **state)
{
    static float src[H * W], dst[H * W];
    const struct gfla_affine right = {.xx = 1, .x1 = 2.5, .yy = 1};
    for (int i = 0; i < H * W; i++)
        src[i] = 1;
    gfla_affine_planes(&right, src, 1, W, H, -0.5f, dst);
    for (int y = 0; y < H; y++) {
        const float expected[] = {-0.5f, -0.5f, 0.25f, 1}; /* the third lies between the fill and the first pixel */
        for (int x = 0; x < 4; x++)
            assert_true(dst[y * W + x] == expected[x]);
        assert_true(dst[y * W + W - 1] == 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_asked_for_changes_nothing),
        cmocka_unit_test(angle_scale_and_shift_are_in_their_ranges),
        cmocka_unit_test(pixels_and_points_move_alike),
        cmocka_unit_test(outside_is_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
