/* Every network has the parameters of its published checkpoint, every name, every shape, nothing else, and does the
 * published amount of work. Built at full size, on no device. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/gfla/architectures.h"
#include "tests/ok.h"

#define MAX_TENSORS 4096

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

/* Checks one line of the list; returns its tensor. */
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

/* Marks the tensors of the list; returns the number of parameters that it claims. */
static long long check_list(const gfla_graph *graph, const char *list, bool seen[MAX_TENSORS])
{
    char path[512], line[256];
    long long claimed = 0;
    snprintf(path, sizeof path, "%s/tests/golden/keys_%s.txt", GFLA_SOURCE_DIR, list);
    FILE *keys = fopen(path, "r");
    if (!keys)
        fail_msg("%s: cannot be read", path);
    while (fgets(line, sizeof line, keys)) {
        const char *count = strstr(line, "parameters=");
        if (line[0] == '#')
            claimed = count ? strtoll(count + strlen("parameters="), NULL, 10) : claimed;
        else if (line[0] != '\n')
            seen[check_key(graph, line)->index] = true;
    }
    fclose(keys);
    assert_true(claimed > 0);
    return claimed;
}

static void check_model(const char *name, int image, const char *list)
{
    gfla_graph *graph;
    struct gfla_model_net net;
    bool seen[MAX_TENSORS] = {0};
    long long n_parameters = 0;
    const struct gfla_architecture *model = gfla_architecture_find(name);
    assert_non_null(model);
    struct gfla_network_config config = model->config;
    config.image = image ? image : config.image;
    ok(gfla_graph_create(&graph));
    ok(gfla_architecture_build(model, graph, &config, &net));
    assert_true(gfla_graph_n_tensors(graph) < MAX_TENSORS);
    const long long claimed = check_list(graph, list, seen);
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role != GFLA_ROLE_PARAM)
            continue;
        if (!seen[tensor->index])
            fail_msg("%s: the published network has no \"%s\"", name, tensor->name);
        n_parameters += tensor->needs_grad ? gfla_shape_count(tensor->shape) : 0; /* singular vectors do not count */
    }
    assert_int_equal(n_parameters, claimed);
    gfla_graph_destroy(&graph);
}

static void names_and_shapes_are_published(void **state)
{
    check_model("person", 0, "pose_fashion");
    check_model("person-market", 0, "pose_market");
    check_model("dance", 0, "dance");
    check_model("face", 0, "face");
    check_model("person-flow", 0, "poseflownet");
    check_model("person-market-flow", 0, "poseflownet_market");
    check_model("shapenet", 0, "shapenet");
    check_model("shapenet-flow", 0, "shapenetflownet");
    check_model("discriminator-res", 0, "D_res_l4");
    check_model("discriminator-res", 6, "D_res_l4_faceV");
    check_model("discriminator-res-market", 0, "D_res_l3_market");
    check_model("discriminator-patch", 0, "D_patch");
    check_model("discriminator-temporal", 0, "D_temporal");
    check_model("motion", 0, "keypoint");
}

/* GFLOP of the nodes in a scope, before planning. */
static double scope_gflop(const gfla_graph *graph, const char *scope)
{
    double sum = 0;
    for (size_t i = 0; i < gfla_graph_n_nodes(graph); i++) {
        const struct gfla_node *node = gfla_graph_node(graph, i);
        if (node->op->flops && strncmp(node->label, scope, strlen(scope)) == 0)
            sum += 1e-9 * node->op->flops(node);
    }
    return sum;
}

/* As published, to the last digit given there; an attention's may be more by `excess`, since half of its first layer is
 * computed on a grid that is k - 1 wider, and its sampling counts too. */
static const struct {
    const char *model, *scope;
    double gflop, excess;
} works[] = {
    {"person", "source.", 5.87, 0},
    {"person", "flow_net.", 4.79, 0},
    {"person", "target.block", 6.38, 0}, /* with the encoders */
    {"person", "target.attn", 7.95, 0.58},
    {"person", "target.decoder", 15.93, 0}, /* with outconv */
    {"person-market", "source.", 0.73, 0},
    {"person-market", "flow_net.", 0.60, 0},
    {"person-market", "target.block", 0.80, 0},
    {"person-market", "target.attn", 0.30, 0.05},
    {"person-market", "target.decoder", 1.99, 0},
    {"person-flow", "", 4.79, 0},
    {"dance", "source_", 11.7, 0.045},
    {"dance", "flow_net_", 9.71, 0},
    {"dance", "target.block", 6.44, 0},
    {"dance", "target.attn", 15.9, 1.16},
    {"dance", "target.decoder", 15.93, 0},
    {"face", "source_", 11.7, 0.045},
    {"face", "flow_net.", 5.06, 0},
    {"face", "target.block", 6.31, 0},
    {"face", "target.attn", 15.9, 1.16},
    {"face", "target.decoder", 15.93, 0},
    {"shapenet", "source.", 5.87, 0},
    {"shapenet", "flow_net.", 4.36, 0},
    {"shapenet", "target.block", 0.17, 0},
    {"shapenet", "target.attn", 7.95, 0.58},
    {"shapenet", "target.decoder", 15.93, 0},
    {"shapenet-flow", "", 4.36, 0},
    {"discriminator-res", "", 2.27, 0.02},
    {"discriminator-res-market", "", 0.23, 0.002},
    {"discriminator-temporal", "", 15.98, 0},
    {"motion", "", 0.13, 0},
    {"vgg19", "", 48.55, 0.01}, /* 51 with the two last layers, which no loss uses */
};

