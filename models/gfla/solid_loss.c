/* What form SOLID learns from, and what it begins with. */
#include <string.h>

#include "models/gfla/solid.h"
#include "models/gfla/view_camera.h"
#include "ops/add.h"
#include "ops/bce_loss.h"
#include "ops/l1_loss.h"
#include "ops/mul.h"
#include "ops/pack.h"
#include "ops/slice.h"
#include "ops/splat_alpha.h"

#define WEIGHT_DEPTH 2.0f
#define WEIGHT_BACK_COLOUR 1.0f
#define WEIGHT_SILHOUETTE 0.25f /* of each of two */

#define POSE_STRENGTH 8.0f /* of initial weights */

static gfla_tensor *map_input(gfla_graph *g, const struct gfla_shapenet *net, const char *name, int64_t c)
{
    const int64_t side = net->config.size;
    return gfla_graph_input(g, name, gfla_shape_4d(net->config.batch, c, side, side), GFLA_LAYOUT_BLOCKED);
}

/* What is known of the source's surfaces, and what of it is seen, PLAIN: maps of one channel, which many small ops
 * read. */
struct surfaces {
    gfla_tensor *front, *back, *mask; /* back NULL where there is one surface */
};

static struct surfaces surfaces_of(gfla_graph *g, const struct gfla_shapenet *net)
{
    return (struct surfaces){gfla_loss_plain(g, net->source_depth),
                             net->config.surfaces == 2 ? gfla_loss_plain(g, net->source_back_depth) : NULL,
                             gfla_loss_plain(g, net->source_alpha)};
}

/* A depth along the camera's axis as the network has it, in radii from the centre; of a plain surface. */
static gfla_tensor *radii_of(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *surface)
{
    const float radius = gfla_shapenet_radius(&net->config);
    gfla_tensor *depth = gfla_slice(g, surface, 1, 0, 1);
    if (!depth)
        return NULL;
    gfla_tensor *centre = gfla_fill(g, depth->shape, GFLA_LAYOUT_PLAIN, GFLA_SHAPENET_DISTANCE / radius);
    return gfla_graph_keep(gfla_add_scaled(g, depth, 1 / radius, centre, -1));
}

static void add_shape_terms(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    struct gfla_view_truth *truth = &loss->truth;
    truth->source_surface = map_input(g, net, "truth_source_surface", 2);
    truth->source_back_surface = map_input(g, net, "truth_source_back_surface", 2);
    truth->source_back_colour = map_input(g, net, "truth_source_back_colour", 3);
    gfla_tensor *front = gfla_loss_plain(g, truth->source_surface),
                *back = gfla_loss_plain(g, truth->source_back_surface);
    gfla_tensor *front_known = gfla_slice(g, front, 1, 1, 1), *back_known = gfla_slice(g, back, 1, 1, 1);
    truth->front_radii = radii_of(g, net, front);
    truth->back_radii = radii_of(g, net, back);
    gfla_loss_add(
        g, &loss->terms, "front_depth",
        gfla_l1_loss(g, gfla_loss_plain(g, net->source_depth), truth->front_radii, front_known, WEIGHT_DEPTH));
    gfla_loss_add(
        g, &loss->terms, "back_depth",
        gfla_l1_loss(g, gfla_loss_plain(g, net->source_back_depth), truth->back_radii, back_known, WEIGHT_DEPTH));
    gfla_loss_add(g, &loss->terms, "back_colour",
                  gfla_l1_loss(g, net->source_back_colour, truth->source_back_colour, gfla_pack(g, back_known),
                               WEIGHT_BACK_COLOUR));
}

