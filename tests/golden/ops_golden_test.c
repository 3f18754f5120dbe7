/* Convolutions, norms and local attention against tensors made by the published code. */
#include "ops/activation.h"
#include "ops/block_extract.h"
#include "ops/concat.h"
#include "ops/conv2d.h"
#include "ops/conv_transpose2d.h"
#include "ops/instance_norm.h"
#include "ops/local_attention.h"
#include "ops/add.h"
#include "ops/softmax.h"
#include "tests/device_fixture.h"
#include "tests/golden/golden_op.h"

/* A convolution with bias whose parameters are "`layer`weight" and "`layer`bias". */
static gfla_tensor *conv(gfla_graph *graph, gfla_tensor *src, const char *layer, int64_t oc, int64_t k, int stride,
                         int pad)
{
    if (!src)
        return NULL;
    gfla_graph_push(graph, "%s", layer);
    gfla_tensor *weight = gfla_graph_param(graph, "weight", gfla_shape_4d(oc, src->shape.dim[1], k, k));
    gfla_tensor *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(oc));
    gfla_graph_pop(graph);
    return gfla_conv2d(graph, src, weight, bias, &(struct gfla_conv2d_params){.stride = stride, .pad = pad});
}

/* The layers of an op without a scope of its own. */
static gfla_tensor *bare_conv(gfla_graph *graph, gfla_tensor *src, int64_t oc, int64_t k, int stride, int pad)
{
    gfla_tensor *weight = gfla_graph_param(graph, "weight", gfla_shape_4d(oc, src->shape.dim[1], k, k));
    gfla_tensor *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(oc));
    return gfla_conv2d(graph, src, weight, bias, &(struct gfla_conv2d_params){.stride = stride, .pad = pad});
}

static gfla_tensor *build_conv_k1(gfla_graph *graph, gfla_tensor *const *in)
{
    return bare_conv(graph, in[0], 5, 1, 1, 0);
}

static gfla_tensor *build_conv_k3s1p1(gfla_graph *graph, gfla_tensor *const *in)
{
    return bare_conv(graph, in[0], 5, 3, 1, 1);
}

static gfla_tensor *build_conv_k4s2p1(gfla_graph *graph, gfla_tensor *const *in)
{
    return bare_conv(graph, in[0], 5, 4, 2, 1);
}

static gfla_tensor *build_conv_k5s5(gfla_graph *graph, gfla_tensor *const *in)
{
    return bare_conv(graph, in[0], 4, 5, 5, 0);
}

static gfla_tensor *build_conv_transpose(gfla_graph *graph, gfla_tensor *const *in)
{
    gfla_tensor *weight = gfla_graph_param(graph, "weight", gfla_shape_4d(4, 3, 3, 3));
    gfla_tensor *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(3));
    return gfla_conv_transpose2d(graph, in[0], weight, bias,
                                 &(struct gfla_conv_transpose2d_params){.stride = 2, .pad = 1, .output_pad = 1});
}

static gfla_tensor *build_instance_norm(gfla_graph *graph, gfla_tensor *const *in)
{
    const struct gfla_shape channels = gfla_shape_1d(in[0]->shape.dim[1]);
    gfla_tensor *weight = gfla_graph_param(graph, "weight", channels);
    return gfla_instance_norm(graph, in[0], weight, gfla_graph_param(graph, "bias", channels));
}

/* Local attention as published: patches of target (unmoved) and source side by side, a fully connected layer over them,
 * softmax, and the weighted mean of the source's patch. in: source, target, flow. */
static gfla_tensor *attention(gfla_graph *graph, gfla_tensor *const *in, int k)
{
    gfla_tensor *still = gfla_fill(graph, in[2]->shape, in[2]->layout, 0);
    gfla_tensor *blocks[] = {gfla_block_extract(graph, in[1], still, k), gfla_block_extract(graph, in[0], in[2], k)};
    gfla_graph_push(graph, "fully_connect_layer");
    gfla_tensor *hidden = gfla_leaky_relu(graph, conv(graph, gfla_concat(graph, blocks, 2), "0", 128, k, k, 0), 0.1f);
    gfla_tensor *weights = gfla_softmax_channels(graph, conv(graph, hidden, "2", k * k, 1, 1, 0));
    gfla_graph_pop(graph);
    return gfla_local_attention(graph, gfla_graph_name(graph, weights, "softmax"), in[0], in[2],
                                &(struct gfla_local_attention_params){.k = k, .scale = 1.0f / (float)(k * k)});
}

static gfla_tensor *build_attention3(gfla_graph *graph, gfla_tensor *const *in)
{
    return attention(graph, in, 3);
}

static gfla_tensor *build_attention5(gfla_graph *graph, gfla_tensor *const *in)
{
    return attention(graph, in, 5);
}

#define TOLERANCES .tolerance = 1e-5, .grad_tolerance = 2e-5
#define ONE_INPUT(name, function)                                                                                      \
    {                                                                                                                  \
        .folder = name, .n_in = 1, .in = {{"in_x", "grad_in_x"}}, .out = "out", .grad_out = "grad_out",                \
        .build = function, TOLERANCES                                                                                  \
    }
#define ATTENTION(k)                                                                                                   \
    {                                                                                                                  \
        .folder = "extractor_attn_k" #k, .n_in = 3,                                                                    \
        .in = {{"in_source", "grad_in_source"}, {"in_target", "grad_in_target"}, {"in_flow", "grad_in_flow"}},         \
        .out = "out", .grad_out = "grad_out", .tap_file = "attn_softmax", .tap_name = "softmax",                       \
        .build = build_attention##k, TOLERANCES                                                                        \
    }

static const struct golden_op convolutions[] = {
    ONE_INPUT("conv_k1", build_conv_k1),
    ONE_INPUT("conv_k3s1p1", build_conv_k3s1p1),
    ONE_INPUT("conv_k4s2p1", build_conv_k4s2p1),
    ONE_INPUT("conv_k5s5", build_conv_k5s5),
    ONE_INPUT("conv_transpose_k3s2p1op1", build_conv_transpose),
};

static const struct golden_op norms[] = {
    ONE_INPUT("instance_norm", build_instance_norm),
    ONE_INPUT("instance_norm_2x2", build_instance_norm),
};

static const struct golden_op attentions[] = {ATTENTION(3), ATTENTION(5)};

static void run_all(const struct golden_op *ops, size_t n_ops)
{
    if (!device)
        skip();
    for (size_t i = 0; i < n_ops; i++)
        if (golden_op_run(&ops[i], device) != GFLA_OK)
            fail_msg("%s", gfla_error_message());
}

static void convolutions_match(void **state)
{
    run_all(convolutions, sizeof convolutions / sizeof *convolutions);
}

static void norms_match(void **state)
{
    run_all(norms, sizeof norms / sizeof *norms);
}

static void attentions_match(void **state)
{
    run_all(attentions, sizeof attentions / sizeof *attentions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convolutions_match),
        cmocka_unit_test(norms_match),
        cmocka_unit_test(attentions_match),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
