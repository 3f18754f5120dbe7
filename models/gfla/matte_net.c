#include "models/gfla/matte_net.h"

#include "models/gfla/photo_blocks.h"
#include "ops/activation.h"
#include "ops/bce_loss.h"
#include "ops/concat.h"
#include "ops/l1_loss.h"
#include "ops/resize.h"

#define WEIGHT_L1 1.0f
#define WEIGHT_BAND 0.5f

/* Twice as high and wide, beside the level of that size. */
static gfla_tensor *step_up(gfla_graph *g, gfla_tensor *x, gfla_tensor *level, const char *name, int oc)
{
    if (!x || !level)
        return NULL;
    gfla_tensor *const parts[] = {gfla_resize_bilinear(g, x, level->shape.dim[2], level->shape.dim[3], 1), level};
    return gfla_photo_conv(g, gfla_concat(g, parts, 2), name, oc, 1);
}

/* Half the channels of the level beside it, but at least half of the first level's. */
static int width_of(const struct gfla_network_config *c, const gfla_tensor *level)
{
    const int half = level ? (int)level->shape.dim[1] / 2 : 1;
    return half > c->channels / 2 ? half : (c->channels + 1) / 2;
}

gfla_status gfla_matte_net_build(gfla_graph *g, const struct gfla_network_config *c, struct gfla_matte_net *net)
{
    static const char *const names[] = {"decoder0", "decoder1", "decoder2", "decoder3", "decoder4"};
    static const struct gfla_conv_layer head = {.oc = 1, .k = 3, .pad = 1};
    gfla_status status;
    gfla_tensor *levels[GFLA_PHOTO_LEVELS];
    *net = (struct gfla_matte_net){0};
    TRY(gfla_network_config_check(c, 1 << GFLA_PHOTO_LEVELS));
    net->source = gfla_model_map_input(g, c, "source", 3);
    gfla_tensor *x = gfla_photo_encode(g, net->source, c, levels);
    for (int i = 0; i < GFLA_PHOTO_LEVELS - 1; i++) {
        gfla_tensor *level = levels[GFLA_PHOTO_LEVELS - 2 - i];
        x = step_up(g, x, level, names[i], width_of(c, level));
    }
    x = step_up(g, x, net->source, names[GFLA_PHOTO_LEVELS - 1], (c->channels + 1) / 2);
    x = gfla_sigmoid(g, gfla_conv_layer(g, x, "head", &head));
    net->alpha = gfla_graph_keep(gfla_graph_name(g, x, "alpha"));
    return gfla_graph_status(g);
fail:
    return status;
}

gfla_status gfla_matte_net_loss(gfla_graph *g, struct gfla_matte_net *net, struct gfla_loss_terms *terms)
{
    if (!net->alpha)
        return gfla_graph_status(g);
    net->true_alpha = gfla_graph_input(g, "true_alpha", net->alpha->shape, GFLA_LAYOUT_BLOCKED);
    net->band = gfla_graph_input(g, "band", net->alpha->shape, GFLA_LAYOUT_BLOCKED);
    gfla_loss_add(g, terms, "cross", gfla_bce_loss(g, net->alpha, net->true_alpha, 1));
    gfla_loss_add(g, terms, "l1", gfla_l1_loss(g, net->alpha, net->true_alpha, NULL, WEIGHT_L1));
    gfla_loss_add(g, terms, "band", gfla_l1_loss(g, net->alpha, net->true_alpha, net->band, WEIGHT_BAND));
    gfla_graph_keep(terms->total);
    return gfla_graph_status(g);
}
