#include "models/gfla/appearance_flow.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/gfla/blocks.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/bce_loss.h"
#include "ops/concat.h"
#include "ops/conv_transpose2d.h"
#include "ops/l1_loss.h"
#include "ops/mask_blend.h"
#include "ops/pack.h"
#include "ops/warp.h"

#define N_CONVS 6
#define FIRST_SIDE 8 /* of the decoders' maps */
#define VIEW_HIDDEN 128
#define VIEW_CHANNELS 256

/* A flow of 1 is this part of an image. */
#define FLOW_UNIT (1.0f / 16)

/* As published, but for the third; see the header. */
#define WEIGHT_SAMPLED 1.0f
#define WEIGHT_MASK 0.1f
#define WEIGHT_IMAGE 1.0f

static gfla_tensor *relu_conv(gfla_graph *g, gfla_tensor *x, const char *name, int number, struct gfla_conv_layer layer)
{
    char numbered[24];
    snprintf(numbered, sizeof numbered, "%s%d", name, number);
    return gfla_relu(g, gfla_conv_layer(g, x, numbered, &layer));
}

/* A fully connected layer of vectors [n, c, 1, 1]. */
static gfla_tensor *connect(gfla_graph *g, gfla_tensor *x, int number, int oc)
{
    return relu_conv(g, x, "fc", number, (struct gfla_conv_layer){.oc = oc, .k = 1});
}

static gfla_tensor *encode_image(gfla_graph *g, const struct gfla_network_config *c, gfla_tensor *source)
{
    gfla_tensor *x = source;
    gfla_graph_push(g, "image");
    for (int i = 0; i < N_CONVS; i++)
        x = relu_conv(g, x, "conv", i, (struct gfla_conv_layer){.oc = c->channels << i, .k = 3, .stride = 2, .pad = 1});
    x = relu_conv(g, x, "fc", 0, (struct gfla_conv_layer){.oc = c->most, .k = c->height >> N_CONVS});
    x = connect(g, x, 1, c->most);
    gfla_graph_pop(g);
    return x;
}

static gfla_tensor *encode_view(gfla_graph *g, gfla_tensor *camera, gfla_tensor *mirror_camera)
{
    gfla_tensor *const cameras[] = {gfla_pack(g, camera), gfla_pack(g, mirror_camera)};
    gfla_graph_push(g, "view");
    gfla_tensor *x = connect(g, gfla_concat(g, cameras, 2), 0, VIEW_HIDDEN);
    x = connect(g, x, 1, VIEW_CHANNELS);
    gfla_graph_pop(g);
    return x;
}

/* A fully connected layer whose values are `channels` maps of 8 x 8: on one pixel, a transposed convolution is that. */
static gfla_tensor *connect_maps(gfla_graph *g, gfla_tensor *x, int number, int channels)
{
    char name[24];
    if (!x)
        return NULL;
    snprintf(name, sizeof name, "fc%d.weight", number);
    gfla_tensor *weight = gfla_graph_param(g, name, gfla_shape_4d(x->shape.dim[1], channels, FIRST_SIDE, FIRST_SIDE));
    snprintf(name, sizeof name, "fc%d.bias", number);
    gfla_tensor *bias = gfla_graph_param(g, name, gfla_shape_1d(channels));
    return gfla_relu(g, gfla_conv_transpose2d(g, x, weight, bias, &(struct gfla_conv_transpose2d_params){.stride = 1}));
}

struct decoder {
    const char *name;
    int hidden, maps; /* channels of its fully connected layers, and of the first maps */
    int channels;     /* of the result */
};

static gfla_tensor *decode(gfla_graph *g, const struct gfla_network_config *c, const struct decoder *decoder,
                           gfla_tensor *x)
{
    char name[24];
    gfla_graph_push(g, "%s", decoder->name);
    x = connect_maps(g, connect(g, x, 0, decoder->hidden), 1, decoder->maps);
    for (int i = 0, side = FIRST_SIDE; side < c->height; i++, side *= 2) {
        const int oc = 16 * c->channels >> i;
        snprintf(name, sizeof name, "deconv%d", i);
        x = gfla_relu(g, gfla_deconv_layer(g, x, name, oc > c->channels ? oc : c->channels));
    }
    x = gfla_conv_layer(g, x, "out", &(struct gfla_conv_layer){.oc = decoder->channels, .k = 3, .pad = 1});
    gfla_graph_pop(g);
    return x;
}

static gfla_status check(const struct gfla_network_config *c)
{
    gfla_status status;
    TRY(gfla_network_config_check(c, 32));
    REQUIRE(c->height == c->width && (c->height & (c->height - 1)) == 0 && c->height <= 512, GFLA_ERROR_USAGE,
            "images of %d x %d pixels: appearance-flow takes 64 x 64, 128 x 128, 256 x 256 or 512 x 512", c->width,
            c->height);
    REQUIRE(c->channels >= 2 && c->channels <= 64, GFLA_ERROR_USAGE, "width %d is not within 2 .. 64", c->channels);
    REQUIRE(c->most >= 4, GFLA_ERROR_USAGE, "greatest width %d is not within 4 .. 4096", c->most);
fail:
    return status;
}

