#include "models/gfla/figure.h"

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/concat.h"
#include "ops/limb_flow.h"
#include "ops/mask_blend.h"
#include "ops/resize.h"
#include "ops/warp.h"

#define ATTENTIONS 2
#define FLOW_STEPS 4 /* of the flow net's decoder: H/16 .. H/2 */

static struct gfla_encoder flow_encoder(const struct gfla_network_config *c)
{
    return (struct gfla_encoder){.n_levels = GFLA_FLOW_LEVELS,
                                 .width = c->flow_channels,
                                 .most = c->flow_most,
                                 .first_norm = GFLA_NORM_SECOND_ONLY};
}

static void move_limbs(gfla_graph *g, struct gfla_figure *net)
{
    const struct gfla_person *person = &net->person;
    net->limbs = gfla_graph_name(g, gfla_limb_flow(g, person->source_pose, person->target_pose), "limbs");
    gfla_tensor *flow = gfla_slice_channels(g, net->limbs, 0, 2);
    net->moved = gfla_graph_keep(gfla_graph_name(g, gfla_warp(g, person->source, flow, NULL), "moved"));
}

/* The flow of limbs in pixels of a map 2^halvings times smaller. */
static gfla_tensor *coarse_limbs(gfla_graph *g, const struct gfla_figure *net, int halvings)
{
    gfla_tensor *flow = gfla_slice_channels(g, net->limbs, 0, 2);
    for (int i = 0; i < halvings; i++)
        flow = gfla_avg_pool2(g, flow);
    return gfla_scale(g, flow, 1.0f / (float)(1 << halvings));
}

/* Flow and foreground from the features of decoder step i, at H/8 and H/4. */
static void heads(gfla_graph *g, struct gfla_figure *net, gfla_tensor *x, int i)
{
    const struct gfla_conv_layer to_flow = {.k = 3, .pad = 1, .oc = 2}, to_mask = {.k = 3, .pad = 1, .oc = 1};
    struct gfla_flow_maps *maps = &net->person.maps;
    gfla_graph_push(g, "output%d", i);
    gfla_tensor *change = gfla_conv_layer(g, x, "0", &to_flow);
    gfla_graph_pop(g);
    gfla_graph_push(g, "mask%d", i);
    gfla_tensor *mask = gfla_sigmoid(g, gfla_conv_layer(g, x, "0", &to_mask));
    gfla_graph_pop(g);
    maps->flow[i - 1] =
        gfla_graph_keep(gfla_graph_name(g, gfla_add(g, coarse_limbs(g, net, 4 - i), change), "flow%d", i));
    maps->mask[i - 1] = gfla_graph_keep(gfla_graph_name(g, mask, "mask%d", i));
}

/* The same at full resolution, and what the source shows; x: features at H/2. */
static void finest_heads(gfla_graph *g, const struct gfla_network_config *c, struct gfla_figure *net, gfla_tensor *x)
{
    const struct gfla_conv_layer mix = {.oc = c->flow_channels, .k = 3, .pad = 1}, head = {.oc = 4, .k = 3, .pad = 1};
    gfla_tensor *parts[] = {gfla_resize_bilinear(g, x, c->height, c->width, 1), net->limbs, net->moved};
    x = gfla_conv_layer(g, gfla_concat(g, parts, 3), "finest", &mix);
    x = gfla_conv_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "head", &head);
    gfla_tensor *shares = gfla_sigmoid(g, gfla_slice_channels(g, x, 2, 2)),
                *flow = gfla_add(g, gfla_slice_channels(g, net->limbs, 0, 2), gfla_slice_channels(g, x, 0, 2));
    net->full_flow = gfla_graph_keep(gfla_graph_name(g, flow, "full_flow"));
    net->full_mask = gfla_graph_keep(gfla_graph_name(g, gfla_slice_channels(g, shares, 0, 1), "full_mask"));
    net->visible = gfla_graph_keep(gfla_graph_name(g, gfla_slice_channels(g, shares, 1, 1), "visible"));
    net->warped = gfla_graph_keep(gfla_graph_name(g, gfla_warp(g, net->person.source, net->full_flow, NULL), "warped"));
}

static void flow_net(gfla_graph *g, const struct gfla_network_config *c, struct gfla_figure *net)
{
    const struct gfla_encoder encoder = flow_encoder(c);
    const struct gfla_person *person = &net->person;
    gfla_tensor *levels[GFLA_FLOW_LEVELS] = {NULL};
    gfla_graph_push(g, "flow_net");
    move_limbs(g, net);
    gfla_tensor *parts[] = {person->source, person->source_pose, person->target_pose, net->limbs, net->moved};
    gfla_tensor *x = gfla_encode(g, gfla_concat(g, parts, 5), &encoder, levels);
    for (int i = 0; i < FLOW_STEPS; i++) {
        const int level = GFLA_FLOW_LEVELS - 2 - i, oc = c->flow_channels << level;
        x = gfla_flow_step(g, x, levels[level], i, oc < c->flow_most ? oc : c->flow_most, GFLA_NORM_NONE);
        if (i == 1 || i == 2)
            heads(g, net, x, i);
    }
    finest_heads(g, c, net, x);
    gfla_graph_pop(g);
}

