/* What the points of form SOLID cover of a target: mirror images fill what the source does not see, and cost nothing where
 * an object is not symmetric. */
#include <math.h>
#include <stdlib.h>

#include "graph/plan.h"
#include "models/gfla/solid.h"
#include "models/gfla/view_camera.h"
#include "ops/bce_loss.h"
#include "ops/pack.h"
#include "tests/device_fixture.h"

enum { SIZE = 64, AREA = SIZE * SIZE };

struct scene {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    gfla_tensor *front, *truth, *covered, *loss;
};

/* One surface, whose depths are a parameter, at `stride` pixels a pixel. */
static void scene_build(struct scene *s, bool mirror, int stride)
{
    const struct gfla_shape map = gfla_shape_4d(1, 1, SIZE, SIZE);
    *s = (struct scene){.net.config = {.form = GFLA_FORM_SOLID, .size = SIZE, .surfaces = 1, .mirror = mirror}};
    ok(gfla_graph_create(&s->graph));
    ok(gfla_shapenet_complete(&s->net.config));
    s->front = gfla_graph_param(s->graph, "front", map);
    s->net.source_depth = gfla_pack(s->graph, s->front);
    s->net.source_alpha = gfla_graph_input(s->graph, "alpha", map, GFLA_LAYOUT_BLOCKED);
    gfla_solid_cameras(s->graph, &s->net);
    s->truth =
        gfla_graph_input(s->graph, "truth", gfla_shape_4d(1, 1, SIZE / stride, SIZE / stride), GFLA_LAYOUT_PLAIN);
    s->covered = gfla_graph_keep(gfla_solid_covered(s->graph, &s->net, s->truth));
    s->loss = gfla_graph_keep(gfla_bce_loss(s->graph, s->covered, s->truth, 1));
    ok(gfla_graph_differentiate(s->graph, s->loss));
    gfla_graph_keep(s->front->grad);
}

static void scene_close(struct scene *s)
{
    gfla_plan_destroy(&s->plan);
    gfla_graph_destroy(&s->graph);
}

/* A disc left or right of the middle. */
static bool in_disc(int x, int y, int size, double middle)
{
    return hypot((x + 0.5) / size - middle, (y + 0.5) / size - 0.5) < 0.15;
}

/* At 90 degrees cameras look along the plane of symmetry, which swaps left and right. The source sees the left disc alone, from where the target is seen too; the target may have both. */
static float run(struct scene *s, bool mirror, int stride, bool both, float *covered, float *slopes)
{
    static float front[AREA], alpha[AREA], truth[AREA];
    const struct gfla_view_angles angles = {90, 0};
    const int side = SIZE / stride;
    float camera[12], mirrored[12], loss;
    scene_build(s, mirror, stride);
    ok(gfla_plan_create(&s->plan, s->graph, device, NULL));
    for (int i = 0; i < AREA; i++)
        alpha[i] = in_disc(i % SIZE, i / SIZE, SIZE, 0.25);
    for (int i = 0; i < side * side; i++)
        truth[i] = in_disc(i % side, i / side, side, 0.25) || (both && in_disc(i % side, i / side, side, 0.75));
    gfla_view_camera(angles, angles, camera);
    gfla_view_mirror_camera(angles, angles, mirrored);
    ok(gfla_tensor_write(s->plan, s->front, front));
    ok(gfla_tensor_write(s->plan, s->net.source_alpha, alpha));
    ok(gfla_tensor_write(s->plan, s->net.camera, camera));
    if (mirror)
        ok(gfla_tensor_write(s->plan, s->net.mirror_camera, mirrored));
    ok(gfla_tensor_write(s->plan, s->truth, truth));
    ok(gfla_plan_run(s->plan));
    ok(gfla_tensor_read(s->plan, s->covered, covered));
    ok(gfla_tensor_read(s->plan, s->front->grad, slopes));
    ok(gfla_tensor_read(s->plan, s->loss, &loss));
    scene_close(s);
    return loss;
}

static const int strides[] = {1, 4};

/* An asymmetric object: its depths learn what they would without a plane of symmetry. */
static void mirrored_points_beside_it_cost_nothing(void **state)
{
    static float covered[2][AREA], slopes[2][AREA];
    struct scene s;
    float loss[2];
    if (!device)
        skip();
    for (int k = 0; k < 2; k++) {
        for (int mirror = 0; mirror < 2; mirror++)
            loss[mirror] = run(&s, mirror, strides[k], false, covered[mirror], slopes[mirror]);
        assert_true(fabsf(loss[1] - loss[0]) <= 1e-6f);
        for (int i = 0; i < AREA; i++)
            assert_true(fabsf(slopes[1][i] - slopes[0][i]) <= 1e-7f);
    }
}

/* A symmetric one, half of which the source does not show: its mirror image is there. */
static void mirrored_points_fill_what_is_hidden(void **state)
{
    static float covered[2][AREA], slopes[AREA];
    struct scene s;
    float loss[2];
    if (!device)
        skip();
    for (int k = 0; k < 2; k++) {
        const int side = SIZE / strides[k], at = side / 2 * side + side * 3 / 4;
        for (int mirror = 0; mirror < 2; mirror++)
            loss[mirror] = run(&s, mirror, strides[k], true, covered[mirror], slopes);
        assert_true(covered[0][at] < 1e-3f && covered[1][at] > 0.9f);
        assert_true(loss[1] < 0.5f * loss[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mirrored_points_beside_it_cost_nothing),
        cmocka_unit_test(mirrored_points_fill_what_is_hidden),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
