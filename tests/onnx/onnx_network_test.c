/* host/onnx: every network becomes a graph that is whole (each node after those whose results it takes, no name
 * twice, operators of opset 16 alone), with the inputs and outputs that `gfla infer` knows. What it computes,
 * check_networks.py and check_cases.py ask ONNX Runtime. */
#include "tests/onnx/onnx_file.h"

#include "base/memory.h"
#include "base/random.h"
#include "models/gfla/architectures.h"
#include "onnx/network.h"
#include "onnx/op.h"
#include "ops/activation.h"
#include "ops/depth_flow.h"
#include "ops/dropout.h"

#define WIDTH 4

static gfla_status read_random(void *context, const gfla_tensor *parameter, float *values)
{
    struct gfla_random random = gfla_random_seed(gfla_hash_text(parameter->name), 0);
    for (int64_t i = 0; i < gfla_shape_count(parameter->shape); i++)
        values[i] = gfla_random_uniform(&random, -0.2f, 0.2f);
    return GFLA_OK;
}

/* A network of the table, narrow and small, as it is written. */
struct small_network {
    gfla_graph *graph;
    struct gfla_model_net net;
    struct gfla_onnx_output outputs[GFLA_MODEL_OUTPUTS];
    char names[GFLA_MODEL_OUTPUTS][32];
    struct gfla_onnx_network network;
};

static struct gfla_network_config small(const struct gfla_architecture *model)
{
    struct gfla_network_config c = model->config;
    c.flow_most = c.flow_channels ? c.flow_most / c.flow_channels * WIDTH : 0;
    c.most = c.channels ? c.most / c.channels * WIDTH : 0;
    c.channels = c.channels ? WIDTH : 0;
    c.flow_channels = c.flow_channels ? WIDTH : 0;
    c.attention_channels = c.attention_channels ? 2 * WIDTH : 0;
    return c;
}

static void build(struct small_network *s, const struct gfla_architecture *model)
{
    const struct gfla_network_config config = small(model);
    memset(s, 0, sizeof *s);
    assert_ok(gfla_graph_create(&s->graph));
    assert_ok(gfla_architecture_build(model, s->graph, &config, &s->net));
    for (int i = 0; i < s->net.n_outputs; i++) {
        gfla_model_output_name(&s->net.output[i], -1, s->names[i], sizeof s->names[i]);
        s->outputs[i] = (struct gfla_onnx_output){s->names[i], s->net.output[i].tensor};
    }
    s->network = (struct gfla_onnx_network){.graph = s->graph,
                                            .inputs = s->net.input,
                                            .n_inputs = (size_t)s->net.n_inputs,
                                            .outputs = s->outputs,
                                            .n_outputs = (size_t)s->net.n_outputs,
                                            .batch = "batch",
                                            .read = read_random,
                                            .name = model->name,
                                            .summary = model->summary};
}

/* ---- graphs that are whole ---- */

struct name_list {
    const char *items[8192];
    size_t n;
};

