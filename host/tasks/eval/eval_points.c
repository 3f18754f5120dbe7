#include "tasks/eval/eval_points.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tasks/eval/metrics.h"

/* Channels of a drawing (ops/point_splat.h): colours, depth, and whether a point fell. */
enum { HIT = 4 };

bool gfla_eval_points_has(const struct gfla_view_model *network)
{
    return network->net.config.form == GFLA_FORM_SOLID && network->net.drawn;
}

static size_t area_of(const struct gfla_view_model *network)
{
    return (size_t)network->net.config.size * (size_t)network->net.config.size;
}

/* Adds a drawing where no other has a point. */
static void add_drawing(const float *drawing, int n_channels, size_t n, size_t area, float *predicted, float *hits)
{
    for (size_t i = 0; i < n; i++, drawing += (size_t)n_channels * area)
        for (size_t p = 0; p < area; p++) {
            if (hits[i * area + p] > 0 || !(drawing[HIT * area + p] > 0))
                continue;
            hits[i * area + p] = 1;
            for (size_t c = 0; c < 3; c++)
                predicted[(3 * i + c) * area + p] = drawing[c * area + p];
        }
}

gfla_status gfla_eval_points_get(struct gfla_view_model *network, float *predicted, float *hits)
{
    gfla_status status;
    gfla_tensor *const drawings[] = {network->net.drawn, network->net.mirror_drawn};
    const size_t area = area_of(network), n = (size_t)network->net.config.batch;
    const int n_channels = (int)network->net.drawn->shape.dim[1];
    float *drawing = NULL;
    TRY(gfla_calloc(&drawing, n * area * (size_t)n_channels, sizeof *drawing, "points"));
    for (size_t i = 0; i < 3 * n * area; i++)
        predicted[i] = 1;
    for (size_t i = 0; i < n * area; i++)
        hits[i] = 0;
    for (int i = 0; i < 2 && drawings[i]; i++) {
        TRY(gfla_view_model_get(network, drawings[i], drawing));
        add_drawing(drawing, n_channels, n, area, predicted, hits);
    }
fail:
    free(drawing);
    return status;
}

static void add_to_all(gfla_evaluation *e, int method, int item, const struct gfla_pair_batch *b, enum gfla_score score,
                       double value)
{
    for (int i = 0; i < b->n; i++) {
        struct gfla_pose source, target;
        gfla_evaluation_poses(b, i, &source, &target);
        gfla_evaluation_add_score(e, method, item, source, target, score, value);
    }
}

/* The error of a depth of the source, which all pairs share: `surface` [2][area] is its depth along the axis, and where
 * there is one. Nothing is added where there is none. */
static gfla_status score_depth(struct gfla_view_model *network, gfla_evaluation *e, int method, int item,
                               const struct gfla_pair_batch *b, enum gfla_score score)
{
    gfla_status status = GFLA_OK;
    const bool is_front = score == GFLA_SCORE_FRONT_DEPTH;
    const float *surface = is_front ? b->source_surface : b->source_back_surface;
    const float radius = gfla_shapenet_radius(&network->net.config);
    const int size = network->net.config.size;
    const size_t area = area_of(network);
    double n_known = 0;
    float *values = NULL;
    if (!surface)
        return GFLA_OK;
    TRY(gfla_calloc(&values, ((size_t)b->n + 1) * area, sizeof *values, "depths"));
    float *const truth = values + (size_t)b->n * area;
    for (size_t p = 0; p < area; p++) {
        truth[p] = (surface[p] - GFLA_SHAPENET_DISTANCE) / radius;
        n_known += (double)surface[area + p];
    }
    TRY(gfla_view_model_get(network, is_front ? network->net.source_depth : network->net.source_back_depth, values));
    if (n_known > 0)
        add_to_all(e, method, item, b, score, gfla_metric_l1_masked(values, truth, surface + area, 1, size, size));
fail:
    free(values);
    return status;
}

gfla_status gfla_eval_points_score(struct gfla_view_model *network, gfla_evaluation *e, int method, int item,
                                   const struct gfla_pair_batch *b, const float *hits)
{
    gfla_status status;
    const size_t area = area_of(network);
    TRY(score_depth(network, e, method, item, b, GFLA_SCORE_FRONT_DEPTH));
    TRY(score_depth(network, e, method, item, b, GFLA_SCORE_BACK_DEPTH));
    for (int i = 0; i < b->n; i++) {
        struct gfla_pose source, target;
        gfla_evaluation_poses(b, i, &source, &target);
        gfla_evaluation_add_score(
            e, method, item, source, target, GFLA_SCORE_COVERAGE,
            gfla_metric_coverage(hits + (size_t)i * area, b->mask[GFLA_SCALE_1] + (size_t)i * area, area));
    }
fail:
    return status;
}
