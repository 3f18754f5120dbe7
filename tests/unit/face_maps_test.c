/* The 16 maps of faces on the device against values that were worked out otherwise (tests/tools/face_values.py):
 * exact. */
#include "tests/device_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/weights/npy.h"
#include "ops/canny.h"
#include "ops/face_maps.h"
#include "graph/plan.h"
#include "people/face_parts.h"

enum { N_FACES = 3 };

static float *read_golden(const char *name, int number, struct gfla_shape *shape)
{
    char path[512];
    float *values;
    snprintf(path, sizeof path, "%s/tests/golden/face_maps/%s_%d.npy", GFLA_SOURCE_DIR, name, number);
    ok(gfla_npy_read(path, shape, &values));
    return values;
}

static struct gfla_keypoints read_face(int number)
{
    struct gfla_keypoints face = {.set = GFLA_JOINTS_FACE_68, .n = 68};
    struct gfla_shape shape;
    float *values = read_golden("points", number, &shape);
    for (int i = 0; i < face.n; i++)
        face.joint[i] = (struct gfla_joint){(double)values[2 * i], (double)values[2 * i + 1], 1};
    free(values);
    return face;
}

/* The maps of one face; free them. grey may be NULL. */
static float *compute(const struct gfla_keypoints *face, const float *grey, int h, int w)
{
    struct gfla_face_shape shape;
    gfla_graph *graph;
    gfla_plan *plan = NULL;
    float *values = calloc((size_t)(GFLA_FACE_MAPS * h * w), sizeof *values);
    ok(gfla_face_shape(face, &shape));
    ok(gfla_graph_create(&graph));
    gfla_tensor *curves =
        gfla_graph_input(graph, "curves", (struct gfla_shape){3, {1, GFLA_FACE_CURVES, 8}}, GFLA_LAYOUT_PLAIN);
    gfla_tensor *sides =
        gfla_graph_input(graph, "sides", (struct gfla_shape){3, {1, GFLA_FACE_SIDES, 6}}, GFLA_LAYOUT_PLAIN);
    gfla_tensor *image = grey ? gfla_graph_input(graph, "grey", gfla_shape_4d(1, 1, h, w), GFLA_LAYOUT_BLOCKED) : NULL;
    gfla_tensor *maps =
        gfla_graph_keep(gfla_face_maps(graph, curves, sides, image, &(struct gfla_face_maps_params){h, w}));
    ok(gfla_graph_status(graph));
    ok(gfla_plan_create(&plan, graph, device, NULL));
    ok(gfla_tensor_write(plan, curves, shape.curves[0]));
    ok(gfla_tensor_write(plan, sides, shape.sides[0]));
    if (grey)
        ok(gfla_tensor_write(plan, image, grey));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, maps, values));
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
    return values;
}

static void maps_are_as_worked_out(void **state)
{
    if (!device)
        skip();
    for (int number = 0; number < N_FACES; number++) {
        struct gfla_shape shape, grey_shape;
        const struct gfla_keypoints face = read_face(number);
        float *expected = read_golden("maps", number, &shape), *grey = read_golden("grey", number, &grey_shape);
        const int area = (int)(shape.dim[1] * shape.dim[2]);
        float *found = compute(&face, grey, (int)shape.dim[1], (int)shape.dim[2]);
        for (int i = 0; i < GFLA_FACE_MAPS * area; i++) {
            const double value = (double)found[i] * (i < 15 * area ? 255 : 1);
            if (!(fabs(value - (double)expected[i]) < 1e-4))
                fail_msg("face %d, map %d, pixel %d: %g, expected %g", number, i / area, i % area, value,
                         (double)expected[i]);
        }
        free(found);
        free(expected);
        free(grey);
    }
}

