#include "ops/affine_reg.h"

#include <stdio.h>

#include "ops/pointwise.h"
#include "ops/weighted_mean.h"

#define SOURCE "loss/affine_reg.cl"
#define MAX_K 15

struct params {
    int k, h, w, n_windows, n_pixels, chunk;
    struct gfla_weighted_mean mean;
};

/* Beside the outputs of every loss; saved for the gradient. */
enum { OUT_FIT = GFLA_LOSS_PARTIAL + 1 };

static const struct gfla_op fwd, bwd;

static bool check(gfla_graph *graph, const gfla_tensor *flow, int k)
{
    char text[96];
    const int64_t *size = flow->shape.dim;
    if (!gfla_pointwise_blocked(graph, "affine_reg", flow))
        return false;
    if (k >= 2 && k <= MAX_K && size[1] == 2 && size[2] >= k && size[3] >= k)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "affine_reg: windows of %d in %s; hint: a flow [n, 2, h, w] no smaller than k, k 2 to %d", k,
                    gfla_shape_text(flow->shape, text, sizeof text), MAX_K);
    return false;
}

gfla_tensor *gfla_affine_reg(gfla_graph *graph, gfla_tensor *flow, int k, float scale)
{
    if (!flow || !check(graph, flow, k))
        return NULL;
    const int64_t *size = flow->shape.dim;
    const struct gfla_shape fit = gfla_shape_4d(size[0], 6, size[2] - k + 1, size[3] - k + 1);
    struct params params = {.k = k, .h = (int)size[2], .w = (int)size[3]};
    params.n_windows = (int)(fit.dim[0] * fit.dim[2] * fit.dim[3]);
    params.n_pixels = (int)(size[0] * size[2] * size[3]);
    params.mean = (struct gfla_weighted_mean){.scale = scale, .factor = 0, .bias = (float)params.n_windows};
    params.mean = gfla_weighted_mean_of_batch(graph, params.mean, NULL, 0);
    params.mean.n_parts = gfla_weighted_mean_parts(params.n_windows, &params.chunk);
    struct gfla_node *node = gfla_graph_add(graph, &fwd, &flow, 1, &params, sizeof params);
    gfla_tensor *value = gfla_weighted_mean_outputs(graph, node, params.mean.n_parts);
    return value && gfla_node_output(graph, node, fit, GFLA_LAYOUT_BLOCKED) ? value : NULL;
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *flow = node->in[0];
    if (!flow->needs_grad)
        return GFLA_OK;
    gfla_tensor *in[] = {flow, node->out[OUT_FIT], node->out[GFLA_LOSS_COEFFICIENT], node->out[GFLA_LOSS_VALUE]->grad};
    gfla_tensor *d_flow =
        gfla_pointwise_build(graph, &bwd, in, 4, node->params, sizeof(struct params), flow->shape, GFLA_LAYOUT_BLOCKED);
    return d_flow ? gfla_graph_add_grad(graph, flow, d_flow) : gfla_graph_status(graph);
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct params *params = node->params;
    char options[32];
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(params->h),
        GFLA_ARG_I32(params->w),
        GFLA_ARG_I32(params->n_windows),
        GFLA_ARG_I32(params->chunk),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->out[OUT_FIT]->buffer),
        GFLA_ARG_BUFFER(node->out[GFLA_LOSS_PARTIAL]->buffer),
    };
    snprintf(options, sizeof options, "-DK=%d", params->k);
    TRY(gfla_weighted_mean_record(recorder, node, &params->mean, SOURCE, "affine_reg_fwd", options, args, 7));
fail:
    return status;
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *params = node->params;
    char options[32];
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(params->h),
        GFLA_ARG_I32(params->w),
        GFLA_ARG_I32(params->n_pixels),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(node->in[2]->buffer),
        GFLA_ARG_BUFFER(node->in[3]->buffer),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    const size_t global[3] = {(size_t)params->n_pixels, 0, 0}, local[3] = {256, 0, 0};
    snprintf(options, sizeof options, "-DK=%d", params->k);
    return gfla_record(recorder, SOURCE, "affine_reg_bwd", options, global, local, args, 8, 0);
}

static const struct gfla_op fwd = {.name = "affine_reg_fwd", .differentiate = differentiate, .record = record_fwd};
static const struct gfla_op bwd = {.name = "affine_reg_bwd", .record = record_bwd};
