#include "ops/conv/conv_lower.h"

#include "ops/conv/conv_choose.h"

/* With a border that repeats pixels: the gradient of the bordered source as if it were the source, then folded back. */
static gfla_status lower_to_bordered(gfla_graph *graph, struct gfla_node *node)
{
    const struct gfla_conv *g = node->params;
    struct gfla_conv bordered = *g;
    bordered.ih += 2 * g->pad;
    bordered.iw += 2 * g->pad;
    bordered.pad = 0;
    bordered.padding = GFLA_CONV_PAD_ZERO;
    gfla_conv_unpad(graph, gfla_conv_add_src(graph, node->op, node->in, &bordered), g, node->out[0]);
    return gfla_graph_status(graph);
}

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, enum gfla_conv_step step,
                         const struct gfla_device_info *device)
{
    gfla_status status;
    const struct gfla_conv *g = node->params;
    const struct gfla_conv_algorithm *algorithm;
    TRY(gfla_conv_choose(gfla_graph_chooser(graph), g, step, device, &algorithm));
    if (!algorithm->lower)
        return GFLA_OK;
    if (step == GFLA_CONV_BWD_DATA && g->padding != GFLA_CONV_PAD_ZERO && g->pad > 0)
        return lower_to_bordered(graph, node);
    return gfla_conv_lower_by(algorithm, graph, node, step, device);
fail:
    return status;
}

gfla_status gfla_conv_fwd_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    return lower(graph, node, GFLA_CONV_FWD, device);
}

gfla_status gfla_conv_bwd_data_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    return lower(graph, node, GFLA_CONV_BWD_DATA, device);
}

gfla_status gfla_conv_bwd_weights_lower(gfla_graph *graph, struct gfla_node *node,
                                        const struct gfla_device_info *device)
{
    return lower(graph, node, GFLA_CONV_BWD_WEIGHTS, device);
}

const struct gfla_conv *gfla_conv_of_fwd(const struct gfla_node *node)
{
    return node->op->lower == gfla_conv_fwd_lower ? node->params : NULL;
}