static gfla_tensor *encode(gfla_graph *g, gfla_tensor *src, const struct gfla_network_config *c, const char *scope,
                           gfla_tensor *levels[GFLA_ENCODER_LEVELS])
{
    const struct gfla_encoder encoder = {.n_levels = GFLA_ENCODER_LEVELS,
                                         .width = c->channels,
                                         .most = 4 * c->channels,
                                         .first_norm = GFLA_NORM_SECOND_ONLY};
    gfla_graph_push(g, "%s", scope);
    gfla_tensor *x = gfla_encode(g, src, &encoder, levels);
    gfla_graph_pop(g);
    return x;
}

/* Decoder features and the warped source, mixed once more at full resolution. */
static gfla_tensor *blend_output(gfla_graph *g, const struct gfla_network_config *c, const struct gfla_figure *net,
                                 gfla_tensor *x)
{
    const struct gfla_conv_layer merge = {.oc = c->channels, .k = 3, .pad = 1}, to_gate = {.oc = 1, .k = 3, .pad = 1};
    gfla_tensor *parts[] = {x, net->warped, net->full_mask, net->visible};
    gfla_tensor *merged = gfla_conv_layer(g, gfla_concat(g, parts, 4), "merge", &merge);
    x = gfla_add(g, x, gfla_leaky_relu(g, merged, GFLA_SLOPE));
    gfla_graph_push(g, "outconv");
    gfla_tensor *painted = gfla_output(g, x, 3);
    gfla_graph_pop(g);
    gfla_tensor *gate = gfla_sigmoid(g, gfla_conv_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "gate", &to_gate));
    return gfla_mask_blend(g, gfla_graph_name(g, painted, "painted"), net->warped, gfla_graph_name(g, gate, "gate"));
}

static void target_net(gfla_graph *g, const struct gfla_network_config *c, struct gfla_figure *net)
{
    gfla_tensor *source[GFLA_ENCODER_LEVELS] = {NULL}, *unused[GFLA_ENCODER_LEVELS];
    encode(g, net->person.source, c, "source", source);
    gfla_graph_push(g, "target");
    gfla_tensor *parts[] = {net->person.target_pose, net->warped, net->full_mask, net->visible};
    gfla_tensor *x = encode(g, gfla_concat(g, parts, 4), c, "structure", unused);
    for (int i = 0; i < GFLA_DECODER_STEPS; i++) {
        if (i < ATTENTIONS) {
            const struct gfla_attention attention = {.name = "attn",
                                                     .k = c->kernel[i],
                                                     .hidden = c->attention_channels,
                                                     .scale = 1,
                                                     .source = source[GFLA_ENCODER_LEVELS - 1 - i],
                                                     .flow = net->person.maps.flow[i],
                                                     .mask = net->person.maps.mask[i]};
            x = gfla_attend(g, x, i, &attention);
        }
        x = gfla_decoder_step(g, x, i, i == 0 ? 2 * c->channels : c->channels);
    }
    net->person.image = gfla_graph_keep(gfla_graph_name(g, blend_output(g, c, net, x), "image"));
    gfla_graph_pop(g);
}

gfla_status gfla_figure_apply(gfla_graph *g, const struct gfla_network_config *c, bool flow_only,
                              struct gfla_figure *net)
{
    gfla_status status;
    TRY(gfla_network_config_check(c, 32));
    REQUIRE(c->kernel[0] && c->kernel[1] && !c->kernel[2], GFLA_ERROR_USAGE,
            "figure has attentions at an eighth and a quarter of the image, and no other");
    net->person.maps = (struct gfla_flow_maps){{NULL}, {NULL}};
    net->person.image = NULL;
    flow_net(g, c, net);
    if (!flow_only)
        target_net(g, c, net);
    status = gfla_graph_status(g);
fail:
    return status;
}

gfla_status gfla_figure_build(gfla_graph *g, const struct gfla_network_config *c, bool flow_only,
                              struct gfla_figure *net)
{
    gfla_status status;
    *net = (struct gfla_figure){.limbs = NULL};
    TRY(gfla_network_config_check(c, 32));
    net->person.source = gfla_model_map_input(g, c, "source", 3);
    net->person.source_pose = gfla_model_map_input(g, c, "source_B", GFLA_PERSON_JOINTS);
    net->person.target_pose = gfla_model_map_input(g, c, "target_B", GFLA_PERSON_JOINTS);
    TRY(gfla_figure_apply(g, c, flow_only, net));
fail:
    return status;
}