gfla_status gfla_appearance_flow_build(gfla_graph *g, const struct gfla_network_config *c,
                                       struct gfla_appearance_flow *net)
{
    gfla_status status;
    const struct gfla_shape camera = {2, {c->batch, 12}};
    const struct decoder flow = {"flow", c->most, 2 * c->channels, 2}, mask = {"mask", c->most / 4, c->channels / 2, 1};
    *net = (struct gfla_appearance_flow){0};
    TRY(check(c));
    net->source = gfla_model_map_input(g, c, "source", 3);
    net->camera = gfla_graph_input(g, "camera", camera, GFLA_LAYOUT_PLAIN);
    net->mirror_camera = gfla_graph_input(g, "mirror_camera", camera, GFLA_LAYOUT_PLAIN);
    gfla_tensor *const parts[] = {encode_image(g, c, net->source), encode_view(g, net->camera, net->mirror_camera)};
    gfla_tensor *features = gfla_concat(g, parts, 2), *white;
    net->flow = gfla_scale(g, decode(g, c, &flow, features), FLOW_UNIT * (float)c->height);
    net->mask = gfla_sigmoid(g, decode(g, c, &mask, features));
    net->sampled = gfla_warp(g, net->source, net->flow, NULL);
    white = gfla_fill(g, net->source->shape, GFLA_LAYOUT_BLOCKED, 1);
    net->image = gfla_mask_blend(g, white, net->sampled, net->mask);
    gfla_graph_keep(gfla_graph_name(g, net->flow, "full_flow"));
    gfla_graph_keep(gfla_graph_name(g, net->mask, "full_mask"));
    gfla_graph_keep(gfla_graph_name(g, net->sampled, "sampled"));
    gfla_graph_keep(gfla_graph_name(g, net->image, "image"));
    return gfla_graph_status(g);
fail:
    return status;
}

gfla_status gfla_appearance_flow_build_views(gfla_graph *g, const struct gfla_network_config *c,
                                             struct gfla_shapenet *views)
{
    gfla_status status;
    struct gfla_appearance_flow net;
    TRY(gfla_appearance_flow_build(g, c, &net));
    *views = (struct gfla_shapenet){.config = {.form = GFLA_FORM_APPEARANCE_FLOW,
                                               .batch = c->batch,
                                               .size = c->height,
                                               .width = c->channels,
                                               .fov = c->fov},
                                    .source = net.source,
                                    .camera = net.camera,
                                    .mirror_camera = net.mirror_camera,
                                    .full_flow = net.flow,
                                    .full_mask = net.mask,
                                    .warped = net.sampled,
                                    .image = net.image};
fail:
    return status;
}

gfla_status gfla_appearance_flow_loss(gfla_graph *g, const struct gfla_shapenet *views,
                                      struct gfla_appearance_flow_truth *truth, struct gfla_loss_terms *terms)
{
    *terms = (struct gfla_loss_terms){0};
    truth->target = gfla_graph_input(g, "target", views->source->shape, GFLA_LAYOUT_BLOCKED);
    truth->mask = gfla_graph_input(g, "truth_full_mask", views->full_mask->shape, GFLA_LAYOUT_BLOCKED);
    gfla_loss_add(g, terms, "sampled", gfla_l1_loss(g, views->warped, truth->target, truth->mask, WEIGHT_SAMPLED));
    gfla_loss_add(g, terms, "mask", gfla_bce_loss(g, views->full_mask, truth->mask, WEIGHT_MASK));
    gfla_loss_add(g, terms, "image", gfla_l1_loss(g, views->image, truth->target, NULL, WEIGHT_IMAGE));
    gfla_graph_keep(terms->total);
    return gfla_graph_status(g);
}

/* How many values make one of the result: of a transposed convolution k3 s2 a quarter of the taps meet a pixel, of one
 * on a single pixel one does. */
static float fan_in(const gfla_tensor *param)
{
    const int64_t *d = param->shape.dim;
    if (strstr(param->name, ".deconv"))
        return (float)d[0] * 9 / 4;
    return strstr(param->name, ".fc1.") && d[2] == FIRST_SIDE ? (float)d[0] : (float)(d[1] * d[2] * d[3]);
}

void gfla_appearance_flow_init(const gfla_tensor *param, struct gfla_random *random, float *values)
{
    const int64_t count = gfla_shape_count(param->shape);
    const float part = strstr(param->name, ".out.") ? 0.1f : 1;
    const float bound = param->shape.rank < 4 ? 0 : part * sqrtf(6 / fan_in(param));
    for (int64_t i = 0; i < count; i++)
        values[i] = bound > 0 ? gfla_random_uniform(random, -bound, bound) : 0;
}