static bool has(const struct name_list *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

static void add_name(struct name_list *names, const char *network, const char *name)
{
    if (has(names, name) || names->n == sizeof names->items / sizeof *names->items)
        fail_msg("%s: \"%s\" is there twice, or there are too many names", network, name);
    names->items[names->n++] = name;
}

static bool is_operator(const char *op)
{
    static const char list[] =
        " Abs Add And ArgMax AveragePool Cast Clip Concat Conv ConvTranspose Div Equal Exp Expand Floor Gather "
        "GatherElements "
        "GridSample Greater GreaterOrEqual Identity InstanceNormalization LeakyRelu Less MatMul Max MaxPool Min Mod "
        "Mul Neg "
        "Pad ReduceMax ReduceMean ReduceProd ReduceSum Relu Reshape Resize ScatterElements Shape Sigmoid Slice Softmax "
        "Sqrt Sub Tanh "
        "Transpose Where ";
    char word[64];
    snprintf(word, sizeof word, " %s ", op);
    return strstr(list, word) != NULL;
}

/* Some runtimes compute whole numbers in 32 bits. */
static bool fits_32_bits(const Onnx__TensorProto *tensor)
{
    for (size_t i = 0; i < tensor->raw_data.len; i += sizeof(int64_t)) {
        int64_t value;
        memcpy(&value, tensor->raw_data.data + i, sizeof value);
        if (value < INT32_MIN || value > INT32_MAX)
            return false;
    }
    return true;
}

static void check_constants(struct name_list *names, const Onnx__GraphProto *graph)
{
    for (size_t i = 0; i < graph->n_initializer; i++) {
        const Onnx__TensorProto *tensor = graph->initializer[i];
        int64_t count = 1;
        for (size_t j = 0; j < tensor->n_dims; j++)
            count *= tensor->dims[j];
        assert_true(tensor->data_type == 1 || tensor->data_type == 7);
        assert_int_equal(tensor->raw_data.len, count * (tensor->data_type == 1 ? 4 : 8));
        assert_true(tensor->data_type == 1 || fits_32_bits(tensor));
        add_name(names, graph->name, tensor->name);
    }
}

static void check_graph(const Onnx__GraphProto *graph)
{
    static struct name_list names;
    names.n = 0;
    for (size_t i = 0; i < graph->n_input; i++)
        add_name(&names, graph->name, graph->input[i]->name);
    check_constants(&names, graph);
    for (size_t i = 0; i < graph->n_node; i++) {
        const Onnx__NodeProto *node = graph->node[i];
        if (!is_operator(node->op_type))
            fail_msg("%s: %s has the operator %s", graph->name, node->name, node->op_type);
        for (size_t j = 0; j < node->n_input; j++)
            if (node->input[j][0] && !has(&names, node->input[j]))
                fail_msg("%s: %s takes %s, which is not there yet", graph->name, node->name, node->input[j]);
        for (size_t j = 0; j < node->n_output; j++)
            add_name(&names, graph->name, node->output[j]);
    }
    for (size_t i = 0; i < graph->n_output; i++)
        if (!has(&names, graph->output[i]->name))
            fail_msg("%s: no node computes %s", graph->name, graph->output[i]->name);
}

static void check_value(const Onnx__ValueInfoProto *value, const char *name, const gfla_tensor *tensor)
{
    int64_t dims[GFLA_MAX_RANK];
    memcpy(dims, tensor->shape.dim, sizeof dims);
    dims[0] = -1;
    assert_string_equal(value->name, name);
    assert_onnx_shape(value, tensor->shape.rank, dims);
}

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Whether a parameter is in the file, whole, in another shape, in parts or divided; if whole, then with its numbers. */
static bool is_written(const Onnx__GraphProto *graph, const gfla_tensor *parameter)
{
    bool found = false;
    for (size_t i = 0; i < graph->n_initializer; i++) {
        const Onnx__TensorProto *tensor = graph->initializer[i];
        struct gfla_random random = gfla_random_seed(gfla_hash_text(parameter->name), 0);
        float first;
        memcpy(&first, tensor->raw_data.data, sizeof first);
        found = found || begins(tensor->name, parameter->name);
        if (strcmp(tensor->name, parameter->name) == 0)
            assert_float_equal(first, gfla_random_uniform(&random, -0.2f, 0.2f), 0);
    }
    return found;
}

static void check_parameters(const Onnx__GraphProto *graph, const gfla_graph *network)
{
    for (size_t i = 0; i < gfla_graph_n_tensors(network); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(network, i);
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of)
            continue;
        const bool divides = strstr(tensor->name, ".weight_u") || strstr(tensor->name, ".weight_v");
        /* Not all that these two compute reaches an output. */
        const bool may_lack = strcmp(graph->name, "view-flow") == 0 || strcmp(graph->name, "person-market") == 0;
        if (is_written(graph, tensor) == divides && !may_lack)
            fail_msg("%s: %s is %s the file", graph->name, tensor->name, divides ? "in" : "not in");
    }
}

static void every_network_is_written(void **state)
{
    for (size_t i = 0; i < gfla_n_architectures; i++) {
        struct small_network s;
        struct gfla_onnx_report report;
        const char *path = scratch("net.onnx");
        build(&s, &gfla_architectures[i]);
        assert_ok(gfla_onnx_network_write(path, &s.network, &report));
        Onnx__ModelProto *m = read_onnx(path);
        assert_string_equal(m->graph->name, gfla_architectures[i].name);
        assert_string_equal(m->graph->doc_string, gfla_architectures[i].summary);
        check_graph(m->graph);
        assert_int_equal(m->graph->n_input, s.net.n_inputs);
        assert_int_equal(m->graph->n_output, s.net.n_outputs);
        for (int j = 0; j < s.net.n_inputs; j++)
            check_value(m->graph->input[j], s.net.input[j]->name, s.net.input[j]);
        for (int j = 0; j < s.net.n_outputs; j++)
            check_value(m->graph->output[j], s.names[j], s.net.output[j].tensor);
        check_parameters(m->graph, s.graph);
        assert_int_equal(report.n_nodes, m->graph->n_node);
        onnx__model_proto__free_unpacked(m, NULL);
        gfla_graph_destroy(&s.graph);
        unlink(path);
    }
}

