#include "models/gfla/patch_discriminator.h"

#include <stdio.h>

#include "models/gfla/spectral.h"
#include "ops/activation.h"

gfla_tensor *gfla_patch_discriminator_build(gfla_graph *g, gfla_tensor *image,
                                            const struct gfla_patch_discriminator *config)
{
    const int width = config->width ? config->width : 32, most = config->most ? config->most : 4 * width;
    const int layers = config->layers ? config->layers : 4, count = layers + 2;
    gfla_tensor *x = image;
    for (int i = 0; i < count; i++) {
        char name[24];
        const int oc = i == count - 1 ? 1 : i < layers && width << i < most ? width << i : most;
        const struct gfla_conv_layer layer = {
            .oc = oc, .k = 4, .stride = i < layers ? 2 : 1, .pad = 1, .has_no_bias = true};
        snprintf(name, sizeof name, "model.%d", 2 * i); /* the activations are numbered too */
        x = gfla_spectral_conv_layer(g, i ? gfla_leaky_relu(g, x, GFLA_SLOPE) : x, name, &layer, config->training);
        gfla_graph_name(g, x, "%s", name);
    }
    return gfla_graph_keep(x);
}