static gfla_tensor *covered(gfla_graph *g, const struct gfla_shapenet *net, const struct surfaces *s,
                            gfla_tensor *truth)
{
    const struct gfla_splat_alpha_params params = {.centre = GFLA_SHAPENET_DISTANCE,
                                                   .range = gfla_shapenet_radius(&net->config),
                                                   .tan_half_fov = gfla_shapenet_tan_half_fov(&net->config),
                                                   .stride = (int)(net->config.size / truth->shape.dim[3])};
    gfla_tensor *own = gfla_splat_alpha(g, s->front, s->back, s->mask, net->camera, NULL, &params);
    if (!net->mirror_camera)
        return own;
    gfla_tensor *mirrored = gfla_splat_alpha(g, s->front, s->back, s->mask, net->mirror_camera, NULL, &params);
    gfla_tensor *needed = gfla_mul(g, mirrored, truth);
    return gfla_add_scaled(g, gfla_add(g, own, needed), 1, gfla_mul(g, own, needed), -1);
}

gfla_tensor *gfla_solid_covered(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *truth)
{
    const struct surfaces s = surfaces_of(g, net);
    return covered(g, net, &s, truth);
}

/* What the points cover in the target, at H and H/4: the first is sharp, the second reaches further. */
static void add_silhouette(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    static const char *const names[] = {"truth_silhouette0", "truth_silhouette1"};
    const struct surfaces s = surfaces_of(g, net);
    gfla_tensor *cross = NULL;
    for (int i = 0; i < 2; i++) {
        const int64_t side = i == 0 ? net->config.size : net->config.size / 4;
        gfla_tensor *truth =
            gfla_graph_input(g, names[i], gfla_shape_4d(net->config.batch, 1, side, side), GFLA_LAYOUT_PLAIN);
        gfla_tensor *alpha = covered(g, net, &s, truth);
        cross = gfla_loss_sum(g, cross, gfla_bce_loss(g, alpha, truth, WEIGHT_SILHOUETTE));
        loss->truth.silhouette[i] = truth;
        if (i == 0)
            loss->truth.covered = gfla_graph_keep(alpha);
    }
    gfla_loss_add(g, &loss->terms, "silhouette", cross);
}

gfla_status gfla_solid_loss_build(gfla_graph *g, struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    *loss = (struct gfla_view_loss){0};
    if (net->config.shape_only)
        gfla_solid_cameras(g, net);
    add_shape_terms(g, net, loss);
    add_silhouette(g, net, loss);
    if (!net->config.shape_only) {
        gfla_view_loss_truth(g, net, &loss->truth);
        gfla_view_loss_flow(g, net, loss);
    }
    if (net->image) {
        loss->truth.band = map_input(g, net, "truth_band", 1);
        gfla_view_loss_image(g, net, loss->truth.band, loss);
    }
    gfla_graph_keep(loss->terms.total);
    return gfla_graph_status(g);
}

/* Biases of shape.head: tanh(-0.25) is a front 0.24 radii before the centre, 2 sigmoid(-1.1) = 0.5 its thickness,
 * and three quarters of a back's colour is the front's. */
static const float head_bias[] = {-0.25f, -1.1f, 1.1f, 0, 0, 0};

/* Weights [oc][ic][1][1] whose last input channels are a pose, which would starve beside that many features. */
static void strengthen_pose(const gfla_tensor *param, int n_numbers, float *values)
{
    const int64_t ic = param->shape.dim[1], count = gfla_shape_count(param->shape);
    for (int64_t i = 0; i < count; i++)
        values[i] *= i % ic >= ic - n_numbers ? POSE_STRENGTH : 1;
}

void gfla_solid_init(const struct gfla_shapenet_config *config, const gfla_tensor *param, struct gfla_random *random,
                     float *values)
{
    gfla_view_init(config, param, random, values);
    if (strcmp(param->name, "shape.head.bias") == 0)
        memcpy(values, head_bias, sizeof head_bias);
    if (strcmp(param->name, "target.gates.bias") == 0)
        values[2] = -2; /* the mask of the flow net is the alpha to begin with */
    if (strcmp(param->name, "shape.cat.shortcut.0.weight") == 0)
        strengthen_pose(param, GFLA_POSE_NUMBERS, values);
    if (strcmp(param->name, "flow_net.cat.model.0.shortcut.0.weight") == 0)
        strengthen_pose(param, 2 * GFLA_POSE_NUMBERS, values);
}
