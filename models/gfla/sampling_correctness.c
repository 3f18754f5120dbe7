#include "models/gfla/sampling_correctness.h"

#include "ops/correctness_loss.h"
#include "ops/flow_correlation.h"
#include "ops/resample_gaussian.h"
#include "ops/resize.h"

gfla_tensor *gfla_sampling_correctness(gfla_graph *graph, const struct gfla_sampling_correctness *terms)
{
    gfla_tensor *source = gfla_graph_detach(graph, terms->source), *target = gfla_graph_detach(graph, terms->target);
    if (!source || !target)
        return NULL;
    const int64_t h = target->shape.dim[2], w = target->shape.dim[3];
    gfla_tensor *flow = gfla_resize_nearest(graph, terms->flow, h, w);
    gfla_tensor *mask = gfla_resize_nearest(graph, terms->mask, h, w);
    gfla_tensor *sampled = gfla_resample_gaussian(graph, source, flow, NULL);
    gfla_tensor *best = gfla_flow_correlation(graph, target, source).best;
    return gfla_correctness_loss(graph, sampled, target, best, mask, terms->scale);
}
