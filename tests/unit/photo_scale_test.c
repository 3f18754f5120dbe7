/* How large an object is by its surfaces, and in which size its outline and its shape agree. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/gfla/shapenet.h"
#include "tasks/view/photo_scale.h"
#include "viewsynth/render/camera.h"

#define SIZE 128

/* A box as the network would see it that knows both surfaces. */
struct scene {
    double half[3], middle[3];
    struct gfla_camera camera;
    float alpha[SIZE * SIZE], front[SIZE * SIZE], back[SIZE * SIZE];
};

/* Where a ray from the eye is within the box, in steps of `ray`. False where it misses. */
static bool cross_box(const struct scene *s, const double ray[3], double *enter, double *leave)
{
    *enter = 0;
    *leave = INFINITY;
    for (int k = 0; k < 3; k++) {
        const double a = (s->middle[k] - s->half[k] - s->camera.eye[k]) / ray[k],
                     b = (s->middle[k] + s->half[k] - s->camera.eye[k]) / ray[k];
        *enter = fmax(*enter, fmin(a, b));
        *leave = fmin(*leave, fmax(a, b));
    }
    return *enter < *leave;
}

static void draw(struct scene *s)
{
    for (int i = 0; i < SIZE * SIZE; i++) {
        double at[3], enter, leave; /* one unit of depth along the pixel's ray */
        gfla_camera_unproject(&s->camera, SIZE, i % SIZE, (double)(i / SIZE), 1, at);
        for (int k = 0; k < 3; k++)
            at[k] -= s->camera.eye[k];
        s->alpha[i] = cross_box(s, at, &enter, &leave) ? 1 : 0;
        s->front[i] = s->alpha[i] > 0 ? (float)((enter - GFLA_CAMERA_DISTANCE) / (double)GFLA_SHAPENET_RADIUS) : 9;
        s->back[i] = s->alpha[i] > 0 ? (float)((leave - GFLA_CAMERA_DISTANCE) / (double)GFLA_SHAPENET_RADIUS) : 9;
    }
}

static struct gfla_photo_surfaces surfaces_of(const struct scene *s)
{
    return (struct gfla_photo_surfaces){.size = SIZE,
                                        .alpha = s->alpha,
                                        .front = s->front,
                                        .back = s->back,
                                        .distance = GFLA_CAMERA_DISTANCE,
                                        .radius = (double)GFLA_SHAPENET_RADIUS,
                                        .tan_half_fov = (double)GFLA_TAN_HALF_FOV};
}

/* A box of half sides 0.4, 0.3 and 0.866: its diagonal is 2. */
static struct scene *make_scene(double azimuth, double elevation, double size)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    *s = (struct scene){.half = {0.4 * size, 0.3 * size, sqrt(0.75) * size},
                        .camera = gfla_camera_orbit(azimuth, elevation)};
    return s;
}

static void test_a_box_has_its_diagonal_from_any_side(void **state)
{
    static const double azimuths[] = {3, 37, 88, 200, 290}, sizes[] = {0.6, 1, 1.15};
    for (size_t i = 0; i < sizeof azimuths / sizeof *azimuths; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
            struct scene *s = make_scene(azimuths[i], 10.0 * (double)(i % 3) + 1, sizes[j]);
            struct gfla_photo_extent extent;
            draw(s);
            const struct gfla_photo_surfaces surfaces = surfaces_of(s);
            assert_true(gfla_photo_extent_find(&surfaces, (struct gfla_view_angles){azimuths[i], s->camera.elevation},
                                               &extent));
            assert_true(fabs(log(extent.diagonal / (2 * sizes[j]))) < 0.02);
            for (int k = 0; k < 3; k++)
                assert_true(fabs(extent.centre[k]) < 0.02);
            free(s);
        }
}

/* Told 15 degrees beside the true azimuth, the box is hardly larger. */
static void test_a_wrong_angle_changes_little(void **state)
{
    struct scene *s = make_scene(60, 10, 1);
    struct gfla_photo_extent extent;
    draw(s);
    const struct gfla_photo_surfaces surfaces = surfaces_of(s);
    assert_true(gfla_photo_extent_find(&surfaces, (struct gfla_view_angles){75, 10}, &extent));
    assert_true(fabs(log(extent.diagonal / 2)) < 0.07); /* 0.15 were the box not turned */
    free(s);
}

static void test_a_box_beside_the_middle_is_found_there(void **state)
{
    struct scene *s = make_scene(90, 0, 0.7);
    struct gfla_photo_extent extent;
    s->middle[0] = 0.2; /* the camera looks along -z: its right is x */
    s->middle[1] = -0.1;
    s->middle[2] = -0.15;
    draw(s);
    struct gfla_photo_surfaces surfaces = surfaces_of(s);
    surfaces.unit = 2;
    assert_true(gfla_photo_extent_find(&surfaces, (struct gfla_view_angles){90, 0}, &extent));
    assert_true(fabs(extent.diagonal - 0.7) < 0.02);
    assert_true(fabs(extent.centre[0] - 0.1) < 0.01);
    assert_true(fabs(extent.centre[1] - 0.05) < 0.01);
    assert_true(fabs(extent.centre[2] - 0.075) < 0.01);
    free(s);
}

