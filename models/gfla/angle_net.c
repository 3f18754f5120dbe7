#include "models/gfla/angle_net.h"

#include <math.h>

#include "models/gfla/photo_blocks.h"
#include "ops/activation.h"
#include "ops/concat.h"
#include "ops/softmax.h"
#include "ops/softmax_cross_entropy.h"

#define WEIGHT_ELEVATION 0.33f
#define SPREAD 10.0 /* of a target, degrees: views of a grid are 20 apart, bins 10 */

static gfla_tensor *bins_of(gfla_graph *g, gfla_tensor *features, const char *name, int n, gfla_tensor **logits)
{
    const struct gfla_conv_layer layer = {.oc = n, .k = 1};
    *logits = gfla_conv_layer(g, features, name, &layer);
    return gfla_graph_keep(gfla_graph_name(g, gfla_softmax_channels(g, *logits), "%s", name));
}

gfla_status gfla_angle_net_build(gfla_graph *g, const struct gfla_network_config *c, struct gfla_angle_net *net)
{
    gfla_status status;
    gfla_tensor *levels[GFLA_PHOTO_LEVELS];
    *net = (struct gfla_angle_net){0};
    TRY(gfla_network_config_check(c, 1 << GFLA_PHOTO_LEVELS));
    REQUIRE(c->height == c->width, GFLA_ERROR_USAGE, "images of %d x %d pixels are not square", c->width, c->height);
    net->source = gfla_model_map_input(g, c, "source", 3);
    net->alpha = gfla_model_map_input(g, c, "alpha", 1);
    gfla_tensor *const parts[] = {net->source, net->alpha};
    gfla_tensor *x = gfla_photo_encode(g, gfla_concat(g, parts, 2), c, levels);
    const struct gfla_conv_layer all = {.oc = 2 * c->most, .k = c->height >> GFLA_PHOTO_LEVELS};
    x = gfla_leaky_relu(g, gfla_conv_layer(g, x, "all", &all), GFLA_SLOPE);
    net->azimuth = bins_of(g, x, "azimuth", GFLA_ANGLE_AZIMUTHS, &net->azimuth_logits);
    net->elevation = bins_of(g, x, "elevation", GFLA_ANGLE_ELEVATIONS, &net->elevation_logits);
    return gfla_graph_status(g);
fail:
    return status;
}

gfla_status gfla_angle_net_loss(gfla_graph *g, struct gfla_angle_net *net, struct gfla_loss_terms *terms)
{
    if (!net->azimuth || !net->elevation)
        return gfla_graph_status(g);
    net->true_azimuth = gfla_graph_input(g, "true_azimuth", net->azimuth->shape, GFLA_LAYOUT_BLOCKED);
    net->true_elevation = gfla_graph_input(g, "true_elevation", net->elevation->shape, GFLA_LAYOUT_BLOCKED);
    gfla_loss_add(g, terms, "azimuth", gfla_softmax_cross_entropy(g, net->azimuth_logits, net->true_azimuth, 1));
    gfla_loss_add(g, terms, "elevation",
                  gfla_softmax_cross_entropy(g, net->elevation_logits, net->true_elevation, WEIGHT_ELEVATION));
    gfla_graph_keep(terms->total);
    return gfla_graph_status(g);
}

void gfla_angle_target(double degrees, double first, int n, bool round, float *bins)
{
    double sum = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < n; k++) {
            double d = fabs(degrees - first - GFLA_ANGLE_STEP * k);
            if (round)
                d = fabs(remainder(d, GFLA_ANGLE_STEP * n));
            const double value = exp(-0.5 * d * d / (SPREAD * SPREAD));
            if (pass == 0)
                sum += value;
            else
                bins[k] = (float)(value / sum);
        }
}
