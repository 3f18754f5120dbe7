#include "models/gfla/blocks.h"

#include <stdio.h>

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv_transpose2d.h"
#include "ops/instance_norm.h"

static gfla_tensor *param(gfla_graph *g, const char *layer, const char *kind, struct gfla_shape shape)
{
    char name[96];
    snprintf(name, sizeof name, "%s.%s", layer, kind);
    return gfla_graph_param(g, name, shape);
}

static int64_t channels(const gfla_tensor *src)
{
    return src->shape.dim[1];
}

gfla_tensor *gfla_conv_layer(gfla_graph *g, gfla_tensor *src, const char *name, const struct gfla_conv_layer *layer)
{
    if (!src)
        return NULL;
    gfla_tensor *weight = param(g, name, "weight", gfla_shape_4d(layer->oc, channels(src), layer->k, layer->k));
    gfla_tensor *bias = layer->has_no_bias ? NULL : param(g, name, "bias", gfla_shape_1d(layer->oc));
    return gfla_conv2d(
        g, src, weight, bias,
        &(struct gfla_conv2d_params){.stride = layer->stride, .pad = layer->pad, .padding = layer->padding});
}

gfla_tensor *gfla_deconv_layer(gfla_graph *g, gfla_tensor *src, const char *name, int oc)
{
    if (!src)
        return NULL;
    gfla_tensor *weight = param(g, name, "weight", gfla_shape_4d(channels(src), oc, 3, 3));
    gfla_tensor *bias = param(g, name, "bias", gfla_shape_1d(oc));
    return gfla_conv_transpose2d(g, src, weight, bias,
                                 &(struct gfla_conv_transpose2d_params){.stride = 2, .pad = 1, .output_pad = 1});
}

static gfla_tensor *norm_activation(gfla_graph *g, gfla_tensor *src, const char *name, bool norm)
{
    if (!src)
        return NULL;
    if (!norm)
        return gfla_leaky_relu(g, src, GFLA_SLOPE);
    gfla_tensor *weight = param(g, name, "weight", gfla_shape_1d(channels(src)));
    gfla_tensor *bias = param(g, name, "bias", gfla_shape_1d(channels(src)));
    return gfla_instance_norm_leaky_relu(g, src, weight, bias, GFLA_SLOPE);
}

static gfla_tensor *norm_conv3(gfla_graph *g, gfla_tensor *src, const char *norm_name, bool norm, const char *conv_name,
                               int oc)
{
    gfla_tensor *x = norm_activation(g, src, norm_name, norm);
    return gfla_conv_layer(g, x, conv_name, &(struct gfla_conv_layer){.oc = oc, .k = 3, .pad = 1});
}

gfla_tensor *gfla_encoder_block(gfla_graph *g, gfla_tensor *src, int oc, enum gfla_norm norm)
{
    gfla_tensor *x = norm_activation(g, src, "model.0", norm == GFLA_NORM_INSTANCE);
    x = gfla_conv_layer(g, x, "model.2", &(struct gfla_conv_layer){.oc = oc, .k = 4, .stride = 2, .pad = 1});
    return norm_conv3(g, x, "model.3", norm != GFLA_NORM_NONE, "model.5", oc);
}

gfla_tensor *gfla_res_block(gfla_graph *g, gfla_tensor *src, int oc, int hidden, enum gfla_norm norm)
{
    if (!src)
        return NULL;
    gfla_tensor *x = norm_conv3(g, src, "model.0", norm == GFLA_NORM_INSTANCE, "model.2", hidden);
    x = norm_conv3(g, x, "model.3", norm != GFLA_NORM_NONE, "model.5", oc);
    if (channels(src) != oc)
        src = gfla_conv_layer(g, src, "shortcut.0", &(struct gfla_conv_layer){.oc = oc, .k = 1});
    return gfla_add(g, x, src);
}

gfla_tensor *gfla_res_block_decoder(gfla_graph *g, gfla_tensor *src, int oc, int hidden, enum gfla_norm norm)
{
    gfla_tensor *x = norm_conv3(g, src, "model.0", norm == GFLA_NORM_INSTANCE, "model.2", hidden);
    x = norm_activation(g, x, "model.3", norm != GFLA_NORM_NONE);
    x = gfla_deconv_layer(g, x, "model.5", oc);
    return gfla_add(g, x, gfla_deconv_layer(g, src, "shortcut.0", oc));
}

gfla_tensor *gfla_jump(gfla_graph *g, gfla_tensor *src, int oc)
{
    gfla_tensor *x = gfla_leaky_relu(g, src, GFLA_SLOPE);
    if (!x)
        return NULL;
    gfla_tensor *weight = param(g, "conv1", "weight", gfla_shape_4d(oc, channels(src), 3, 3));
    gfla_tensor *bias = param(g, "conv1", "bias", gfla_shape_1d(oc));
    gfla_graph_alias(g, "model.2.weight", weight);
    gfla_graph_alias(g, "model.2.bias", bias);
    return gfla_conv2d(g, x, weight, bias, &(struct gfla_conv2d_params){.pad = 1, .padding = GFLA_PAD_REFLECT});
}

gfla_tensor *gfla_output(gfla_graph *g, gfla_tensor *src, int oc)
{
    return gfla_tanh(g, gfla_jump(g, src, oc));
}