static void test_nothing_has_no_extent(void **state)
{
    struct scene *s = make_scene(90, 0, 1);
    struct gfla_photo_extent extent;
    const struct gfla_photo_surfaces surfaces = surfaces_of(s);
    assert_false(gfla_photo_extent_find(&surfaces, (struct gfla_view_angles){90, 0}, &extent));
    free(s);
}

#define N 6

/* What a net says of an object whose right size is `right_size`, when its diagonal follows the size to that power. */
static struct gfla_photo_scale scale_of(double right_size, double power, double aspect)
{
    static const double sizes[N] = {1.1, 0.97, 0.85, 0.68, 0.53, 0.4};
    struct gfla_photo_trial trials[N];
    for (int i = 0; i < N; i++)
        trials[i] = (struct gfla_photo_trial){
            .size = sizes[i], .extent = {.diagonal = 2 * pow(sizes[i] / right_size, power), .centre = {0.1, -0.05, 0}}};
    return gfla_photo_scale_find(trials, N, aspect);
}

/* A net that completes nothing leaves no doubt. */
static void test_an_honest_net_is_believed(void **state)
{
    static const double right[] = {1, 0.85, 0.7, 0.55};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        const struct gfla_photo_scale scale = scale_of(right[i], 1, 1);
        assert_true(scale.is_sure);
        assert_true(fabs(log(scale.size / right[i])) < 0.06);
        assert_true(scale.error < 0.05);
        assert_true(fabs(scale.right - 0.1) < 1e-9 && fabs(scale.down + 0.05) < 1e-9);
    }
}

/* One that completes most of what is missing moves the size, less, and is less sure; a wide outline holds it back. */
static void test_a_net_that_completes_is_half_believed(void **state)
{
    const struct gfla_photo_scale sharp = scale_of(0.7, 1, 1), dull = scale_of(0.7, 0.2, 1),
                                  wide = scale_of(0.7, 0.2, 3);
    assert_true(dull.is_sure && wide.is_sure);
    assert_true(dull.size > 0.7 && dull.size < 0.95);
    assert_true(dull.error > 2 * sharp.error);
    assert_true(wide.size > dull.size && wide.size < 1.05);
}

/* What is as large in all sizes is likely long, and nobody knows how long. */
static void test_a_net_that_completes_all_says_long(void **state)
{
    const struct gfla_photo_scale scale = scale_of(0.97, 0, 0.5);
    assert_true(scale.is_sure);
    assert_true(scale.size > 0.8 && scale.size < 0.95 && scale.error > 0.15);
}

/* Two sizes that are far apart, and no word on which it is. */
static void test_two_answers_leave_the_outline(void **state)
{
    static const double sizes[N] = {1.1, 0.97, 0.85, 0.68, 0.53, 0.4}, diagonals[N] = {2.15, 2.15, 2.6, 2.6, 2.6, 1.94};
    struct gfla_photo_trial trials[N];
    for (int i = 0; i < N; i++)
        trials[i] = (struct gfla_photo_trial){.size = sizes[i], .extent = {.diagonal = diagonals[i]}};
    const struct gfla_photo_scale scale = gfla_photo_scale_find(trials, N, 1);
    assert_false(scale.is_sure);
    assert_true(scale.size == 1 && scale.error == 0);
}

static void test_nonsense_leaves_the_outline(void **state)
{
    struct gfla_photo_scale scale = scale_of(5, 1, 1); /* small at all sizes */
    assert_false(scale.is_sure);
    assert_true(scale.size == 1 && scale.right == 0 && scale.down == 0 && scale.error == 0);
    scale = scale_of(NAN, 1, 1);
    assert_false(scale.is_sure);
    assert_true(scale.size == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_box_has_its_diagonal_from_any_side),
                                       cmocka_unit_test(test_a_wrong_angle_changes_little),
                                       cmocka_unit_test(test_a_box_beside_the_middle_is_found_there),
                                       cmocka_unit_test(test_nothing_has_no_extent),
                                       cmocka_unit_test(test_an_honest_net_is_believed),
                                       cmocka_unit_test(test_a_net_that_completes_is_half_believed),
                                       cmocka_unit_test(test_a_net_that_completes_all_says_long),
                                       cmocka_unit_test(test_two_answers_leave_the_outline),
                                       cmocka_unit_test(test_nonsense_leaves_the_outline)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
