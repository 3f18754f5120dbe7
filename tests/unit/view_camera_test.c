/* The geometry of the view network against the cameras of the renderer: both must see the same points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "models/gfla/shapenet.h"
#include "models/gfla/view_camera.h"
#include "ref/depth_flow_ref.h"
#include "viewsynth/render/camera.h"

#define SIZE 64

static void camera_frame(const struct gfla_camera *camera, const double world[3], double p[3])
{
    for (int i = 0; i < 3; i++)
        p[i] = camera->rows[4 * i] * world[0] + camera->rows[4 * i + 1] * world[1] +
               camera->rows[4 * i + 2] * world[2] + camera->rows[4 * i + 3];
}

static struct gfla_view_angles random_angles(struct gfla_random *random)
{
    return (struct gfla_view_angles){gfla_random_uniform(random, -400, 400), gfla_random_uniform(random, 0, 20)};
}

/* A point of the object seen by the target camera, moved to the source camera; `mirrored` in between, world x
 * negated. */
static void check_point(struct gfla_view_angles source, struct gfla_view_angles target, const double world[3],
                        bool mirrored)
{
    struct gfla_camera from = gfla_camera_orbit(source.azimuth, source.elevation);
    struct gfla_camera to = gfla_camera_orbit(target.azimuth, target.elevation);
    const double seen[3] = {mirrored ? -world[0] : world[0], world[1], world[2]};
    double p[3], expected[3];
    float camera[12];
    if (mirrored)
        gfla_view_mirror_camera(source, target, camera);
    else
        gfla_view_camera(source, target, camera);
    camera_frame(&to, world, p);
    camera_frame(&from, seen, expected);
    for (int i = 0; i < 3; i++) {
        double found = camera[3 * i] * p[0] + camera[3 * i + 1] * p[1] + camera[3 * i + 2] * p[2] + camera[9 + i];
        assert_true(fabs(found - expected[i]) < 3e-6); /* of float32 entries times coordinates up to 5 */
    }
}

static void both_cameras_see_the_same_point(void **state)
{
    struct gfla_random random = gfla_random_seed(4, 0);
    for (int round = 0; round < 200; round++) {
        struct gfla_view_angles source = random_angles(&random), target = random_angles(&random);
        double world[3];
        for (int i = 0; i < 3; i++)
            world[i] = gfla_random_uniform(&random, -0.6f, 0.6f);
        check_point(source, target, world, false);
        check_point(source, target, world, true);
    }
}

static void one_view_is_itself(void **state)
{
    static const float identity[12] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
    float camera[12];
    gfla_view_camera((struct gfla_view_angles){130, 15}, (struct gfla_view_angles){130, 15}, camera);
    for (int i = 0; i < 12; i++)
        assert_true(fabsf(camera[i] - identity[i]) < 1e-6f);
}

