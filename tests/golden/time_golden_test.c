/* Convolutions and norms over time against tensors made by the published code. */
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv2d.h"
#include "ops/conv3d.h"
#include "ops/layer_norm.h"
#include "ops/pack.h"
#include "ops/resize.h"
#include "ops/window.h"
#include "tests/device_fixture.h"
#include "tests/golden/golden_op.h"

/* 6 channels to 5; 17 frames to 11. */
static gfla_tensor *build_conv1d(gfla_graph *graph, gfla_tensor *const *in)
{
    gfla_tensor *weight = gfla_graph_param(graph, "weight", (struct gfla_shape){3, {5, 6, 3}});
    gfla_tensor *x =
        gfla_conv1d(graph, gfla_pack(graph, in[0]), weight, NULL, &(struct gfla_conv1d_params){.dilation = 3});
    return gfla_unpack(graph, x, (struct gfla_shape){3, {2, 5, 11}});
}

/* Clips of 5 frames to 3. */
static gfla_tensor *build_conv3d(gfla_graph *graph, gfla_tensor *const *in)
{
    gfla_tensor *weight = gfla_graph_param(graph, "weight", (struct gfla_shape){5, {4, 3, 3, 4, 4}});
    gfla_tensor *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(4));
    gfla_tensor *x = gfla_conv3d(graph, gfla_pack(graph, in[0]), weight, bias,
                                 &(struct gfla_conv3d_params){.frames = 5, .stride = 2, .pad = 1});
    return gfla_unpack(graph, x, (struct gfla_shape){5, {2, 4, 3, 4, 3}});
}

static gfla_tensor *conv3d(gfla_graph *graph, gfla_tensor *src, const char *name, struct gfla_shape weights,
                           const struct gfla_conv3d_params *params)
{
    gfla_graph_push(graph, "%s", name);
    gfla_tensor *weight = gfla_graph_param(graph, "weight", weights);
    gfla_tensor *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(weights.dim[0]));
    gfla_graph_pop(graph);
    return gfla_conv3d(graph, src, weight, bias, params);
}

/* The block of the temporal discriminator, without spectral norm: clips of 5 frames to 3; the pooling is one of pixels,
 * then one of frames. */
static gfla_tensor *build_block(gfla_graph *graph, gfla_tensor *const *in)
{
    const struct gfla_conv3d_params first = {.frames = 5, .pad_t = 1, .pad = 1},
                                    second = {.frames = 5, .stride = 2, .pad = 1};
    const struct gfla_conv3d_params one = {.frames = 3};
    gfla_tensor *src = gfla_pack(graph, in[0]);
    gfla_tensor *x =
        conv3d(graph, gfla_leaky_relu(graph, src, 0.1f), "model.1", (struct gfla_shape){5, {4, 3, 3, 3, 3}}, &first);
    x = conv3d(graph, gfla_leaky_relu(graph, x, 0.1f), "model.3", (struct gfla_shape){5, {5, 4, 3, 4, 4}}, &second);
    gfla_tensor *mean =
        gfla_window_mean(graph, gfla_avg_pool2(graph, src), &(struct gfla_window){.frames = 5, .size = 3});
    mean = conv3d(graph, mean, "shortcut.1", (struct gfla_shape){5, {5, 3, 1, 1, 1}}, &one);
    return gfla_unpack(graph, gfla_add(graph, x, mean), (struct gfla_shape){5, {1, 5, 3, 4, 3}});
}

static gfla_tensor *build_layer_norm(gfla_graph *graph, gfla_tensor *const *in)
{
    const struct gfla_shape channels = {2, {6, 1}};
    gfla_tensor *weight = gfla_graph_param(graph, "weight", channels);
    gfla_tensor *x = gfla_layer_norm(graph, gfla_pack(graph, in[0]), weight, gfla_graph_param(graph, "bias", channels));
    return gfla_unpack(graph, x, in[0]->shape);
}

/* A fully connected layer with bias: of ic values to oc. */
static gfla_tensor *linear(gfla_graph *graph, gfla_tensor *src, const char *name, int64_t ic, int64_t oc)
{
    gfla_graph_push(graph, "%s", name);
    gfla_tensor *weight = gfla_graph_param(graph, "weight", (struct gfla_shape){2, {oc, ic}});
    gfla_tensor *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(oc));
    gfla_graph_pop(graph);
    return gfla_conv2d(graph, src, gfla_reshape(graph, weight, gfla_shape_4d(oc, ic, 1, 1)), bias,
                       &(struct gfla_conv2d_params){0});
}

/* in: the sequence, then the feature that steers it. */
static gfla_tensor *build_adaptive(gfla_graph *graph, gfla_tensor *const *in)
{
    gfla_tensor *shared = gfla_relu(graph, linear(graph, gfla_pack(graph, in[1]), "mlp_shared.0", 5, 128));
    gfla_tensor *gamma = linear(graph, shared, "mlp_gamma", 128, 6), *beta = linear(graph, shared, "mlp_beta", 128, 6);
    return gfla_unpack(graph, gfla_adaptive_layer_norm(graph, gfla_pack(graph, in[0]), gamma, beta), in[0]->shape);
}

#define IN(name)                                                                                                       \
    {                                                                                                                  \
        "in_" name, "grad_in_" name, .is_plain = true                                                                  \
    }
#define OP(name, function, n_inputs, ...)                                                                              \
    {                                                                                                                  \
        .folder = name, .n_in = n_inputs, .in = {__VA_ARGS__}, .out = "out", .grad_out = "grad_out", .is_plain = true, \
        .build = function, .tolerance = 1e-5, .grad_tolerance = 2e-5                                                   \
    }

static const struct golden_op convolutions[] = {OP("conv1d_k3d3", build_conv1d, 1, IN("x")),
                                                OP("conv3d_k344", build_conv3d, 1, IN("x")),
                                                OP("resblock3d_encoder", build_block, 1, IN("x"))};
static const struct golden_op norms[] = {OP("layernorm1d", build_layer_norm, 1, IN("x")),
                                         OP("adaln1d", build_adaptive, 2, IN("x"), IN("feature"))};

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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(convolutions_match), cmocka_unit_test(norms_match)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
