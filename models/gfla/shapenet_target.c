/* The target decoder of the view task: local attention brings in the source, residual blocks paint. */
#include "models/gfla/shapenet.h"
#include "models/gfla/stages.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/concat.h"
#include "ops/mask_blend.h"
#include "ops/pack.h"
#include "ops/tile.h"
#include "ops/warp.h"

/* The pose, spread over H/32, upsampled to H/8. */
static gfla_tensor *pose_features(gfla_graph *g, const struct gfla_shapenet *net)
{
    int side = net->config.size / 32, width = net->config.width;
    enum gfla_norm norm = net->config.form == GFLA_FORM_PUBLISHED ? GFLA_NORM_INSTANCE : GFLA_NORM_NONE;
    const bool solid = net->config.form == GFLA_FORM_SOLID;
    gfla_tensor *x = gfla_tile(g, solid ? gfla_pack(g, net->target_pose) : net->target_pose, side, side);
    gfla_graph_push(g, "block0");
    x = gfla_res_block_decoder(g, x, width, solid ? width : GFLA_SHAPENET_POSES, norm);
    gfla_graph_pop(g);
    gfla_graph_name(g, x, "block0");
    gfla_graph_push(g, "block1");
    x = gfla_res_block_decoder(g, x, 4 * width, width, norm);
    gfla_graph_pop(g);
    return gfla_graph_name(g, x, "block1");
}

/* VIEW, SOLID: the target as the drawings and the flow net have it, encoded to H/8. */
static gfla_tensor *structure_features(gfla_graph *g, const struct gfla_shapenet *net)
{
    int width = net->config.width;
    gfla_tensor *parts[5], *levels[GFLA_ENCODER_LEVELS];
    int n_parts = gfla_shapenet_drawings(net, parts);
    parts[n_parts++] = net->depth;
    parts[n_parts++] = net->full_mask;
    parts[n_parts++] = net->visible;
    const struct gfla_encoder encoder = {
        .n_levels = GFLA_ENCODER_LEVELS, .width = width, .most = 4 * width, .first_norm = GFLA_NORM_SECOND_ONLY};
    gfla_graph_push(g, "structure");
    gfla_tensor *x = gfla_encode(g, gfla_concat(g, parts, n_parts), &encoder, levels);
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

/* The same without attention: at the one place where the flow points. */
static gfla_tensor *sample(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *x, gfla_tensor *source, int i)
{
    return gfla_mask_blend(g, x, gfla_warp(g, source, net->flow[i], NULL), net->mask[i]);
}

static gfla_tensor *look(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *x, gfla_tensor *source, int i)
{
    static const int kernel[] = {3, 5};
    if (net->config.sampling == GFLA_SAMPLING_NONE)
        return x;
    if (net->config.sampling == GFLA_SAMPLING_BILINEAR)
        return sample(g, net, x, source, i);
    return attend(g, net, x, source, i, kernel[i]);
}

/* SOLID: of the four gates the first two choose between the colours of the source through the flow, through the mirror,
 * and what is painted; the last is an alpha, and the third says where it stands in place of the flow net's mask. */
static gfla_tensor *blend_solid(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *painted, gfla_tensor *gates)
{
    const int n = net->config.batch, size = net->config.size;
    gfla_tensor *white = gfla_fill(g, gfla_shape_4d(n, 3, size, size), GFLA_LAYOUT_BLOCKED, 1), *colour = painted;
    gfla_tensor *alpha =
        gfla_mask_blend(g, net->full_mask, gfla_slice_channels(g, gates, 3, 1), gfla_slice_channels(g, gates, 2, 1));
    net->alpha = gfla_graph_keep(gfla_graph_name(g, alpha, "alpha"));
    gfla_graph_keep(painted);
    gfla_graph_keep(gates);
    if (net->mirror_sampled)
        colour = gfla_mask_blend(g, colour, net->mirror_sampled, gfla_slice_channels(g, gates, 1, 1));
    colour = gfla_mask_blend(g, colour, net->sampled, gfla_slice_channels(g, gates, 0, 1));
    return gfla_mask_blend(g, white, colour, alpha);
}

/* VIEW, SOLID: decoder features, the source through the flow and through the mirror, the drawings, foreground and visibility,
 * mixed once more at full resolution; the image is what is painted, or one of the two where learned gates say so. */
static gfla_tensor *blend_output(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *x)
{
    const bool solid = net->config.form == GFLA_FORM_SOLID;
    gfla_tensor *parts[7] = {x, net->warped, net->mirrored};
    int n_parts = net->mirrored ? 3 : 2;
    parts[n_parts++] = net->full_mask;
    parts[n_parts++] = net->visible;
    n_parts += gfla_shapenet_drawings(net, parts + n_parts);
    const struct gfla_conv_layer merge = {.oc = net->config.width, .k = 3, .pad = 1},
                                 gate_conv = {.oc = solid ? 4 : 2, .k = 3, .pad = 1};
    gfla_tensor *merged = gfla_conv_layer(g, gfla_concat(g, parts, n_parts), "merge", &merge);
    x = gfla_add(g, x, gfla_leaky_relu(g, merged, GFLA_SLOPE));
    gfla_graph_push(g, "outconv");
    gfla_tensor *painted = gfla_output(g, x, 3);
    gfla_graph_pop(g);
    gfla_graph_name(g, painted, "painted");
    gfla_tensor *gates = gfla_sigmoid(g, gfla_conv_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "gates", &gate_conv));
    gfla_graph_name(g, gates, "gates");
    if (solid)
        return blend_solid(g, net, painted, gates);
    painted = gfla_mask_blend(g, painted, net->mirrored, gfla_slice_channels(g, gates, 1, 1));
    return gfla_mask_blend(g, painted, net->warped, gfla_slice_channels(g, gates, 0, 1));
}

void gfla_shapenet_target_net(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *const features[3])
{
    int width = net->config.width;
    gfla_graph_push(g, "target");
    gfla_tensor *x = pose_features(g, net);
    if (net->config.form != GFLA_FORM_PUBLISHED)
        x = gfla_add(g, x, structure_features(g, net));
    for (int i = 0; i < GFLA_DECODER_STEPS; i++) {
        if (i < 2)
            x = look(g, net, x, features[i], i);
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
