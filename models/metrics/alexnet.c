#include "models/metrics/alexnet.h"

#include <stdio.h>

#include "models/gfla/blocks.h"
#include "ops/activation.h"
#include "ops/pool.h"

/* Number among torchvision's features, channels in parts of the width, kernel, stride, pad, and whether a pooling comes
 * first. */
static const struct {
    int number, channels, k, stride, pad;
    bool pools;
} layers[GFLA_ALEXNET_LAYERS] = {{0, 2, 11, 4, 2, false},
                                 {3, 6, 5, 1, 2, true},
                                 {6, 12, 3, 1, 1, true},
                                 {8, 8, 3, 1, 1, false},
                                 {10, 8, 3, 1, 1, false}};

int gfla_alexnet_channels(int width, int layer)
{
    return width * layers[layer].channels / 2;
}

gfla_status gfla_alexnet_build(gfla_graph *g, gfla_tensor *image, int width, gfla_tensor *relu[GFLA_ALEXNET_LAYERS])
{
    const struct gfla_pool pool = {.kind = GFLA_POOL_MAX, .kh = 3, .kw = 3, .stride = 2};
    gfla_tensor *x = image;
    for (int i = 0; i < GFLA_ALEXNET_LAYERS; i++) {
        char name[24];
        snprintf(name, sizeof name, "features.%d", layers[i].number);
        if (layers[i].pools)
            x = gfla_pool(g, x, &pool);
        x = gfla_relu(g, gfla_conv_layer(g, x, name,
                                         &(struct gfla_conv_layer){.oc = gfla_alexnet_channels(width, i),
                                                                   .k = layers[i].k,
                                                                   .stride = layers[i].stride,
                                                                   .pad = layers[i].pad}));
        relu[i] = x;
        if (x)
            gfla_graph_keep(x);
    }
    return gfla_graph_status(g);
}
