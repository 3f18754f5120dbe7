/* Reverse-mode differentiation: the gradient of every op appends nodes to the same graph. */
#include "graph/graph_internal.h"
#include "graph/op_set.h"

gfla_status gfla_graph_add_grad(gfla_graph *graph, gfla_tensor *tensor, gfla_tensor *contribution)
{
    if (!tensor || !tensor->needs_grad)
        return GFLA_OK;
    if (!contribution)
        return gfla_graph_status(graph);
    tensor->grad = tensor->grad ? graph->ops->add(graph, tensor->grad, contribution) : contribution;
    return gfla_graph_status(graph);
}

static bool has_output_grad(const struct gfla_node *node)
{
    for (int i = 0; i < node->n_out; i++)
        if (node->out[i]->grad)
            return true;
    return false;
}

void gfla_graph_forget_grads(gfla_graph *graph)
{
    for (size_t i = 0; i < graph->n_tensors; i++)
        graph->tensors[i]->grad = NULL;
    graph->differentiated = false;
}

gfla_status gfla_graph_differentiate(gfla_graph *graph, gfla_tensor *loss)
{
    gfla_status status;
    size_t n_forward = graph->nodes.count;
    TRY(gfla_graph_status(graph));
    REQUIRE(!graph->differentiated, GFLA_ERROR_USAGE, "the graph has gradients already: add the losses up first");
    REQUIRE(loss && gfla_shape_count(loss->shape) == 1, GFLA_ERROR_USAGE, "only a scalar can be differentiated");
    REQUIRE(loss->needs_grad, GFLA_ERROR_USAGE, "the loss \"%s\" depends on no trainable parameter", loss->name);
    graph->differentiated = true;
    loss->grad = graph->ops->fill(graph, loss->shape, loss->layout, 1.0f);
    TRY(gfla_graph_status(graph));
    for (size_t i = n_forward; i-- > 0;) {
        struct gfla_node *node = graph->nodes.items[i];
        if (!node->op->differentiate || !has_output_grad(node))
            continue;
        graph->label = node->label;
        status = node->op->differentiate(graph, node);
        graph->label = NULL;
        if (status != GFLA_OK)
            goto fail;
        TRY(gfla_graph_status(graph));
    }
    return GFLA_OK;
fail:
    return status;
}
