#include "ops/softmax_cross_entropy.h"

#include "cl/shared/softmax_cross_entropy.h"
#include "ops/pointwise.h"
#include "ops/weighted_mean.h"

#define SOURCE "loss/softmax_cross_entropy.cl"

struct params {
    struct gfla_cross_entropy size;
    struct gfla_weighted_mean mean;
};

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node);
static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node);
static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node);

static const struct gfla_op fwd = {
    .name = "softmax_cross_entropy_fwd", .differentiate = differentiate, .record = record_fwd};
static const struct gfla_op bwd = {.name = "softmax_cross_entropy_bwd", .record = record_bwd};

gfla_tensor *gfla_softmax_cross_entropy(gfla_graph *graph, gfla_tensor *logits, gfla_tensor *target, float scale)
{
    if (!logits || !target || !gfla_pointwise_same(graph, "softmax_cross_entropy", logits, target) ||
        !gfla_pointwise_blocked(graph, "softmax_cross_entropy", logits))
        return NULL;
    const struct gfla_blocked_size s = gfla_blocked_size(logits);
    struct params params = {.mean = {.scale = scale, .factor = 1, .bias = 0}};
    params.mean = gfla_weighted_mean_of_batch(graph, params.mean, NULL, 0);
    params.size =
        (struct gfla_cross_entropy){.n_pixels = s.n * s.hw, .plane = s.hw, .channels = s.c, .blocks = s.blocks};
    params.mean.n_parts = gfla_weighted_mean_parts(params.size.n_pixels, &params.size.chunk);
    gfla_tensor *in[] = {logits, target};
    struct gfla_node *node = gfla_graph_add(graph, &fwd, in, 2, &params, sizeof params);
    return gfla_weighted_mean_outputs(graph, node, params.mean.n_parts);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *logits = node->in[0];
    if (!logits->needs_grad)
        return GFLA_OK;
    gfla_tensor *in[] = {logits, node->in[1], node->out[GFLA_LOSS_COEFFICIENT], node->out[GFLA_LOSS_VALUE]->grad};
    struct gfla_node *back = gfla_graph_add(graph, &bwd, in, 4, node->params, sizeof(struct params));
    gfla_tensor *d_logits = back ? gfla_node_output(graph, back, logits->shape, GFLA_LAYOUT_BLOCKED) : NULL;
    return d_logits ? gfla_graph_add_grad(graph, logits, d_logits) : gfla_graph_status(graph);
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct params *params = node->params;
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(&params->size), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer),
                                    GFLA_ARG_BUFFER(node->out[GFLA_LOSS_PARTIAL]->buffer)};
    TRY(gfla_weighted_mean_record(recorder, node, &params->mean, SOURCE, "softmax_cross_entropy_fwd", NULL, args, 4));
fail:
    return status;
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *params = node->params;
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(&params->size),       GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer), GFLA_ARG_BUFFER(node->in[2]->buffer),
                                    GFLA_ARG_BUFFER(node->in[3]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer)};
    return gfla_record_items(recorder, SOURCE, "softmax_cross_entropy_bwd", args, 6, params->size.n_pixels);
}