static void the_work_is_published(void **state)
{
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        gfla_graph *graph;
        struct gfla_model_net net;
        const struct gfla_architecture *model = gfla_architecture_find(works[i].model);
        ok(gfla_graph_create(&graph));
        ok(gfla_architecture_build(model, graph, &model->config, &net));
        double found = scope_gflop(graph, works[i].scope);
        if (strcmp(works[i].scope, "target.block") == 0)
            found += scope_gflop(graph, "target.encoder");
        if (strcmp(works[i].scope, "target.decoder") == 0)
            found += scope_gflop(graph, "target.outconv");
        print_message("%-24s %-16s %8.3f GFLOP, published %.2f\n", works[i].model, works[i].scope, found,
                      works[i].gflop);
        assert_true(found > works[i].gflop - 0.006 && found < works[i].gflop + 0.0051 + works[i].excess);
        gfla_graph_destroy(&graph);
    }
}

static void refuse(const char *name, struct gfla_network_config config, const char *text)
{
    gfla_graph *graph;
    struct gfla_model_net net;
    ok(gfla_graph_create(&graph));
    assert_int_equal(gfla_architecture_build(gfla_architecture_find(name), graph, &config, &net), GFLA_ERROR_USAGE);
    if (!strstr(gfla_error_message(), text))
        fail_msg("no \"%s\" in: %s", text, gfla_error_message());
    gfla_graph_destroy(&graph);
}

#define WITH(field, value) (config = gfla_architecture_find("person")->config, config.field = value, config)

static void impossible_settings_are_refused(void **state)
{
    struct gfla_network_config config = gfla_architecture_find("person")->config;
    config.height = config.width = 32;
    refuse("person", config, "32 x 32");
    refuse("person", WITH(height, 100), "height 100 is not a multiple of 32");
    refuse("person", WITH(width, 8192), "width 8192");
    refuse("person", WITH(batch, 0), "batch 0");
    refuse("person", WITH(channels, -1), "width -1");
    refuse("person", WITH(flow_channels, 9999), "flow width 9999");
    refuse("person", WITH(flow_most, -4), "greatest flow width -4");
    refuse("person", WITH(kernel[0], 4), "kernel 4");
    config = gfla_architecture_find("motion")->config;
    config.frames = 80;
    refuse("motion", config, "80 frames");
    config = gfla_architecture_find("discriminator-temporal")->config;
    config.frames = 4;
    refuse("discriminator-temporal", config, "4 frames");
    refuse("shapenet", WITH(height, 128), "not square");
}

static void sizes_follow_the_input(void **state)
{
    gfla_graph *graph;
    struct gfla_model_net net;
    struct gfla_network_config config = gfla_architecture_find("person")->config;
    config.height = 32;
    config.width = 160;
    config.batch = 3;
    ok(gfla_graph_create(&graph));
    ok(gfla_architecture_build(gfla_architecture_find("person"), graph, &config, &net));
    assert_int_equal(net.n_inputs, 3);
    assert_int_equal(net.n_outputs, 5);
    char name[32];
    assert_string_equal(gfla_model_output_name(&net.output[2], -1, name, sizeof name), "out.1.1");
    assert_string_equal(gfla_model_output_name(&net.output[2], 7, name, sizeof name), "out.1.7.1");
    assert_string_equal(gfla_model_output_name(&net.output[0], 7, name, sizeof name), "out.0.7");
    assert_true(gfla_shape_equal(net.output[0].tensor->shape, gfla_shape_4d(3, 3, 32, 160)));
    assert_true(gfla_shape_equal(net.output[1].tensor->shape, gfla_shape_4d(3, 2, 4, 20)));
    assert_true(gfla_shape_equal(net.output[4].tensor->shape, gfla_shape_4d(3, 1, 8, 40)));
    gfla_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_shapes_are_published),
        cmocka_unit_test(the_work_is_published),
        cmocka_unit_test(impossible_settings_are_refused),
        cmocka_unit_test(sizes_follow_the_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
