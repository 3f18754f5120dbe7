/* The published form has the parameters of the published checkpoints: every name, every shape, nothing else. Planned on the null
 * device, at full size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/gfla/shapenet.h"
#include "ops/plan.h"

#define N_PARAMETERS 14341323
#define MAX_KEYS 256

static void ok(gfla_status status)
{
    if (status != GFLA_OK)
        fail_msg("%s", gfla_error_message());
}

/* "(64, 3, 4, 4)" */
static struct gfla_shape parse_shape(const char *text)
{
    struct gfla_shape shape = {0};
    for (text++; *text && *text != ')' && shape.rank < GFLA_MAX_RANK; text += strspn(text, ", ")) {
        char *end;
        shape.dim[shape.rank++] = strtoll(text, &end, 10);
        assert_true(end > text);
        text = end;
    }
    return shape;
}

/* Checks one key of the list; returns its tensor. */
static const gfla_tensor *check_key(const gfla_graph *graph, char *line)
{
    char found[96], *name = line, *shape_text = strchr(line, '\t');
    assert_non_null(shape_text);
    *shape_text++ = '\0';
    struct gfla_shape shape = parse_shape(shape_text);
    const gfla_tensor *tensor = gfla_graph_find(graph, name);
    if (!tensor)
        fail_msg("the network has no \"%s\"", name);
    assert_int_equal(tensor->role, GFLA_ROLE_PARAM);
    if (!gfla_shape_equal(tensor->shape, shape))
        fail_msg("%s is %s, published %s", name, gfla_shape_text(tensor->shape, found, sizeof found), shape_text);
    return tensor;
}

static void names_and_shapes_are_published(void **state)
{
    gfla_graph *graph;
    struct gfla_shapenet net;
    bool seen[4096] = {0};
    char line[256];
    int n_keys = 0, n_params = 0;
    int64_t n_parameters = 0;
    ok(gfla_graph_create(&graph));
    ok(gfla_shapenet_build(graph, &(struct gfla_shapenet_config){0}, &net));
    FILE *keys = fopen(GFLA_SOURCE_DIR "/tests/golden/keys_shapenet.txt", "r");
    assert_non_null(keys);
    while (fgets(line, sizeof line, keys))
        if (line[0] != '#' && line[0] != '\n') {
            seen[check_key(graph, line)->index] = true;
            n_keys++;
        }
    fclose(keys);
    assert_int_equal(n_keys, 210);
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role != GFLA_ROLE_PARAM)
            continue;
        if (!seen[tensor->index])
            fail_msg("the published network has no \"%s\"", tensor->name);
        n_params++;
        n_parameters += gfla_shape_count(tensor->shape);
    }
    assert_int_equal(n_params, 202);
    assert_int_equal(n_parameters, N_PARAMETERS);
    gfla_graph_destroy(&graph);
}

/* The work of one picture at every size, as the paper's network has it: 34.3 GFLOP at 256, and proportional to the area. */
static void every_size_plans(void **state)
{
    static const int sizes[] = {64, 128, 256, 512};
    gfla_device *device;
    double flops[4];
    ok(gfla_device_open(&device, "null"));
    for (int i = 0; i < 4; i++) {
        gfla_graph *graph;
        gfla_plan *plan;
        struct gfla_shapenet net;
        ok(gfla_graph_create(&graph));
        ok(gfla_shapenet_build(graph, &(struct gfla_shapenet_config){.size = sizes[i]}, &net));
        ok(gfla_plan_create(&plan, graph, device, NULL));
        flops[i] = gfla_plan_flops(plan);
        gfla_plan_destroy(&plan);
        gfla_graph_destroy(&graph);
    }
    gfla_device_destroy(&device);
    print_message("GFLOP at 64, 128, 256, 512: %.3f %.3f %.3f %.3f\n", 1e-9 * flops[0], 1e-9 * flops[1], 1e-9 * flops[2], 1e-9 * flops[3]);
    assert_true(flops[2] > 34.2e9 && flops[2] < 34.4e9);
    for (int i = 0; i < 3; i++)
        assert_true(flops[i + 1] > 3.99 * flops[i] && flops[i + 1] < 4.01 * flops[i]);
}

static void refuse(struct gfla_shapenet_config config, const char *text)
{
    gfla_graph *graph;
    struct gfla_shapenet net;
    ok(gfla_graph_create(&graph));
    assert_int_equal(gfla_shapenet_build(graph, &config, &net), GFLA_ERROR_USAGE);
    if (!strstr(gfla_error_message(), text))
        fail_msg("no \"%s\" in: %s", text, gfla_error_message());
    gfla_graph_destroy(&graph);
}

static void impossible_settings_are_refused(void **state)
{
    refuse((struct gfla_shapenet_config){.size = 100}, "100");
    refuse((struct gfla_shapenet_config){.size = 32}, "32");
    refuse((struct gfla_shapenet_config){.size = 2048}, "2048");
    refuse((struct gfla_shapenet_config){.width = -1}, "width -1");
    refuse((struct gfla_shapenet_config){.flow_width = 1000}, "flow width 1000");
    refuse((struct gfla_shapenet_config){.flow_growth = 99}, "flow growth 99");
    refuse((struct gfla_shapenet_config){.attention_width = 5000}, "attention width 5000");
    refuse((struct gfla_shapenet_config){.batch = -2}, "batch -2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_shapes_are_published),
        cmocka_unit_test(every_size_plans),
        cmocka_unit_test(impossible_settings_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
