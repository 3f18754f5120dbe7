#include "models/gfla/spectral.h"

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/resize.h"
#include "ops/spectral_norm.h"

/* The parameters of a convolution in its scope; the weight is normalised. */
struct spectral {
    gfla_tensor *weight, *bias;
};

static struct spectral normalise(gfla_graph *g, const char *name, struct gfla_shape shape, bool has_bias, bool training)
{
    const int64_t oc = shape.dim[0];
    gfla_graph_push(g, "%s", name);
    gfla_tensor *weight = gfla_graph_param(g, "weight_orig", shape);
    gfla_tensor *bias = has_bias ? gfla_graph_param(g, "bias", gfla_shape_1d(oc)) : NULL;
    gfla_tensor *u = gfla_graph_param(g, "weight_u", gfla_shape_1d(oc));
    gfla_tensor *v = gfla_graph_param(g, "weight_v", gfla_shape_1d(gfla_shape_count(shape) / oc));
    gfla_graph_pop(g);
    if (!u || !v)
        return (struct spectral){NULL, NULL};
    u->needs_grad = v->needs_grad = false;
    return (struct spectral){gfla_spectral_norm(g, weight, u, v, training), bias};
}

gfla_tensor *gfla_spectral_conv_layer(gfla_graph *g, gfla_tensor *src, const char *name,
                                      const struct gfla_conv_layer *layer, bool training)
{
    if (!src)
        return NULL;
    const struct gfla_shape shape = gfla_shape_4d(layer->oc, src->shape.dim[1], layer->k, layer->k);
    const struct spectral conv = normalise(g, name, shape, !layer->has_no_bias, training);
    return gfla_conv2d(
        g, src, conv.weight, conv.bias,
        &(struct gfla_conv2d_params){.stride = layer->stride, .pad = layer->pad, .padding = layer->padding});
}

gfla_tensor *gfla_spectral_conv3d_layer(gfla_graph *g, gfla_tensor *src, const char *name,
                                        const struct gfla_conv3d_layer *layer, bool training)
{
    if (!src)
        return NULL;
    const struct gfla_shape shape = {5, {layer->oc, src->shape.dim[1], layer->kt, layer->k, layer->k}};
    const struct spectral conv = normalise(g, name, shape, true, training);
    return gfla_conv3d(g, src, conv.weight, conv.bias, &layer->params);
}

gfla_tensor *gfla_res_block_encoder(gfla_graph *g, gfla_tensor *src, int oc, int hidden, bool training)
{
    const struct gfla_conv_layer first = {.oc = hidden, .k = 3, .pad = 1},
                                 second = {.oc = oc, .k = 4, .stride = 2, .pad = 1};
    const struct gfla_conv_layer shortcut = {.oc = oc, .k = 1};
    gfla_tensor *x = gfla_spectral_conv_layer(g, gfla_leaky_relu(g, src, GFLA_SLOPE), "model.1", &first, training);
    x = gfla_spectral_conv_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "model.3", &second, training);
    return gfla_add(g, x, gfla_spectral_conv_layer(g, gfla_avg_pool2(g, src), "shortcut.1", &shortcut, training));
}
