#include "onnx/network.h"

#include <stdlib.h>
#include <string.h>

#include "onnx/op.h"

/* A network on its way into a file; the lists go by gfla_tensor: index. */
struct translation {
    const struct gfla_onnx_network *network;
    gfla_onnx_builder *builder;
    bool *is_needed;
    gfla_onnx_value **values; /* NULL: none yet */
};

const struct gfla_onnx_op *gfla_onnx_op_find(const char *op)
{
    for (const struct gfla_onnx_ops *const *table = gfla_onnx_op_tables; *table; table++)
        for (int i = 0; i < (*table)->n_ops; i++)
            if (strcmp((*table)->ops[i].op, op) == 0)
                return &(*table)->ops[i];
    return NULL;
}

/* The tensor whose memory it is: a detached one has the value of another. */
static const gfla_tensor *owner_of(const gfla_tensor *tensor)
{
    return tensor->view_of ? tensor->view_of : tensor;
}

static bool is_needed(const struct translation *t, const struct gfla_node *node)
{
    for (int i = 0; i < node->n_out; i++)
        if (t->is_needed[node->out[i]->index])
            return true;
    return false;
}

/* Backwards from the outputs; nodes stand after those whose results they take. */
static void mark_needed(struct translation *t)
{
    gfla_graph *graph = t->network->graph;
    for (size_t i = 0; i < t->network->n_outputs; i++)
        t->is_needed[owner_of(t->network->outputs[i].tensor)->index] = true;
    for (size_t i = gfla_graph_n_nodes(graph); i > 0; i--) {
        const struct gfla_node *node = gfla_graph_node(graph, i - 1);
        for (int j = 0; j < node->n_in && is_needed(t, node); j++)
            if (node->in[j])
                t->is_needed[owner_of(node->in[j])->index] = true;
    }
}

static gfla_status add_inputs(struct translation *t)
{
    for (size_t i = 0; i < t->network->n_inputs; i++) {
        const gfla_tensor *input = t->network->inputs[i];
        t->values[input->index] = gfla_onnx_input(t->builder, input->name, input->shape, t->network->batch);
    }
    return gfla_onnx_builder_status(t->builder);
}

/* A parameter, when the first node asks for it. */
static gfla_status add_leaf(struct translation *t, const gfla_tensor *tensor)
{
    gfla_status status;
    float *values = NULL;
    REQUIRE(tensor->role == GFLA_ROLE_PARAM, GFLA_ERROR_USAGE,
            "\"%s\" is neither an input nor a parameter, which ONNX could hold", tensor->name);
    t->values[tensor->index] = gfla_onnx_parameter(t->builder, tensor->name, tensor->shape, &values);
    TRY(gfla_onnx_builder_status(t->builder));
    TRY(t->network->read(t->network->context, tensor, values));
fail:
    return status;
}

static gfla_status add_node(struct translation *t, const struct gfla_node *node)
{
    gfla_status status;
    gfla_onnx_value *in[GFLA_MAX_NODE_TENSORS] = {NULL}, *out;
    const struct gfla_onnx_op *op = gfla_onnx_op_find(node->op->name);
    REQUIRE(op, GFLA_ERROR_USAGE, "%s: the op %s has no form in ONNX", node->label[0] ? node->label : t->network->name,
            node->op->name);
    for (int i = 0; i < node->n_in; i++) {
        if (!node->in[i])
            continue;
        const gfla_tensor *owner = owner_of(node->in[i]);
        if (!t->values[owner->index])
            TRY(add_leaf(t, owner));
        in[i] = t->values[owner->index];
    }
    gfla_onnx_scope(t->builder, node->label);
    out = op->translate(t->builder, node, in);
    TRY(gfla_onnx_builder_status(t->builder));
    gfla_onnx_name(t->builder, out, node->out[0]->name);
    t->values[node->out[0]->index] = out;
    return GFLA_OK;
fail:
    return status;
}

static gfla_status add_outputs(struct translation *t)
{
    for (size_t i = 0; i < t->network->n_outputs; i++) {
        const struct gfla_onnx_output *output = &t->network->outputs[i];
        gfla_onnx_value *value = t->values[owner_of(output->tensor)->index];
        gfla_onnx_output(t->builder, value, output->name, output->tensor->shape, t->network->batch);
    }
    return gfla_onnx_builder_status(t->builder);
}

static gfla_status translate(struct translation *t)
{
    gfla_status status;
    gfla_graph *graph = t->network->graph;
    mark_needed(t);
    TRY(add_inputs(t));
    for (size_t i = 0; i < gfla_graph_n_nodes(graph); i++)
        if (is_needed(t, gfla_graph_node(graph, i)))
            TRY(add_node(t, gfla_graph_node(graph, i)));
    TRY(add_outputs(t));
fail:
    return status;
}

gfla_status gfla_onnx_network_write(const char *path, const struct gfla_onnx_network *network,
                                    struct gfla_onnx_report *report)
{
    gfla_status status;
    struct translation t = {.network = network};
    const size_t n_tensors = gfla_graph_n_tensors(network->graph);
    TRY(gfla_calloc(&t.is_needed, n_tensors + 1, sizeof *t.is_needed, "a list of tensors"));
    TRY(gfla_calloc(&t.values, n_tensors + 1, sizeof *t.values, "a list of tensors"));
    TRY(gfla_onnx_builder_create(&t.builder));
    TRY(translate(&t));
    struct gfla_onnx_model model = gfla_onnx_builder_model(t.builder);
    model.name = network->name;
    model.summary = network->summary;
    model.metadata = network->metadata;
    model.n_metadata = network->n_metadata;
    TRY(gfla_onnx_write(path, &model, report));
fail:
    gfla_onnx_builder_destroy(&t.builder);
    free(t.is_needed);
    free(t.values);
    return status;
}
