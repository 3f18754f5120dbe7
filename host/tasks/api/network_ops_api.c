/* gfla/graph.h: the ops. */
#include "base/context.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/affine_reg.h"
#include "ops/attention_block.h"
#include "ops/concat.h"
#include "ops/conv2d.h"
#include "ops/conv_transpose2d.h"
#include "ops/correctness_loss.h"
#include "ops/dot_loss.h"
#include "ops/flow_correlation.h"
#include "ops/instance_norm.h"
#include "ops/l1_loss.h"
#include "ops/l2_loss.h"
#include "ops/layer_norm.h"
#include "ops/local_attention.h"
#include "ops/mul.h"
#include "ops/pack.h"
#include "ops/resize.h"
#include "ops/softmax.h"
#include "ops/warp.h"
#include "tasks/api/network_api.h"

#define DEFAULT_PATCH 3

/* The ops of host/ops return NULL for NULL; tensors that are not theirs, and late ones, are found here. */
#define READY(...)                                                                                                     \
    gfla_network_can_build(network, (gfla_tensor *const[]){__VA_ARGS__},                                               \
                           (int)(sizeof(gfla_tensor *const[]){__VA_ARGS__} / sizeof(gfla_tensor *)))

static bool take_params(gfla_network *network, void *copy, size_t size, const void *params, const char *what)
{
    const gfla_status status = gfla_params_copy(copy, size, params, what);
    if (status != GFLA_OK)
        gfla_graph_fail(network->graph, status, "%s: struct_size is not one that this library knows. hint: %s_init",
                        what, what);
    return status == GFLA_OK;
}

void gfla_op_conv2d_params_init(struct gfla_op_conv2d_params *params)
{
    *params = (struct gfla_op_conv2d_params){.struct_size = sizeof *params};
}

gfla_tensor *gfla_op_conv2d(gfla_network *network, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                            const struct gfla_op_conv2d_params *params)
{
    struct gfla_op_conv2d_params p;
    if (!READY(src, weights, bias ? bias : src) || !take_params(network, &p, sizeof p, params, "gfla_op_conv2d_params"))
        return NULL;
    if ((unsigned)p.padding >= GFLA_PAD_COUNT) {
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE, "conv2d: there is no padding %d", (int)p.padding);
        return NULL;
    }
    return gfla_conv2d(network->graph, src, weights, bias,
                       &(struct gfla_conv2d_params){.stride = p.stride, .pad = p.pad, .padding = p.padding});
}

void gfla_op_conv_transpose2d_params_init(struct gfla_op_conv_transpose2d_params *params)
{
    *params = (struct gfla_op_conv_transpose2d_params){.struct_size = sizeof *params};
}

gfla_tensor *gfla_op_conv_transpose2d(gfla_network *network, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                                      const struct gfla_op_conv_transpose2d_params *params)
{
    struct gfla_op_conv_transpose2d_params p;
    if (!READY(src, weights, bias ? bias : src) ||
        !take_params(network, &p, sizeof p, params, "gfla_op_conv_transpose2d_params"))
        return NULL;
    return gfla_conv_transpose2d(
        network->graph, src, weights, bias,
        &(struct gfla_conv_transpose2d_params){.stride = p.stride, .pad = p.pad, .output_pad = p.output_pad});
}

gfla_tensor *gfla_op_instance_norm(gfla_network *network, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias)
{
    return READY(src, weight, bias) ? gfla_instance_norm(network->graph, src, weight, bias) : NULL;
}

gfla_tensor *gfla_op_layer_norm(gfla_network *network, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias)
{
    return READY(src, weight, bias) ? gfla_layer_norm(network->graph, src, weight, bias) : NULL;
}

gfla_tensor *gfla_op_relu(gfla_network *network, gfla_tensor *src)
{
    return READY(src) ? gfla_relu(network->graph, src) : NULL;
}

gfla_tensor *gfla_op_leaky_relu(gfla_network *network, gfla_tensor *src, float slope)
{
    return READY(src) ? gfla_leaky_relu(network->graph, src, slope) : NULL;
}

gfla_tensor *gfla_op_tanh(gfla_network *network, gfla_tensor *src)
{
    return READY(src) ? gfla_tanh(network->graph, src) : NULL;
}

gfla_tensor *gfla_op_sigmoid(gfla_network *network, gfla_tensor *src)
{
    return READY(src) ? gfla_sigmoid(network->graph, src) : NULL;
}

gfla_tensor *gfla_op_softmax(gfla_network *network, gfla_tensor *src)
{
    return READY(src) ? gfla_softmax_channels(network->graph, src) : NULL;
}

gfla_tensor *gfla_op_add(gfla_network *network, gfla_tensor *a, gfla_tensor *b)
{
    return READY(a, b) ? gfla_add(network->graph, a, b) : NULL;
}

gfla_tensor *gfla_op_mul(gfla_network *network, gfla_tensor *a, gfla_tensor *b)
{
    return READY(a, b) ? gfla_mul(network->graph, a, b) : NULL;
}

