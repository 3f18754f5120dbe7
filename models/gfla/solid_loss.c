/* What form SOLID learns from, and what it begins with. */
#include <string.h>

#include "models/gfla/solid.h"
#include "models/gfla/view_camera.h"
#include "ops/add.h"
#include "ops/concat.h"
#include "ops/l1_loss.h"

#define WEIGHT_DEPTH 2.0f
#define WEIGHT_BACK_COLOUR 1.0f

#define POSE_STRENGTH 8.0f /* of initial weights */

static gfla_tensor *map_input(gfla_graph *g, const struct gfla_shapenet *net, const char *name, int64_t c)
{
    const int64_t side = net->config.size;
    return gfla_graph_input(g, name, gfla_shape_4d(net->config.batch, c, side, side), GFLA_LAYOUT_BLOCKED);
}

static gfla_tensor *known(gfla_graph *g, gfla_tensor *surface)
{
    return gfla_slice_channels(g, surface, 1, 1);
}

/* A depth along the camera's axis as the network has it, in radii from the centre. */
static gfla_tensor *radii_of(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *surface)
{
    const float radius = gfla_shapenet_radius(&net->config);
    gfla_tensor *depth = gfla_slice_channels(g, surface, 0, 1);
    gfla_tensor *centre = gfla_fill(g, net->source_alpha->shape, GFLA_LAYOUT_BLOCKED, GFLA_SHAPENET_DISTANCE / radius);
    return gfla_graph_keep(gfla_add_scaled(g, depth, 1 / radius, centre, -1));
}

static void add_shape_terms(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    struct gfla_view_truth *truth = &loss->truth;
    truth->source_surface = map_input(g, net, "truth_source_surface", 2);
    truth->source_back_surface = map_input(g, net, "truth_source_back_surface", 2);
    truth->source_back_colour = map_input(g, net, "truth_source_back_colour", 3);
    truth->front_radii = radii_of(g, net, truth->source_surface);
    truth->back_radii = radii_of(g, net, truth->source_back_surface);
    gfla_tensor *front = known(g, truth->source_surface), *back = known(g, truth->source_back_surface);
    gfla_loss_add(g, &loss->terms, "front_depth",
                  gfla_l1_loss(g, net->source_depth, truth->front_radii, front, WEIGHT_DEPTH));
    gfla_loss_add(g, &loss->terms, "back_depth",
                  gfla_l1_loss(g, net->source_back_depth, truth->back_radii, back, WEIGHT_DEPTH));
    gfla_loss_add(g, &loss->terms, "back_colour",
                  gfla_l1_loss(g, net->source_back_colour, truth->source_back_colour, back, WEIGHT_BACK_COLOUR));
}

gfla_status gfla_solid_loss_build(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    *loss = (struct gfla_view_loss){0};
    add_shape_terms(g, net, loss);
    gfla_graph_keep(loss->terms.total);
    return gfla_graph_status(g);
}

/* Biases of shape.head: tanh(-0.25) is a front 0.24 radii before the centre, 2 sigmoid(-1.1) = 0.5 its thickness,
 * and three quarters of a back's colour is the front's. */
static const float head_bias[] = {-0.25f, -1.1f, 1.1f, 0, 0, 0};

/* Weights [oc][ic][1][1] whose last input channels are a pose, which would starve beside that many features. */
static void strengthen_pose(const gfla_tensor *param, float *values)
{
    const int64_t ic = param->shape.dim[1], count = gfla_shape_count(param->shape);
    for (int64_t i = 0; i < count; i++)
        values[i] *= i % ic >= ic - GFLA_POSE_NUMBERS ? POSE_STRENGTH : 1;
}

void gfla_solid_init(const struct gfla_shapenet_config *config, const gfla_tensor *param, struct gfla_random *random,
                     float *values)
{
    gfla_view_init(config, param, random, values);
    if (strcmp(param->name, "shape.head.bias") == 0)
        memcpy(values, head_bias, sizeof head_bias);
    if (strcmp(param->name, "shape.cat.shortcut.0.weight") == 0)
        strengthen_pose(param, values);
}
