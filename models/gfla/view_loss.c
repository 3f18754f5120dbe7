#include "models/gfla/view_loss.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/affine_reg.h"
#include "ops/bce_loss.h"
#include "ops/endpoint_loss.h"
#include "ops/l1_loss.h"
#include "ops/resize.h"
#include "ops/slice.h"

/* Weights of the terms, found on rendered furniture at 128 pixels (docs/training.md). End-point errors count in pixels
 * of the H/4 map whatever the map. */
#define WEIGHT_ENDPOINT 0.15f
#define WEIGHT_MASK 0.5f
#define WEIGHT_WARP 1.0f
#define WEIGHT_AFFINE 0.0005f
#define WEIGHT_DEPTH 2.0f
#define WEIGHT_IMAGE 4.0f
#define WEIGHT_COARSE 2.0f

static gfla_tensor *map_input(gfla_graph *g, const char *name, int64_t n, int64_t c, int64_t side)
{
    return gfla_graph_input(g, name, gfla_shape_4d(n, c, side, side), GFLA_LAYOUT_BLOCKED);
}

void gfla_view_loss_truth(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_truth *truth)
{
    static const char *const flow[] = {"truth_flow0", "truth_flow1"},
                             *const weight[] = {"truth_weight0", "truth_weight1"},
                             *const mask[] = {"truth_mask0", "truth_mask1"};
    int n = net->config.batch, size = net->config.size;
    truth->target = map_input(g, "target", n, 3, size);
    for (int i = 0; i < net->n_flows; i++) {
        int64_t side = i == 0 ? size / 8 : size / 4;
        truth->flow[i] = map_input(g, flow[i], n, 2, side);
        truth->weight[i] = map_input(g, weight[i], n, 1, side);
        truth->mask[i] = map_input(g, mask[i], n, 1, side);
    }
    if (net->config.form == GFLA_FORM_PUBLISHED)
        return;
    truth->full_flow = map_input(g, "truth_full_flow", n, 2, size);
    truth->full_weight = map_input(g, "truth_full_weight", n, 1, size);
    truth->full_mask = map_input(g, "truth_full_mask", n, 1, size);
    truth->target_surface = map_input(g, "truth_target_surface", n, 2, size);
    if (net->config.form != GFLA_FORM_VIEW)
        return;
    truth->source_mask = map_input(g, "truth_source_mask", n, 1, size);
    truth->source_surface = map_input(g, "truth_source_surface", n, 2, size);
}

/* In radii of the object, where there is a surface. */
static gfla_tensor *depth_error(gfla_graph *g, float radius, gfla_tensor *radii, gfla_tensor *surface)
{
    surface = gfla_loss_plain(g, surface);
    gfla_tensor *depth = gfla_slice(g, surface, 1, 0, 1), *known = gfla_slice(g, surface, 1, 1, 1);
    gfla_tensor *centre = gfla_fill(g, radii->shape, GFLA_LAYOUT_PLAIN, GFLA_SHAPENET_DISTANCE / radius);
    depth = gfla_add_scaled(g, depth, 1 / radius, centre, -1);
    return gfla_l1_loss(g, gfla_loss_plain(g, radii), depth, known, WEIGHT_DEPTH);
}

static gfla_tensor *mask_error(gfla_graph *g, gfla_tensor *mask, gfla_tensor *truth, float weight)
{
    return gfla_bce_loss(g, gfla_loss_plain(g, mask), gfla_loss_plain(g, truth), weight);
}

/* What the PUBLISHED form does not predict, at full resolution. */
static void add_full_terms(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    const struct gfla_view_truth *truth = &loss->truth;
    gfla_tensor *cross = mask_error(g, net->full_mask, truth->full_mask, 2 * WEIGHT_MASK);
    if (net->source_mask)
        cross = gfla_add(g, cross, mask_error(g, net->source_mask, truth->source_mask, WEIGHT_MASK));
    if (net->alpha)
        cross = gfla_add(g, cross, mask_error(g, net->alpha, truth->full_mask, 2 * WEIGHT_MASK));
    gfla_loss_add(g, &loss->terms, "full_mask", cross);
    gfla_loss_add(g, &loss->terms, "visible",
                  gfla_bce_loss(g, gfla_loss_plain(g, net->visible),
                                gfla_loss_visible(g, gfla_loss_plain(g, truth->full_weight)), WEIGHT_MASK));
    if (net->source_mask)
        gfla_loss_add(g, &loss->terms, "source_depth",
                      depth_error(g, gfla_shapenet_radius(&net->config), net->source_depth, truth->source_surface));
    gfla_loss_add(g, &loss->terms, "depth",
                  depth_error(g, gfla_shapenet_radius(&net->config), net->depth, truth->target_surface));
}

