#include "models/gfla/vgg.h"

#include <stdio.h>

#include "models/gfla/blocks.h"
#include "ops/activation.h"
#include "ops/pool.h"

/* Convolutions of each stage; the last one's that are used. */
static const int n_layers[GFLA_VGG_STAGES] = {2, 2, 4, 4, 2};

/* A max pooling stands in front of every stage but the first. */
static gfla_tensor *add_stage(gfla_graph *g, gfla_tensor *x, int stage, int width, int *number, gfla_tensor **relu)
{
    const int channels = width << (stage < 3 ? stage : 3);
    for (int i = 0; i < n_layers[stage]; i++) {
        char name[24];
        snprintf(name, sizeof name, "features.%d", *number);
        x = gfla_relu(g, gfla_conv_layer(g, x, name, &(struct gfla_conv_layer){.oc = channels, .k = 3, .pad = 1}));
        relu[i] = x;
        *number += 2; /* the activation counts too */
    }
    return x;
}

gfla_status gfla_vgg_build(gfla_graph *g, gfla_tensor *image, int width, struct gfla_vgg *vgg)
{
    int number = 0;
    gfla_tensor *x = image;
    *vgg = (struct gfla_vgg){0};
    gfla_graph_freeze(g, GFLA_VGG_PREFIX);
    gfla_graph_push(g, "loss.vgg");
    for (int stage = 0; stage < GFLA_VGG_STAGES; stage++) {
        if (stage > 0) {
            x = gfla_max_pool2(g, x);
            number++;
        }
        x = add_stage(g, x, stage, width, &number, vgg->relu[stage]);
    }
    gfla_graph_pop(g);
    return gfla_graph_status(g);
}