gfla_tensor *gfla_op_scale(gfla_network *network, gfla_tensor *src, float factor)
{
    return READY(src) ? gfla_scale(network->graph, src, factor) : NULL;
}

gfla_tensor *gfla_op_concat(gfla_network *network, gfla_tensor *const *tensors, int n_tensors)
{
    if (n_tensors < 1 || n_tensors > GFLA_MAX_NODE_TENSORS) {
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE, "concat of %d tensors: 1 to %d are possible", n_tensors,
                        GFLA_MAX_NODE_TENSORS);
        return NULL;
    }
    return gfla_network_can_build(network, tensors, n_tensors) ? gfla_concat(network->graph, tensors, n_tensors) : NULL;
}

gfla_tensor *gfla_op_slice(gfla_network *network, gfla_tensor *src, int64_t first, int64_t count)
{
    return READY(src) ? gfla_slice_channels(network->graph, src, first, count) : NULL;
}

gfla_tensor *gfla_op_feature_map(gfla_network *network, gfla_tensor *param)
{
    if (!READY(param))
        return NULL;
    if (param->shape.rank != 4 || param->layout != GFLA_LAYOUT_PLAIN) {
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE,
                        "\"%s\" is no array of four dimensions, and cannot become a feature map", param->name);
        return NULL;
    }
    return gfla_pack(network->graph, param);
}

gfla_tensor *gfla_op_detach(gfla_network *network, gfla_tensor *src)
{
    return READY(src) ? gfla_graph_detach(network->graph, src) : NULL;
}

gfla_tensor *gfla_op_resize(gfla_network *network, gfla_tensor *src, int64_t h, int64_t w, float value_scale)
{
    return READY(src) ? gfla_resize_bilinear(network->graph, src, h, w, value_scale) : NULL;
}

gfla_tensor *gfla_op_warp(gfla_network *network, gfla_tensor *src, gfla_tensor *flow)
{
    return READY(src, flow) ? gfla_warp(network->graph, src, flow, NULL) : NULL;
}

gfla_tensor *gfla_op_local_attention(gfla_network *network, gfla_tensor *weights, gfla_tensor *src, gfla_tensor *flow,
                                     int k, float scale)
{
    if (!READY(weights, src, flow))
        return NULL;
    return gfla_local_attention(network->graph, weights, src, flow,
                                &(struct gfla_local_attention_params){.k = k, .scale = scale});
}

void gfla_op_attention_params_init(struct gfla_op_attention_params *params)
{
    *params = (struct gfla_op_attention_params){.struct_size = sizeof *params};
}

gfla_tensor *gfla_op_attention(gfla_network *network, gfla_tensor *src, gfla_tensor *target, gfla_tensor *flow,
                               gfla_tensor *weights0, gfla_tensor *bias0, gfla_tensor *weights1, gfla_tensor *bias1,
                               const struct gfla_op_attention_params *params)
{
    struct gfla_op_attention_params p;
    const struct gfla_attention_block_weights weights = {weights0, bias0, weights1, bias1};
    if (!READY(src, target, flow, weights0, bias0, weights1, bias1) ||
        !take_params(network, &p, sizeof p, params, "gfla_op_attention_params"))
        return NULL;
    return gfla_attention_block(
        network->graph, src, target, flow, &weights,
        &(struct gfla_attention_block_params){.k = p.k ? p.k : DEFAULT_PATCH, .slope = p.slope, .scale = p.scale});
}

void gfla_op_correlation(gfla_network *network, gfla_tensor *target, gfla_tensor *source, gfla_tensor **best,
                         gfla_tensor **flow)
{
    struct gfla_flow_correlation found = {NULL, NULL};
    if (READY(target, source))
        found = gfla_flow_correlation(network->graph, target, source);
    if (best)
        *best = found.best;
    if (flow)
        *flow = found.flow;
}

gfla_tensor *gfla_op_l1_loss(gfla_network *network, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight, float scale)
{
    return READY(a, b, weight ? weight : a) ? gfla_l1_loss(network->graph, a, b, weight, scale) : NULL;
}

gfla_tensor *gfla_op_l2_loss(gfla_network *network, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight, float scale)
{
    return READY(a, b, weight ? weight : a) ? gfla_l2_loss(network->graph, a, b, weight, scale) : NULL;
}

gfla_tensor *gfla_op_dot(gfla_network *network, gfla_tensor *a, gfla_tensor *b)
{
    return READY(a, b) ? gfla_dot(network->graph, a, b) : NULL;
}

gfla_tensor *gfla_op_correctness_loss(gfla_network *network, gfla_tensor *sampled, gfla_tensor *target,
                                      gfla_tensor *best, gfla_tensor *weight, float scale)
{
    if (!READY(sampled, target, best, weight ? weight : best))
        return NULL;
    return gfla_correctness_loss(network->graph, sampled, target, best, weight, scale);
}

gfla_tensor *gfla_op_affine_loss(gfla_network *network, gfla_tensor *flow, int k, float scale)
{
    return READY(flow) ? gfla_affine_reg(network->graph, flow, k, scale) : NULL;
}
