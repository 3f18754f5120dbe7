#include "ops/endpoint_loss.h"

#include "ops/pointwise.h"
#include "ops/weighted_mean.h"

#define SOURCE "loss/endpoint_loss.cl"
#define WEIGHT_FLOOR 1e-6f /* keeps a map of zeros from dividing by zero */

struct params {
    int n_pixels, chunk;
    struct gfla_weighted_mean mean;
};

static const struct gfla_op fwd, bwd;

static bool check(gfla_graph *graph, const gfla_tensor *flow, const gfla_tensor *target, const gfla_tensor *weight)
{
    char flow_text[96], weight_text[96];
    const int64_t *size = flow->shape.dim;
    if (!gfla_pointwise_same(graph, "endpoint_loss", flow, target) ||
        !gfla_pointwise_blocked(graph, "endpoint_loss", flow) ||
        !gfla_pointwise_blocked(graph, "endpoint_loss", weight))
        return false;
    if (size[1] == 2 && gfla_shape_equal(weight->shape, gfla_shape_4d(size[0], 1, size[2], size[3])))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "endpoint_loss: flow %s, weights %s; hint: flow [n, 2, h, w], weights [n, 1, h, w]",
                    gfla_shape_text(flow->shape, flow_text, sizeof flow_text),
                    gfla_shape_text(weight->shape, weight_text, sizeof weight_text));
    return false;
}

gfla_tensor *gfla_endpoint_loss(gfla_graph *graph, gfla_tensor *flow, gfla_tensor *target, gfla_tensor *weight,
                                float scale)
{
    if (!flow || !target || !weight || !check(graph, flow, target, weight))
        return NULL;
    struct params params = {.mean = {.scale = scale, .factor = 1, .bias = WEIGHT_FLOOR}};
    params.mean = gfla_weighted_mean_of_batch(graph, params.mean, weight, 0);
    params.n_pixels = (int)gfla_shape_count(weight->shape);
    params.mean.n_parts = gfla_weighted_mean_parts(params.n_pixels, &params.chunk);
    gfla_tensor *in[] = {flow, target, weight};
    struct gfla_node *node = gfla_graph_add(graph, &fwd, in, 3, &params, sizeof params);
    return gfla_weighted_mean_outputs(graph, node, params.mean.n_parts);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *flow = node->in[0];
    if (!flow->needs_grad)
        return GFLA_OK;
    gfla_tensor *in[] = {flow, node->in[1], node->in[2], node->out[GFLA_LOSS_COEFFICIENT],
                         node->out[GFLA_LOSS_VALUE]->grad};
    gfla_tensor *d_flow =
        gfla_pointwise_build(graph, &bwd, in, 5, node->params, sizeof(struct params), flow->shape, GFLA_LAYOUT_BLOCKED);
    return d_flow ? gfla_graph_add_grad(graph, flow, d_flow) : gfla_graph_status(graph);
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct params *params = node->params;
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(params->n_pixels),       GFLA_ARG_I32(params->chunk),
        GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(node->in[2]->buffer), GFLA_ARG_BUFFER(node->out[GFLA_LOSS_PARTIAL]->buffer),
    };
    TRY(gfla_weighted_mean_record(recorder, node, &params->mean, SOURCE, "endpoint_loss_fwd", NULL, args, 6));
fail:
    return status;
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *params = node->params;
    struct gfla_arg args[7] = {GFLA_ARG_I32(params->n_pixels)};
    for (int i = 0; i < node->n_in; i++)
        args[i + 1] = GFLA_ARG_BUFFER(node->in[i]->buffer);
    args[6] = GFLA_ARG_BUFFER(node->out[0]->buffer);
    return gfla_record_items(recorder, SOURCE, "endpoint_loss_bwd", args, 7, params->n_pixels);
}

static const struct gfla_op fwd = {.name = "endpoint_loss_fwd", .differentiate = differentiate, .record = record_fwd};
static const struct gfla_op bwd = {.name = "endpoint_loss_bwd", .record = record_bwd};
