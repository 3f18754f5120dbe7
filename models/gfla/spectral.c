#include "models/gfla/spectral.h"

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/resize.h"
#include "ops/spectral_norm.h"

gfla_tensor *gfla_spectral_conv_layer(gfla_graph *g, gfla_tensor *src, const char *name,
                                      const struct gfla_conv_layer *layer, bool training)
{
    if (!src)
        return NULL;
    const int64_t ic = src->shape.dim[1], k = layer->k;
    gfla_graph_push(g, "%s", name);
    gfla_tensor *weight = gfla_graph_param(g, "weight_orig", gfla_shape_4d(layer->oc, ic, k, k));
    gfla_tensor *bias = layer->has_no_bias ? NULL : gfla_graph_param(g, "bias", gfla_shape_1d(layer->oc));
    gfla_tensor *u = gfla_graph_param(g, "weight_u", gfla_shape_1d(layer->oc));
    gfla_tensor *v = gfla_graph_param(g, "weight_v", gfla_shape_1d(ic * k * k));
    gfla_graph_pop(g);
    if (!u || !v)
        return NULL;
    u->needs_grad = v->needs_grad = false;
    return gfla_conv2d(g, src, gfla_spectral_norm(g, weight, u, v, training), bias,
                       &(struct gfla_conv2d_params){.stride = layer->stride, .pad = layer->pad, .padding = layer->padding});
}

gfla_tensor *gfla_res_block_encoder(gfla_graph *g, gfla_tensor *src, int oc, int hidden, bool training)
{
    const struct gfla_conv_layer first = {.oc = hidden, .k = 3, .pad = 1}, second = {.oc = oc, .k = 4, .stride = 2, .pad = 1};
    const struct gfla_conv_layer shortcut = {.oc = oc, .k = 1};
    gfla_tensor *x = gfla_spectral_conv_layer(g, gfla_leaky_relu(g, src, GFLA_SLOPE), "model.1", &first, training);
    x = gfla_spectral_conv_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "model.3", &second, training);
    return gfla_add(g, x, gfla_spectral_conv_layer(g, gfla_avg_pool2(g, src), "shortcut.1", &shortcut, training));
}
