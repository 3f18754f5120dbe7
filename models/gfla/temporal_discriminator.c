#include "models/gfla/temporal_discriminator.h"

#include "models/gfla/spectral.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/pack.h"
#include "ops/resize.h"
#include "ops/window.h"

#define BLOCKS_IN_TIME 2
#define BLOCKS 4
#define TAKEN 2 /* frames, by a block in time */

/* LReLU, conv 3x3x3 -> hidden, LReLU, conv 3x4x4 that halves height and width -> oc; plus the mean of 3 x 2 x 2 pixels
 * through a 1x1x1 convolution. */
static gfla_tensor *block_in_time(gfla_graph *g, gfla_tensor *src, int frames, int oc, int hidden, bool training)
{
    const struct gfla_conv3d_layer first = {
        .oc = hidden, .kt = 3, .k = 3, .params = {.frames = frames, .pad_t = 1, .pad = 1}};
    const struct gfla_conv3d_layer second = {
        .oc = oc, .kt = 3, .k = 4, .params = {.frames = frames, .stride = 2, .pad = 1}};
    const struct gfla_conv3d_layer shortcut = {.oc = oc, .kt = 1, .k = 1, .params = {.frames = frames - TAKEN}};
    gfla_tensor *x = gfla_spectral_conv3d_layer(g, gfla_leaky_relu(g, src, GFLA_SLOPE), "model.1", &first, training);
    x = gfla_spectral_conv3d_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "model.3", &second, training);
    gfla_tensor *mean =
        gfla_window_mean(g, gfla_avg_pool2(g, src), &(struct gfla_window){.frames = frames, .size = TAKEN + 1});
    return gfla_add(g, x, gfla_spectral_conv3d_layer(g, mean, "shortcut.1", &shortcut, training));
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

gfla_tensor *gfla_temporal_discriminator_build(gfla_graph *g, gfla_tensor *clip,
                                               const struct gfla_temporal_discriminator *config)
{
    const int width = config->width ? config->width : 32, most = config->most ? config->most : 4 * width;
    gfla_tensor *x = gfla_pack(g, clip);
    if (!x)
        return NULL;
    int frames = (int)clip->shape.dim[2], channels = width;
    for (int i = 0; i < BLOCKS_IN_TIME; i++, frames -= TAKEN) {
        const int hidden = channels;
        channels = i == 0 ? width : least(2 * channels, most);
        gfla_graph_push(g, "block%d", i);
        x = block_in_time(g, x, frames, channels, hidden, config->training);
        gfla_graph_pop(g);
    }
    x = gfla_window_unfold(g, x, &(struct gfla_window){.frames = frames, .size = frames});
    for (int i = 0; i < BLOCKS - BLOCKS_IN_TIME; i++) {
        const int hidden = x ? (int)x->shape.dim[1] : 0;
        channels = least(2 * channels, most);
        gfla_graph_push(g, "encoder%d", i);
        x = gfla_res_block_encoder(g, x, channels, hidden, config->training);
        gfla_graph_pop(g);
        gfla_graph_name(g, x, "encoder%d", i);
    }
    x = gfla_leaky_relu(g, x, GFLA_SLOPE);
    x = gfla_spectral_conv_layer(g, x, "conv", &(struct gfla_conv_layer){.oc = 1, .k = 1}, config->training);
    return gfla_graph_name(g, x, "conv");
}