void gfla_view_loss_flow(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    static const float endpoint[] = {2 * WEIGHT_ENDPOINT, WEIGHT_ENDPOINT};
    static const int window[] = {3, 5};
    const struct gfla_view_truth *truth = &loss->truth;
    gfla_tensor *error = NULL, *cross = NULL, *affine = NULL;
    for (int i = 0; i < net->n_flows; i++) {
        error =
            gfla_loss_sum(g, error, gfla_endpoint_loss(g, net->flow[i], truth->flow[i], truth->weight[i], endpoint[i]));
        cross = gfla_loss_sum(g, cross, gfla_bce_loss(g, net->mask[i], truth->mask[i], WEIGHT_MASK));
        if (net->config.form != GFLA_FORM_SOLID) /* whose flow is of a rigid thing as it is */
            affine = gfla_loss_sum(g, affine, gfla_affine_reg(g, net->flow[i], window[i], WEIGHT_AFFINE));
    }
    if (net->full_flow)
        error = gfla_loss_sum(
            g, error, gfla_endpoint_loss(g, net->full_flow, truth->full_flow, truth->full_weight, WEIGHT_ENDPOINT / 4));
    gfla_loss_add(g, &loss->terms, "endpoint", error);
    gfla_loss_add(g, &loss->terms, "mask", cross);
    gfla_loss_add(g, &loss->terms, "affine", affine);
    if (net->config.form != GFLA_FORM_PUBLISHED)
        add_full_terms(g, net, loss);
    if (net->warped)
        gfla_loss_add(g, &loss->terms, "warp", gfla_l1_loss(g, net->warped, truth->target, NULL, WEIGHT_WARP));
}

void gfla_view_loss_image(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *weight,
                          struct gfla_view_loss *loss)
{
    gfla_tensor *image = net->image, *target = loss->truth.target, *coarse = NULL;
    gfla_loss_add(g, &loss->terms, "image", gfla_l1_loss(g, image, target, weight, WEIGHT_IMAGE));
    for (int level = 0; level < 2; level++) {
        image = gfla_avg_pool2(g, image);
        target = gfla_avg_pool2(g, target);
        coarse = gfla_loss_sum(g, coarse, gfla_l1_loss(g, image, target, NULL, WEIGHT_COARSE / 2));
    }
    gfla_loss_add(g, &loss->terms, "coarse", coarse);
}

gfla_status gfla_view_loss_build(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    *loss = (struct gfla_view_loss){0};
    gfla_view_loss_truth(g, net, &loss->truth);
    gfla_view_loss_flow(g, net, loss);
    if (net->image)
        gfla_view_loss_image(g, net, NULL, loss);
    gfla_graph_keep(loss->terms.total);
    return gfla_graph_status(g);
}

void gfla_view_init(const struct gfla_shapenet_config *config, const gfla_tensor *param, struct gfla_random *random,
                    float *values)
{
    const struct gfla_shape *shape = &param->shape;
    int64_t count = gfla_shape_count(*shape), first_pose = config->flow_width * config->flow_growth;
    bool gates = strcmp(param->name, "target.gates.bias") == 0;
    bool bypass = config->form != GFLA_FORM_SOLID && strcmp(param->name, "flow_net.cat.model.0.shortcut.0.weight") == 0;
    if (shape->rank < 2) {
        for (int64_t i = 0; i < count; i++)
            values[i] = gfla_text_ends(param->name, ".weight") ? 1.0f : gates && i == 0 ? 2.0f : 0.0f;
        return;
    }
    float bound = 1 / sqrtf((float)(count / shape->dim[0]));
    for (int64_t i = 0; i < count; i++) {
        bool pose = bypass && i / (shape->dim[2] * shape->dim[3]) % shape->dim[1] >= first_pose;
        values[i] = gfla_random_uniform(random, -bound, bound) * (pose ? 8 : 1);
    }
}
