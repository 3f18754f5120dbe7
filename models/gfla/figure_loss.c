#include "models/gfla/figure_loss.h"

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

/* Those of the view task (models/gfla/view_loss.c). End-point errors count in pixels of the H/4 map whatever the map. */
#define WEIGHT_ENDPOINT 0.15f
#define WEIGHT_MASK 0.5f
#define WEIGHT_WARP 1.0f
#define WEIGHT_AFFINE 0.0005f
#define WEIGHT_IMAGE 4.0f
#define WEIGHT_COARSE 2.0f

enum { EIGHTH, QUARTER, FULL };

static void add_truth(gfla_graph *g, const struct gfla_figure *net, struct gfla_figure_truth *truth)
{
    static const int divisor[GFLA_FIGURE_SCALES] = {8, 4, 1};
    static const char *const flow[] = {"truth_flow0", "truth_flow1", "truth_full_flow"},
                             *const weight[] = {"truth_weight0", "truth_weight1", "truth_full_weight"},
                             *const mask[] = {"truth_mask0", "truth_mask1", "truth_full_mask"};
    const int64_t *d = net->person.source->shape.dim;
    truth->target = gfla_graph_input(g, "target", net->person.source->shape, GFLA_LAYOUT_BLOCKED);
    for (int i = 0; i < GFLA_FIGURE_SCALES; i++) {
        const int64_t h = d[2] / divisor[i], w = d[3] / divisor[i];
        truth->flow[i] = gfla_graph_input(g, flow[i], gfla_shape_4d(d[0], 2, h, w), GFLA_LAYOUT_BLOCKED);
        truth->weight[i] = gfla_graph_input(g, weight[i], gfla_shape_4d(d[0], 1, h, w), GFLA_LAYOUT_BLOCKED);
        truth->mask[i] = gfla_graph_input(g, mask[i], gfla_shape_4d(d[0], 1, h, w), GFLA_LAYOUT_BLOCKED);
    }
}

static void add_flow_terms(gfla_graph *g, const struct gfla_figure *net, struct gfla_figure_loss *loss)
{
    static const float endpoint[] = {2 * WEIGHT_ENDPOINT, WEIGHT_ENDPOINT, WEIGHT_ENDPOINT / 4};
    static const int window[] = {3, 5};
    const struct gfla_figure_truth *truth = &loss->truth;
    const struct gfla_flow_maps *maps = &net->person.maps;
    gfla_tensor *const flow[] = {maps->flow[0], maps->flow[1], net->full_flow}, *const mask[] = {maps->mask[0],
                                                                                                 maps->mask[1],
                                                                                                 net->full_mask};
    gfla_tensor *error = NULL, *cross = NULL, *affine = NULL, *seen = gfla_loss_visible(g, truth->weight[FULL]);
    for (int i = 0; i < GFLA_FIGURE_SCALES; i++) {
        error = gfla_loss_sum(g, error, gfla_endpoint_loss(g, flow[i], truth->flow[i], truth->weight[i], endpoint[i]));
        cross = gfla_loss_sum(g, cross, gfla_bce_loss(g, mask[i], truth->mask[i], WEIGHT_MASK));
        if (i < FULL)
            affine = gfla_loss_sum(g, affine, gfla_affine_reg(g, flow[i], window[i], WEIGHT_AFFINE));
    }
    gfla_loss_add(g, &loss->terms, "endpoint", error);
    gfla_loss_add(g, &loss->terms, "mask", cross);
    gfla_loss_add(g, &loss->terms, "affine", affine);
    gfla_loss_add(g, &loss->terms, "visible", gfla_bce_loss(g, net->visible, seen, WEIGHT_MASK));
    gfla_loss_add(g, &loss->terms, "warp", gfla_l1_loss(g, net->warped, truth->target, seen, WEIGHT_WARP));
}

static void add_image_terms(gfla_graph *g, const struct gfla_figure *net, struct gfla_figure_loss *loss)
{
    gfla_tensor *image = net->person.image, *target = loss->truth.target, *coarse = NULL;
    gfla_loss_add(g, &loss->terms, "image", gfla_l1_loss(g, image, target, NULL, WEIGHT_IMAGE));
    gfla_loss_add(g, &loss->terms, "person", gfla_l1_loss(g, image, target, loss->truth.mask[FULL], WEIGHT_IMAGE / 4));
    for (int level = 0; level < 2; level++) {
        image = gfla_avg_pool2(g, image);
        target = gfla_avg_pool2(g, target);
        coarse = gfla_loss_sum(g, coarse, gfla_l1_loss(g, image, target, NULL, WEIGHT_COARSE / 2));
    }
    gfla_loss_add(g, &loss->terms, "coarse", coarse);
}

gfla_status gfla_figure_loss_build(gfla_graph *g, const struct gfla_figure *net, struct gfla_figure_loss *loss)
{
    *loss = (struct gfla_figure_loss){.terms = {.total = NULL}};
    add_truth(g, net, &loss->truth);
    add_flow_terms(g, net, loss);
    if (net->person.image)
        add_image_terms(g, net, loss);
    gfla_graph_keep(loss->terms.total);
    return gfla_graph_status(g);
}

void gfla_figure_init(const gfla_tensor *param, struct gfla_random *random, float *values)
{
    const struct gfla_shape *shape = &param->shape;
    const int64_t count = gfla_shape_count(*shape);
    const bool gate = strcmp(param->name, "target.gate.bias") == 0,
               change = strncmp(param->name, "flow_net.output", 15) == 0;
    if (shape->rank < 2) {
        for (int64_t i = 0; i < count; i++)
            values[i] = gfla_text_ends(param->name, ".weight") ? 1.0f : gate ? 2.0f : 0.0f;
        return;
    }
    const float bound = (change ? 0.1f : 1) / sqrtf((float)(count / shape->dim[0]));
    for (int64_t i = 0; i < count; i++)
        values[i] = gfla_random_uniform(random, -bound, bound);
}
