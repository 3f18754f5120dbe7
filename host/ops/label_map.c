#include "ops/label_map.h"

#include "ops/pointwise.h"

#define PIXELS 16 /* of a row, for one work-item */

static const char source[] = "ops/label_map.cl";

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_label_map_params *p = node->params;
    const int64_t *d = node->in[0]->shape.dim;
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(d[0]),
                                    GFLA_ARG_I32(d[1]),
                                    GFLA_ARG_I32(p->h),
                                    GFLA_ARG_I32(p->w)};
    return gfla_record_items(recorder, source, "label_map_fwd", args, 6, d[0] * p->h * ((p->w + PIXELS - 1) / PIXELS));
}

static const struct gfla_op label_map_op = {.name = "label_map", .record = record};

gfla_tensor *gfla_label_map(gfla_graph *graph, gfla_tensor *edges, const struct gfla_label_map_params *params)
{
    char text[96];
    if (!edges)
        return NULL;
    const int64_t *d = edges->shape.dim;
    if (edges->layout != GFLA_LAYOUT_PLAIN || edges->shape.rank != 3 || d[2] != 6) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "label_map: the sides of polygons are %s, not [n, k, 6]",
                        gfla_shape_text(edges->shape, text, sizeof text));
        return NULL;
    }
    return gfla_pointwise_build(graph, &label_map_op, &edges, 1, params, sizeof *params,
                                gfla_shape_4d(d[0], 1, params->h, params->w), GFLA_LAYOUT_BLOCKED);
}
