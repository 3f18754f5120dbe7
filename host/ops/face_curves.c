#include "ops/face_curves.h"

#include "ops/pointwise.h"

static const char source[] = "ops/face_curves.cl";

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_face_curves_params *p = node->params;
    const int64_t *d = node->in[0]->shape.dim;
    const struct gfla_blocked_size size = gfla_blocked_size(node->out[0]);
    const struct gfla_arg curves = GFLA_ARG_BUFFER(node->in[0]->buffer), maps = GFLA_ARG_BUFFER(node->out[0]->buffer),
                          n = GFLA_ARG_I32(d[0]), k = GFLA_ARG_I32(d[1]), parts = GFLA_ARG_I32(p->parts),
                          h = GFLA_ARG_I32(p->h), w = GFLA_ARG_I32(p->w);
    const int64_t pixels = (int64_t)size.planes * size.hw;
    TRY(gfla_record_items(recorder, source, "face_curves_clear", (struct gfla_arg[]){maps, GFLA_ARG_I32(pixels)}, 2,
                          pixels));
    TRY(gfla_record_heavy(recorder, source, "face_curves_draw", (struct gfla_arg[]){curves, maps, n, k, parts, h, w}, 7,
                          d[0] * p->parts));
    return GFLA_OK;
fail:
    return status;
}

static const struct gfla_op face_curves_op = {.name = "face_curves", .record = record};

gfla_tensor *gfla_face_curves(gfla_graph *graph, gfla_tensor *curves, const struct gfla_face_curves_params *params)
{
    char text[96];
    if (!curves)
        return NULL;
    const int64_t *d = curves->shape.dim;
    if (curves->layout != GFLA_LAYOUT_PLAIN || curves->shape.rank != 3 || d[2] != 8) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "face_curves: the curves are %s, not [n, k, 8]",
                        gfla_shape_text(curves->shape, text, sizeof text));
        return NULL;
    }
    return gfla_pointwise_build(graph, &face_curves_op, &curves, 1, params, sizeof *params,
                                gfla_shape_4d(d[0], params->parts, params->h, params->w), GFLA_LAYOUT_BLOCKED);
}