/* Seen in the face, a symmetric object is its own mirror image: x changes its sign. */
static void the_mirror_swaps_left_and_right(void **state)
{
    static const float flip[12] = {-1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
    float camera[12];
    gfla_view_mirror_camera((struct gfla_view_angles){90, 10}, (struct gfla_view_angles){90, 10}, camera);
    for (int i = 0; i < 12; i++)
        assert_true(fabsf(camera[i] - flip[i]) < 1e-6f);
}

/* From a depth map to a flow: a target pixel at a depth, unprojected to the world and projected to the source, is where
 * the flow of that pixel points. */
static void the_flow_of_a_depth_is_exact(void **state)
{
    const struct gfla_depth_flow_ref args = {1, SIZE, SIZE, GFLA_SHAPENET_DISTANCE, 1.05, (double)GFLA_TAN_HALF_FOV};
    const struct gfla_view_angles source = {60, 10}, target = {100, 0};
    struct gfla_camera from = gfla_camera_orbit(source.azimuth, source.elevation);
    struct gfla_camera to = gfla_camera_orbit(target.azimuth, target.elevation);
    static double raw[SIZE * SIZE], flow[2 * SIZE * SIZE];
    double camera_values[12];
    float camera[12];
    gfla_view_camera(source, target, camera);
    for (int i = 0; i < 12; i++)
        camera_values[i] = camera[i];
    for (int i = 0; i < SIZE * SIZE; i++)
        raw[i] = sin(0.01 * i);
    gfla_depth_flow_ref_fwd(&args, raw, camera_values, flow);
    for (int i = 0; i < SIZE * SIZE; i += 37) {
        double x = i % SIZE, y = i / SIZE, world[3], pixel[2], depth;
        gfla_camera_unproject(&to, SIZE, x, y, 4 + 1.05 * tanh(raw[i]), world);
        assert_true(gfla_camera_project(&from, SIZE, world, pixel, &depth));
        assert_true(fabs(x + flow[i] - pixel[0]) < 1e-4 && fabs(y + flow[SIZE * SIZE + i] - pixel[1]) < 1e-4);
    }
}

static double sum(const float *values, int n)
{
    double total = 0;
    for (int i = 0; i < n; i++)
        total += values[i];
    return total;
}

static void labels_are_one_hot(void **state)
{
    for (int azimuth = 0; azimuth < 18; azimuth++)
        for (int elevation = 0; elevation < 3; elevation++) {
            float label[21];
            gfla_view_pose((struct gfla_view_angles){20.0 * azimuth, 10.0 * elevation}, label);
            for (int i = 0; i < 21; i++)
                assert_true(label[i] == (i == azimuth || i == 18 + elevation ? 1 : 0));
        }
}

static void labels_interpolate(void **state)
{
    float label[21];
    gfla_view_pose((struct gfla_view_angles){45, 12.5}, label);
    assert_true(fabsf(label[2] - 0.75f) < 1e-6f && fabsf(label[3] - 0.25f) < 1e-6f);
    assert_true(fabsf(label[19] - 0.75f) < 1e-6f && fabsf(label[20] - 0.25f) < 1e-6f && label[18] == 0);
    gfla_view_pose((struct gfla_view_angles){350, 5}, label); /* between the last azimuth and the first */
    assert_true(fabsf(label[17] - 0.5f) < 1e-6f && fabsf(label[0] - 0.5f) < 1e-6f);
    gfla_view_pose((struct gfla_view_angles){-10, 90}, label); /* elevations beyond what was trained are held */
    assert_true(fabsf(label[17] - 0.5f) < 1e-6f && label[20] == 1);
    gfla_view_pose((struct gfla_view_angles){730, -5}, label);
    assert_true(fabsf(label[0] - 0.5f) < 1e-6f && fabsf(label[1] - 0.5f) < 1e-6f && label[18] == 1);
}

static void labels_add_up(void **state)
{
    struct gfla_random random = gfla_random_seed(5, 0);
    for (int round = 0; round < 1000; round++) {
        float label[21], turn[18];
        struct gfla_view_angles source = random_angles(&random), target = random_angles(&random);
        gfla_view_pose(source, label);
        gfla_view_turn(source, target, turn);
        assert_true(fabs(sum(label, 18) - 1) < 1e-6 && fabs(sum(label + 18, 3) - 1) < 1e-6 &&
                    fabs(sum(turn, 18) - 1) < 1e-6);
        for (int i = 0; i < 18; i++)
            assert_true(label[i] >= 0 && turn[i] >= 0);
    }
    float turn[18];
    /* rounds to a whole turn */
    gfla_view_turn((struct gfla_view_angles){0, 0}, (struct gfla_view_angles){-1e-13, 0}, turn);
    assert_true(turn[0] > 0.999f);
}

static void turns_are_differences(void **state)
{
    float turn[18];
    gfla_view_turn((struct gfla_view_angles){300, 0}, (struct gfla_view_angles){20, 20}, turn);
    for (int i = 0; i < 18; i++)
        assert_true(turn[i] == (i == 4));
    gfla_view_turn((struct gfla_view_angles){20, 0}, (struct gfla_view_angles){0, 0}, turn);
    for (int i = 0; i < 18; i++)
        assert_true(turn[i] == (i == 17));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_cameras_see_the_same_point),
        cmocka_unit_test(one_view_is_itself),
        cmocka_unit_test(the_mirror_swaps_left_and_right),
        cmocka_unit_test(the_flow_of_a_depth_is_exact),
        cmocka_unit_test(labels_are_one_hot),
        cmocka_unit_test(labels_interpolate),
        cmocka_unit_test(labels_add_up),
        cmocka_unit_test(turns_are_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