static void sampling_is_grid_sample(void **state)
{
    struct small_network s;
    const char *path = scratch("person.onnx");
    size_t n = 0;
    build(&s, gfla_architecture_find("person"));
    assert_ok(gfla_onnx_network_write(path, &s.network, NULL));
    Onnx__ModelProto *m = read_onnx(path);
    for (size_t i = 0; i < m->graph->n_node; i++)
        n += strcmp(m->graph->node[i]->op_type, "GridSample") == 0;
    assert_int_equal(n, 4); /* of two attentions, once for the weights and once for the result */
    onnx__model_proto__free_unpacked(m, NULL);
    gfla_graph_destroy(&s.graph);
    unlink(path);
}

/* The field of view of a config is that of every op that places points. */
static void cameras_are_those_of_the_config(void **state)
{
    struct gfla_network_config config = small(gfla_architecture_find("view"));
    struct gfla_model_net net;
    gfla_graph *graph;
    int n = 0;
    config.fov = 50;
    assert_ok(gfla_graph_create(&graph));
    assert_ok(gfla_architecture_build(gfla_architecture_find("view"), graph, &config, &net));
    for (size_t i = 0; i < gfla_graph_n_nodes(graph); i++) {
        const struct gfla_node *node = gfla_graph_node(graph, i);
        if (strcmp(node->op->name, "depth_flow_fwd") != 0)
            continue;
        const struct gfla_depth_flow_params *p = node->params;
        assert_float_equal(p->tan_half_fov, 0.46630766f, 1e-6f);
        n++;
    }
    assert_int_equal(n, 4);
    gfla_graph_destroy(&graph);
}

/* ---- what is refused ---- */

/* A network of one input, and of what `finish` makes of it. */
static gfla_status write_one(gfla_tensor *(*finish)(gfla_graph *graph, gfla_tensor *x), const char *path)
{
    gfla_status status;
    gfla_graph *graph = NULL;
    TRY(gfla_graph_create(&graph));
    gfla_tensor *x = gfla_graph_input(graph, "x", gfla_shape_4d(1, 3, 4, 4), GFLA_LAYOUT_BLOCKED);
    const struct gfla_onnx_output output = {"out", finish(graph, x)};
    TRY(gfla_graph_status(graph));
    const struct gfla_onnx_network network = {.graph = graph,
                                              .inputs = &x,
                                              .n_inputs = 1,
                                              .outputs = &output,
                                              .n_outputs = 1,
                                              .read = read_random,
                                              .name = "one"};
    TRY(gfla_onnx_network_write(path, &network, NULL));
fail:
    gfla_graph_destroy(&graph);
    return status;
}

static gfla_tensor *drop_some(gfla_graph *graph, gfla_tensor *x)
{
    gfla_tensor *key = gfla_graph_state(graph, "key", gfla_shape_1d(6), 0);
    return gfla_dropout(graph, gfla_tanh(graph, x), key, &(struct gfla_dropout_params){0.5f, 1});
}

static gfla_tensor *return_input(gfla_graph *graph, gfla_tensor *x)
{
    return gfla_graph_detach(graph, x);
}

static void ops_without_a_form_are_named(void **state)
{
    assert_null(gfla_onnx_op_find("dropout_fwd"));
    assert_fails(write_one(drop_some, scratch("no.onnx")), GFLA_ERROR_USAGE, "the op dropout_fwd has no form in ONNX");
    assert_int_equal(scratch_count(), 0);
}

static void an_input_may_be_an_output(void **state)
{
    const char *path = scratch("input.onnx");
    assert_ok(write_one(return_input, path));
    Onnx__ModelProto *m = read_onnx(path);
    check_graph(m->graph);
    assert_int_equal(m->graph->n_node, 1);
    assert_string_equal(m->graph->node[0]->op_type, "Identity");
    assert_onnx_shape(m->graph->output[0], 4, (int64_t[]){1, 3, 4, 4});
    onnx__model_proto__free_unpacked(m, NULL);
    unlink(path);
}

static void memory_that_runs_out_leaves_nothing(void **state)
{
    struct small_network s;
    gfla_status status = GFLA_ERROR_MEMORY;
    const char *path = scratch("net.onnx");
    build(&s, gfla_architecture_find("view"));
    for (long i = 1; status == GFLA_ERROR_MEMORY && i < 10000; i++) {
        gfla_memory_fail_at(i);
        status = gfla_onnx_network_write(path, &s.network, NULL);
        gfla_memory_fail_at(0);
        assert_int_equal(scratch_count(), status == GFLA_OK ? 1 : 0);
    }
    assert_int_equal(status, GFLA_OK);
    gfla_graph_destroy(&s.graph);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_network_is_written),        cmocka_unit_test(sampling_is_grid_sample),
        cmocka_unit_test(cameras_are_those_of_the_config), cmocka_unit_test(ops_without_a_form_are_named),
        cmocka_unit_test(an_input_may_be_an_output),       cmocka_unit_test(memory_that_runs_out_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
