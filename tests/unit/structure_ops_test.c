/* Heat maps and skeleton drawings on the device against values that were worked out otherwise, and what their builders
 * refuse. */
#include "tests/device_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ops/heat_maps.h"
#include "graph/plan.h"
#include "ops/skeleton_map.h"

#define MAX_POINTS 4

struct heat_values {
    float sigma;
    int h, w, n_points;
    float points[MAX_POINTS][2];
    struct {
        int joint, y, x;
        double value;
    } probes[6];
};

struct drawing_values {
    int h, w;
    float points[MAX_POINTS][2];
    int n_limbs, limbs[MAX_POINTS][2];
    const char *rgb; /* six hexadecimal digits for each pixel */
};

#include "tests/unit/structure_values.h"

enum {
    N_HEATS = sizeof heat_values / sizeof *heat_values,
    N_DRAWINGS = sizeof drawing_values / sizeof *drawing_values
};

/* The values of `out`, computed from one person's points; free them. */
static float *compute(gfla_graph **graph, gfla_tensor *in, gfla_tensor *out, const float (*points)[2])
{
    gfla_plan *plan = NULL;
    ok(gfla_graph_status(*graph));
    float *values = calloc((size_t)gfla_shape_count(out->shape), sizeof *values);
    gfla_graph_keep(out);
    ok(gfla_plan_create(&plan, *graph, device, NULL));
    ok(gfla_tensor_write(plan, in, points[0]));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, out, values));
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(graph);
    return values;
}

static gfla_tensor *input(gfla_graph **graph, int n_points)
{
    ok(gfla_graph_create(graph));
    return gfla_graph_input(*graph, "points", (struct gfla_shape){3, {1, n_points, 2}}, GFLA_LAYOUT_PLAIN);
}

static void heat_maps_are_gaussians_around_truncated_points(void **state)
{
    gfla_graph *graph;
    if (!device)
        skip();
    for (int i = 0; i < N_HEATS; i++) {
        const struct heat_values *v = &heat_values[i];
        gfla_tensor *in = input(&graph, v->n_points);
        gfla_tensor *out = gfla_heat_maps(graph, in, &(struct gfla_heat_maps_params){v->h, v->w, v->sigma});
        float *values = compute(&graph, in, out, v->points);
        for (size_t k = 0; k < sizeof v->probes / sizeof *v->probes; k++) {
            const double value = values[(v->probes[k].joint * v->h + v->probes[k].y) * v->w + v->probes[k].x];
            if (!(fabs(value - v->probes[k].value) <= 1e-6))
                fail_msg("maps %d, probe %zu: %.9g instead of %.9g", i, k, value, v->probes[k].value);
        }
        free(values);
    }
}

static struct gfla_skeleton skeleton_of(const struct drawing_values *v)
{
    struct gfla_skeleton skeleton = {
        .n_limbs = v->n_limbs, .n_joints = MAX_POINTS, .colour = {0, 0x0055ff, 0x00aaff, 0x00ffaa}};
    memcpy(skeleton.limb, v->limbs, sizeof v->limbs);
    return skeleton;
}

static void drawings_are_those_of_the_walk_along_each_line(void **state)
{
    gfla_graph *graph;
    if (!device)
        skip();
    for (int i = 0; i < N_DRAWINGS; i++) {
        const struct drawing_values *v = &drawing_values[i];
        gfla_tensor *in = input(&graph, MAX_POINTS);
        gfla_tensor *out = gfla_skeleton_map(graph, in, &(struct gfla_skeleton_map_params){v->h, v->w, skeleton_of(v)});
        float *values = compute(&graph, in, out, v->points);
        for (int k = 0; k < 3 * v->h * v->w; k++) {
            char digits[3] = {0};
            memcpy(digits, v->rgb + k * 2, 2);
            const int pixel = k / 3, channel = k % 3, expected = (int)strtol(digits, NULL, 16);
            if (values[channel * v->h * v->w + pixel] != (float)expected)
                fail_msg("drawing %d, row %d, column %d, channel %d: %g instead of %d", i, pixel / v->w, pixel % v->w,
                         channel, (double)values[channel * v->h * v->w + pixel], expected);
        }
        free(values);
    }
}

static void assert_refused(gfla_graph **graph, const gfla_tensor *result, const char *reason)
{
    assert_null(result);
    assert_int_equal(gfla_graph_status(*graph), GFLA_ERROR_USAGE);
    if (!strstr(gfla_error_message(), reason))
        fail_msg("\"%s\" does not say \"%s\"", gfla_error_message(), reason);
    gfla_graph_destroy(graph);
}

static void what_cannot_be_drawn_is_refused(void **state)
{
    gfla_graph *graph;
    struct gfla_skeleton_map_params map = {8, 8, {.n_limbs = 1, .n_joints = 3, .limb = {{2, 3}}}};
    gfla_tensor *in = input(&graph, 3);
    assert_refused(&graph, gfla_skeleton_map(graph, in, &map), "of 3 joints has a limb from 2 to 3");
    map.skeleton.limb[0][1] = 1;
    in = input(&graph, 2);
    assert_refused(&graph, gfla_skeleton_map(graph, in, &map), "3 joints cannot be drawn from points [1, 2, 2]");
    map.skeleton.n_joints = 33;
    in = input(&graph, 33);
    assert_refused(&graph, gfla_skeleton_map(graph, in, &map), "33 joints and 1 limbs: the limit is 32");
    in = input(&graph, 3);
    assert_refused(&graph, gfla_heat_maps(graph, in, &(struct gfla_heat_maps_params){8, 8, -1}), "sigma is -1");
    in = input(&graph, 3);
    assert_refused(&graph, gfla_heat_maps(graph, in, &(struct gfla_heat_maps_params){0, 8, 6}), "[1, 3, 0, 8]");
    ok(gfla_graph_create(&graph));
    in = gfla_graph_input(graph, "points", (struct gfla_shape){3, {1, 3, 3}}, GFLA_LAYOUT_PLAIN);
    assert_refused(&graph, gfla_heat_maps(graph, in, &(struct gfla_heat_maps_params){8, 8, 6}),
                   "not \"points\" [1, 3, 3]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heat_maps_are_gaussians_around_truncated_points),
        cmocka_unit_test(drawings_are_those_of_the_walk_along_each_line),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
