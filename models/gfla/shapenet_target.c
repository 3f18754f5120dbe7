/* The target decoder of the view task: local attention brings in the source, residual blocks paint. */
#include "models/gfla/shapenet.h"
#include "models/gfla/stages.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/concat.h"
#include "ops/mask_blend.h"
#include "ops/tile.h"

/* The pose, spread over H/32, upsampled to H/8. */
static gfla_tensor *pose_features(gfla_graph *g, const struct gfla_shapenet *net)
{
    int side = net->config.size / 32, width = net->config.width;
    enum gfla_norm norm = net->config.form == GFLA_FORM_PUBLISHED ? GFLA_NORM_INSTANCE : GFLA_NORM_NONE;
    gfla_tensor *x = gfla_tile(g, net->target_pose, side, side);
    gfla_graph_push(g, "block0");
    x = gfla_res_block_decoder(g, x, width, GFLA_SHAPENET_POSES, norm);
    gfla_graph_pop(g);
    gfla_graph_name(g, x, "block0");
    gfla_graph_push(g, "block1");
    x = gfla_res_block_decoder(g, x, 4 * width, width, norm);
    gfla_graph_pop(g);
    return gfla_graph_name(g, x, "block1");
}

/* VIEW: the target as the drawings and the flow net have it, encoded to H/8. */
static gfla_tensor *structure_features(gfla_graph *g, const struct gfla_shapenet *net)
{
    int width = net->config.width;
    gfla_tensor *parts[] = {net->drawn, net->mirror_drawn, net->depth, net->full_mask, net->visible},
                *levels[GFLA_ENCODER_LEVELS];
    const struct gfla_encoder encoder = {
        .n_levels = GFLA_ENCODER_LEVELS, .width = width, .most = 4 * width, .first_norm = GFLA_NORM_SECOND_ONLY};
    gfla_graph_push(g, "structure");
    gfla_tensor *x = gfla_encode(g, gfla_concat(g, parts, 5), &encoder, levels);
    gfla_graph_pop(g);
    return x;
}

/* Source features seen through flow number i, blended in by its mask. */
static gfla_tensor *attend(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *x, gfla_tensor *source, int i,
                           int k)
{
    const struct gfla_attention attention = {.name = "attn",
                                             .k = k,
                                             .hidden = net->config.attention_width,
                                             .scale =
                                                 net->config.form == GFLA_FORM_PUBLISHED ? 1.0f / (float)(k * k) : 1.0f,
                                             .source = source,
                                             .flow = net->flow[i],
                                             .mask = net->mask[i]};
    return gfla_attend(g, x, i, &attention);
}

/* VIEW: decoder features, the source through the flow and through the mirror, the drawings, foreground and visibility,
 * mixed once more at full resolution; the image is what is painted, or one of the two where learned gates say so. */
static gfla_tensor *blend_output(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *x)
{
    int width = net->config.width;
    gfla_tensor *parts[] = {x, net->warped, net->mirrored, net->full_mask, net->visible, net->drawn, net->mirror_drawn};
    const struct gfla_conv_layer merge = {.oc = width, .k = 3, .pad = 1}, gate_conv = {.oc = 2, .k = 3, .pad = 1};
    gfla_tensor *merged = gfla_conv_layer(g, gfla_concat(g, parts, 7), "merge", &merge);
    x = gfla_add(g, x, gfla_leaky_relu(g, merged, GFLA_SLOPE));
    gfla_graph_push(g, "outconv");
    gfla_tensor *painted = gfla_output(g, x, 3);
    gfla_graph_pop(g);
    gfla_graph_name(g, painted, "painted");
    gfla_tensor *gates = gfla_sigmoid(g, gfla_conv_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "gates", &gate_conv));
    gfla_graph_name(g, gates, "gates");
    painted = gfla_mask_blend(g, painted, net->mirrored, gfla_slice_channels(g, gates, 1, 1));
    return gfla_mask_blend(g, painted, net->warped, gfla_slice_channels(g, gates, 0, 1));
}

void gfla_shapenet_target_net(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *const features[3])
{
    static const int kernel[] = {3, 5};
    int width = net->config.width;
    gfla_graph_push(g, "target");
    gfla_tensor *x = pose_features(g, net);
    if (net->config.form == GFLA_FORM_VIEW)
        x = gfla_add(g, x, structure_features(g, net));
    for (int i = 0; i < GFLA_DECODER_STEPS; i++) {
        if (i < 2)
            x = attend(g, net, x, features[i], i, kernel[i]);
        x = gfla_decoder_step(g, x, i, i == 0 ? 2 * width : width);
    }
    if (net->config.form == GFLA_FORM_PUBLISHED) {
        gfla_graph_push(g, "outconv");
        net->image = gfla_output(g, x, 3);
        gfla_graph_pop(g);
        gfla_graph_name(g, net->image, "outconv");
    } else {
        net->image = gfla_graph_name(g, blend_output(g, net, x), "image");
    }
    gfla_graph_pop(g);
}
