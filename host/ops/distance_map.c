#include "ops/distance_map.h"

#include "ops/pointwise.h"

static const char source[] = "ops/distance_map.cl";

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const int *divisor = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[0]);
    const struct gfla_arg src = GFLA_ARG_BUFFER(node->in[0]->buffer), dst = GFLA_ARG_BUFFER(node->out[0]->buffer),
                          planes = GFLA_ARG_I32(s.planes), h = GFLA_ARG_I32(s.h), w = GFLA_ARG_I32(s.w);
    TRY(gfla_record_heavy(recorder, source, "distance_map_down", (struct gfla_arg[]){src, dst, planes, h, w}, 5,
                          (int64_t)s.planes * s.w));
    TRY(gfla_record_heavy(
        recorder, source, "distance_map_across",
        (struct gfla_arg[]){dst, planes, h, w, GFLA_ARG_I32(s.c), GFLA_ARG_I32(s.blocks), GFLA_ARG_I32(*divisor)}, 7,
        (int64_t)s.planes * s.h));
    return GFLA_OK;
fail:
    return status;
}

static const struct gfla_op distance_map_op = {.name = "distance_map", .record = record};

gfla_tensor *gfla_distance_map(gfla_graph *graph, gfla_tensor *src, int divisor)
{
    if (!src || !gfla_pointwise_blocked(graph, "a distance map", src))
        return NULL;
    if (divisor < 1) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a distance map in steps of %d pixels: it takes at least 1", divisor);
        return NULL;
    }
    return gfla_pointwise_build(graph, &distance_map_op, &src, 1, &divisor, sizeof divisor, src->shape, src->layout);
}
