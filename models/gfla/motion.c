#include "models/gfla/motion.h"

#include <stdio.h>

#include "models/gfla/blocks.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv3d.h"
#include "ops/dropout.h"
#include "ops/layer_norm.h"
#include "ops/pack.h"
#include "ops/window.h"

#define N_BLOCKS 3
#define STEERING_CHANNELS 128 /* of the hidden layer that scales the norms */

/* conv1d with the parameter `name`.weight, whose output has that name; no bias. */
static gfla_tensor *conv(gfla_graph *g, gfla_tensor *src, const char *name, int64_t oc, int64_t k,
                         const struct gfla_conv1d_params *params)
{
    if (!src)
        return NULL;
    gfla_graph_push(g, "%s", name);
    gfla_tensor *weight = gfla_graph_param(g, "weight", (struct gfla_shape){3, {oc, src->shape.dim[1], k}});
    gfla_graph_pop(g);
    return gfla_graph_name(g, gfla_conv1d(g, src, weight, NULL, params), "%s", name);
}

static gfla_tensor *activate(gfla_graph *g, gfla_tensor *src)
{
    return gfla_leaky_relu(g, src, GFLA_SLOPE);
}

/* The same behind a norm; key: of the dropout, may be NULL. */
static gfla_tensor *activate_some(gfla_graph *g, gfla_tensor *src, gfla_tensor *key, int number)
{
    gfla_tensor *x = activate(g, src);
    return key ? gfla_dropout(g, x, key, &(struct gfla_dropout_params){GFLA_MOTION_DROPOUT, number}) : x;
}

/* A fully connected layer with bias, of vectors [n, c, 1, 1]. */
static gfla_tensor *linear(gfla_graph *g, gfla_tensor *src, const char *name, int64_t oc)
{
    if (!src)
        return NULL;
    const int64_t ic = src->shape.dim[1];
    gfla_graph_push(g, "%s", name);
    gfla_tensor *weight = gfla_graph_param(g, "weight", (struct gfla_shape){2, {oc, ic}});
    gfla_tensor *bias = gfla_graph_param(g, "bias", gfla_shape_1d(oc));
    gfla_graph_pop(g);
    return gfla_conv2d(g, src, gfla_reshape(g, weight, gfla_shape_4d(oc, ic, 1, 1)), bias,
                       &(struct gfla_conv2d_params){0});
}

/* What the whole sequence is like: one vector for each sample, which steers the norms. */
static gfla_tensor *feature(gfla_graph *g, gfla_tensor *joints, int channels)
{
    gfla_tensor *x = joints;
    for (int i = 1; i <= 3; i++) {
        char name[24];
        snprintf(name, sizeof name, "feature_conv_%d", i);
        x = activate(g, conv(g, x, name, channels, 3, &(struct gfla_conv1d_params){.stride = 2}));
    }
    return x ? gfla_window_mean(g, x, &(struct gfla_window){.size = (int)x->shape.dim[2]}) : NULL;
}

/* Layer norm whose scales and shifts come from the feature. */
static gfla_tensor *steered_norm(gfla_graph *g, gfla_tensor *src, gfla_tensor *steering, int number)
{
    if (!src)
        return NULL;
    gfla_graph_push(g, "layers_ln.%d", number);
    gfla_tensor *hidden = gfla_relu(g, linear(g, steering, "mlp_shared.0", STEERING_CHANNELS));
    gfla_tensor *gamma = linear(g, hidden, "mlp_gamma", src->shape.dim[1]);
    gfla_tensor *beta = linear(g, hidden, "mlp_beta", src->shape.dim[1]);
    gfla_graph_pop(g);
    return gfla_graph_name(g, gfla_adaptive_layer_norm(g, src, gamma, beta), "layers_ln.%d", number);
}

/* A dilated convolution and one of frames by themselves, past which the input goes, cropped to what is left. */
static gfla_tensor *block(gfla_graph *g, gfla_tensor *src, gfla_tensor *steering, int number, int dilation,
                          int channels, gfla_tensor *key)
{
    char first[24], second[24];
    snprintf(first, sizeof first, "layers_conv.%d", 2 * number);
    snprintf(second, sizeof second, "layers_conv.%d", 2 * number + 1);
    gfla_tensor *x = conv(g, src, first, channels, 3, &(struct gfla_conv1d_params){.dilation = dilation});
    x = activate_some(g, steered_norm(g, x, steering, 2 * number), key, 2 * number + 1);
    x = conv(g, x, second, channels, 1, &(struct gfla_conv1d_params){0});
    x = activate_some(g, steered_norm(g, x, steering, 2 * number + 1), key, 2 * number + 2);
    return gfla_add(g, gfla_window_unfold(g, src, &(struct gfla_window){.size = 1, .pad = -dilation}), x);
}

static gfla_tensor *expand(gfla_graph *g, gfla_tensor *joints, int channels, gfla_tensor *key)
{
    const struct gfla_shape per_channel = {2, {channels, 1}};
    gfla_tensor *x = conv(g, joints, "expand_conv", channels, 3, &(struct gfla_conv1d_params){0});
    gfla_graph_push(g, "expand_ln");
    gfla_tensor *weight = gfla_graph_param(g, "weight", per_channel);
    gfla_tensor *bias = gfla_graph_param(g, "bias", per_channel);
    gfla_graph_pop(g);
    return activate_some(g, gfla_graph_name(g, gfla_layer_norm(g, x, weight, bias), "expand_ln"), key, 0);
}

static gfla_tensor *shrink(gfla_graph *g, gfla_tensor *src, int64_t oc, int64_t ic)
{
    gfla_graph_push(g, "shrink");
    gfla_tensor *weight = gfla_graph_param(g, "weight", (struct gfla_shape){3, {oc, ic, 1}});
    gfla_tensor *bias = gfla_graph_param(g, "bias", gfla_shape_1d(oc));
    gfla_graph_pop(g);
    return gfla_graph_name(g, gfla_conv1d(g, src, weight, bias, &(struct gfla_conv1d_params){0}), "shrink");
}

gfla_status gfla_motion_build(gfla_graph *g, const struct gfla_network_config *c, struct gfla_motion *motion)
{
    gfla_status status;
    struct gfla_shape shape = {3, {c->batch, c->structure, c->frames}};
    int dilation = 3;
    TRY(gfla_network_config_check_sequence(c, 2 * GFLA_MOTION_MARGIN + 1));
    motion->joints = gfla_graph_input(g, "input_2d", shape, GFLA_LAYOUT_PLAIN);
    gfla_graph_push(g, "kp_input");
    gfla_tensor *joints = gfla_pack(g, motion->joints), *steering = feature(g, joints, c->channels);
    gfla_tensor *x = expand(g, joints, c->channels, motion->dropout_key);
    for (int i = 0; i < N_BLOCKS; i++, dilation *= 3)
        x = block(g, x, steering, i, dilation, c->channels, motion->dropout_key);
    x = shrink(g, x, c->structure, c->channels);
    gfla_graph_pop(g);
    shape.dim[2] -= 2 * GFLA_MOTION_MARGIN;
    motion->clean = gfla_unpack(g, x, shape);
    return gfla_graph_status(g);
fail:
    return status;
}
