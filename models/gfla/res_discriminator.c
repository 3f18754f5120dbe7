#include "models/gfla/res_discriminator.h"

#include "models/gfla/spectral.h"
#include "ops/activation.h"

gfla_tensor *gfla_res_discriminator_build(gfla_graph *g, gfla_tensor *image,
                                          const struct gfla_res_discriminator *config)
{
    const int width = config->width ? config->width : 32, most = config->most ? config->most : 4 * width;
    const int layers = config->layers ? config->layers : 4;
    gfla_tensor *x = image;
    int channels = width;
    gfla_graph_push(g, "block0");
    x = gfla_res_block_encoder(g, x, channels, channels, config->training);
    gfla_graph_pop(g);
    gfla_graph_name(g, x, "block0");
    for (int i = 0; i < layers - 1; i++) {
        const int hidden = channels;
        channels = 2 * channels < most ? 2 * channels : most;
        gfla_graph_push(g, "encoder%d", i);
        x = gfla_res_block_encoder(g, x, channels, hidden, config->training);
        gfla_graph_pop(g);
        gfla_graph_name(g, x, "encoder%d", i);
    }
    x = gfla_leaky_relu(g, x, GFLA_SLOPE);
    x = gfla_spectral_conv_layer(g, x, "conv", &(struct gfla_conv_layer){.oc = 1, .k = 1}, config->training);
    return gfla_graph_name(g, x, "conv");
}
