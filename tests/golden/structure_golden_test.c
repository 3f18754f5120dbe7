/* Heat maps against those that a published network was given. */
#include "tests/device_fixture.h"

#include <math.h>
#include <stdlib.h>

#include "io/weights/npy.h"
#include "ops/heat_maps.h"
#include "graph/plan.h"

/* Of this set of tensors; the published models have 6. */
#define SIGMA 3

/* The place of a map's peak; (-1, -1) of an empty one. */
static void find_point(const float *map, int h, int w, float *point)
{
    int at = 0;
    for (int i = 0; i < h * w; i++)
        at = map[i] > map[at] ? i : at;
    const int x = at % w, y = at / w;
    point[0] = map[at] > 0 ? (float)x : -1;
    point[1] = map[at] > 0 ? (float)y : -1;
}

static void heat_maps_are_the_published_ones(void **state)
{
    gfla_graph *graph = NULL;
    gfla_plan *plan = NULL;
    struct gfla_shape s;
    float *expected = NULL;
    if (!device)
        skip();
    ok(gfla_npy_read(GFLA_SOURCE_DIR "/tests/golden/pose_market/in_source_B.npy", &s, &expected));
    const int n = (int)s.dim[0], joints = (int)s.dim[1], h = (int)s.dim[2], w = (int)s.dim[3];
    float *points = calloc((size_t)(n * joints), 2 * sizeof *points),
          *values = calloc((size_t)gfla_shape_count(s), sizeof *values);
    for (int i = 0; i < n * joints; i++)
        find_point(expected + i * h * w, h, w, points + 2 * i);
    ok(gfla_graph_create(&graph));
    gfla_tensor *in = gfla_graph_input(graph, "points", (struct gfla_shape){3, {n, joints, 2}}, GFLA_LAYOUT_PLAIN);
    gfla_tensor *maps = gfla_graph_keep(gfla_heat_maps(graph, in, &(struct gfla_heat_maps_params){h, w, SIGMA}));
    ok(gfla_plan_create(&plan, graph, device, NULL));
    ok(gfla_tensor_write(plan, in, points));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, maps, values));
    for (int64_t i = 0; i < gfla_shape_count(s); i++)
        if (!(fabsf(values[i] - expected[i]) <= 1e-6f))
            fail_msg("value %d is %.9g, expected %.9g", (int)i, (double)values[i], (double)expected[i]);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
    free(values);
    free(points);
    free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(heat_maps_are_the_published_ones)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