static void without_a_image_there_are_only_curves(void **state)
{
    struct gfla_shape shape;
    const struct gfla_keypoints face = read_face(0);
    int n_curves = 0, n_expected = 0;
    if (!device)
        skip();
    float *expected = read_golden("maps", 0, &shape);
    const int area = (int)(shape.dim[1] * shape.dim[2]);
    float *found = compute(&face, NULL, (int)shape.dim[1], (int)shape.dim[2]);
    for (int i = 0; i < area; i++) {
        assert_true(found[i] * 255 <= expected[i]);
        n_curves += found[i] > 0;
        n_expected += expected[i] > 0;
    }
    assert_true(n_curves > 200 && n_curves < n_expected);
    for (int i = area; i < 15 * area; i++)
        assert_float_equal(found[i] * 255, expected[i], 1e-4);
    free(found);
    free(expected);
}

static void nobody_is_far_from_everything(void **state)
{
    const struct gfla_keypoints nobody = {.set = GFLA_JOINTS_FACE_68};
    float grey[15 * 20] = {0};
    if (!device)
        skip();
    float *found = compute(&nobody, grey, 15, 20);
    for (int i = 0; i < 16 * 300; i++)
        assert_float_equal(found[i], i >= 300 && i < 15 * 300 ? 1 : 0, 0);
    free(found);
}

/* Appends something wrong to a graph of its own, which says so. */
static void refuses(gfla_tensor *(*build)(gfla_graph *graph), const char *text)
{
    gfla_graph *graph;
    ok(gfla_graph_create(&graph));
    assert_null(build(graph));
    assert_int_equal(gfla_graph_status(graph), GFLA_ERROR_USAGE);
    if (!strstr(gfla_error_message(), text))
        fail_msg("no \"%s\" in: %s", text, gfla_error_message());
    gfla_graph_destroy(&graph);
}

static gfla_tensor *plain(gfla_graph *graph, const char *name, int64_t k, int64_t numbers)
{
    return gfla_graph_input(graph, name, (struct gfla_shape){3, {1, k, numbers}}, GFLA_LAYOUT_PLAIN);
}

static gfla_tensor *build_curves_of_six(gfla_graph *graph)
{
    return gfla_face_maps(graph, plain(graph, "curves", 42, 6), plain(graph, "sides", 92, 6), NULL,
                          &(struct gfla_face_maps_params){8, 8});
}

static gfla_tensor *build_sides_of_eight(gfla_graph *graph)
{
    return gfla_face_maps(graph, plain(graph, "curves", 42, 8), plain(graph, "sides", 92, 8), NULL,
                          &(struct gfla_face_maps_params){8, 8});
}

static gfla_tensor *build_another_size(gfla_graph *graph)
{
    gfla_tensor *grey = gfla_graph_input(graph, "grey", gfla_shape_4d(1, 1, 8, 9), GFLA_LAYOUT_BLOCKED);
    return gfla_face_maps(graph, plain(graph, "curves", 42, 8), plain(graph, "sides", 92, 6), grey,
                          &(struct gfla_face_maps_params){8, 8});
}

static gfla_tensor *build_canny(gfla_graph *graph, int channels, const struct gfla_canny_params *params)
{
    gfla_tensor *image = gfla_graph_input(graph, "picture", gfla_shape_4d(1, channels, 8, 9), GFLA_LAYOUT_BLOCKED);
    return gfla_canny(graph, image, NULL, params);
}

static gfla_tensor *build_colour(gfla_graph *graph)
{
    return build_canny(graph, 3, &(struct gfla_canny_params){0});
}

static gfla_tensor *build_wide(gfla_graph *graph)
{
    return build_canny(graph, 1, &(struct gfla_canny_params){.sigma = 5});
}

static gfla_tensor *build_upside_down(gfla_graph *graph)
{
    return build_canny(graph, 1, &(struct gfla_canny_params){.low = 0.3f});
}

static void what_cannot_be_drawn_is_refused(void **state)
{
    refuses(build_curves_of_six, "not [n, k, 8]");
    refuses(build_sides_of_eight, "not [n, k, 6]");
    refuses(build_another_size, "one shape");
    refuses(build_colour, "not grey");
    refuses(build_wide, "sigma 5");
    refuses(build_upside_down, "thresholds");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_are_as_worked_out),
        cmocka_unit_test(without_a_image_there_are_only_curves),
        cmocka_unit_test(nobody_is_far_from_everything),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
