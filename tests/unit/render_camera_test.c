/* Cameras: the protocol's eye, axes, projection, and matrices that agree with each other. */
#include <math.h>

#include "tests/unit/scratch.h"
#include "viewsynth/render/camera.h"
#include "viewsynth/render/layout/layout.h"

#define CLOSE(a, b) assert_true(fabs((double)(a) - (b)) < 1e-9)

static void eye_follows_the_protocol(void **state)
{
    struct gfla_camera c = gfla_camera_orbit(60, 20);
    double t = 60 * acos(-1.0) / 180, p = 20 * acos(-1.0) / 180;
    CLOSE(c.eye[0], 4 * cos(p) * cos(t));
    CLOSE(c.eye[1], 4 * sin(p));
    CLOSE(c.eye[2], 4 * cos(p) * sin(t));
}

static void origin_is_in_the_middle(void **state)
{
    double pixel[2], depth, origin[3] = {0, 0, 0};
    for (int i = 0; i < 18 * 3; i++) {
        struct gfla_camera c = gfla_camera_orbit(i / 3 * 20, i % 3 * 10);
        assert_true(gfla_camera_project(&c, 128, origin, pixel, &depth));
        CLOSE(pixel[0], 63.5);
        CLOSE(pixel[1], 63.5);
        CLOSE(depth, 4);
    }
}

static void front_is_seen_at_90_degrees(void **state)
{
    double pixel[2], depth, left_hand[3] = {0.5, 0, 0}, top[3] = {0, 0.5, 0}, front[3] = {0, 0, 1};
    struct gfla_camera c = gfla_camera_orbit(90, 0);
    assert_true(gfla_camera_project(&c, 128, left_hand, pixel, &depth));
    assert_true(pixel[0] > 64); /* an object that faces us has its left hand at our right */
    assert_true(gfla_camera_project(&c, 128, top, pixel, &depth));
    assert_true(pixel[1] < 63);
    assert_true(gfla_camera_project(&c, 128, front, pixel, &depth));
    CLOSE(depth, 3);
}

static void unit_sphere_fills_the_frame(void **state)
{
    /* the silhouette of the unit sphere touches sin = 1 / 4, just inside the field of view of 30 degrees */
    struct gfla_intrinsics k = gfla_camera_intrinsics(&(struct gfla_camera){.fov = 30}, 256);
    double edge = k.focal * tan(asin(0.25));
    assert_true(edge < 128 && edge > 122);
}

static void unprojecting_undoes_projecting(void **state)
{
    double world[3] = {0.3, -0.4, 0.2}, pixel[2], depth, back[3];
    struct gfla_camera c = gfla_camera_orbit(220, 20);
    assert_true(gfla_camera_project(&c, 100, world, pixel, &depth));
    gfla_camera_unproject(&c, 100, pixel[0], pixel[1], depth, back);
    for (int k = 0; k < 3; k++)
        CLOSE(world[k], back[k]);
}

static void matrices_agree_with_projection(void **state)
{
    double world[4] = {0.3, -0.4, 0.2, 1}, view[16], projection[16], eye[4], clip[4], pixel[2], depth;
    struct gfla_camera c = gfla_camera_orbit(140, 10);
    gfla_camera_view_matrix(&c, view);
    gfla_camera_projection_matrix(&c, projection);
    for (int i = 0; i < 4; i++)
        eye[i] = view[4 * i] * world[0] + view[4 * i + 1] * world[1] + view[4 * i + 2] * world[2] + view[4 * i + 3];
    for (int i = 0; i < 4; i++)
        clip[i] = projection[4 * i] * eye[0] + projection[4 * i + 1] * eye[1] + projection[4 * i + 2] * eye[2] +
                  projection[4 * i + 3] * eye[3];
    assert_true(gfla_camera_project(&c, 64, world, pixel, &depth));
    CLOSE(pixel[0], (clip[0] / clip[3] + 1) * 32 - 0.5);
    CLOSE(pixel[1], (1 - clip[1] / clip[3]) * 32 - 0.5);
    CLOSE(depth, clip[3]);
}

static void poles_have_a_camera(void **state)
{
    double pixel[2], depth, along[3] = {0, 0, -1};
    struct gfla_camera c = gfla_camera_orbit(0, 90);
    assert_true(gfla_camera_project(&c, 65, along, pixel, &depth));
    assert_true(pixel[0] > 33 && fabs(pixel[1] - 32) < 1e-9);
}

static void depth_codes_round_trip(void **state)
{
    assert_int_equal(gfla_depth_encode(0), 0);
    assert_int_equal(gfla_depth_encode(3), 1); /* 0 means empty */
    assert_int_equal(gfla_depth_encode(5), 65535);
    assert_int_equal(gfla_depth_encode(9), 65535);
    for (int v = 1; v <= 65535; v++)
        assert_int_equal(gfla_depth_encode(gfla_depth_decode((uint16_t)v)), v);
}

static void view_names_are_degrees(void **state)
{
    char name[32];
    struct gfla_camera c = gfla_camera_orbit(20, 0);
    assert_string_equal(gfla_view_name(&c, name), "020_00");
    c = gfla_camera_orbit(340, 10);
    assert_string_equal(gfla_view_name(&c, name), "340_10");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eye_follows_the_protocol),
        cmocka_unit_test(origin_is_in_the_middle),
        cmocka_unit_test(front_is_seen_at_90_degrees),
        cmocka_unit_test(unit_sphere_fills_the_frame),
        cmocka_unit_test(unprojecting_undoes_projecting),
        cmocka_unit_test(matrices_agree_with_projection),
        cmocka_unit_test(poles_have_a_camera),
        cmocka_unit_test(depth_codes_round_trip),
        cmocka_unit_test(view_names_are_degrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
