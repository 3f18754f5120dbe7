#include "ops/limb_flow.h"

#include "ops/group.h"
#include "ops/pointwise.h"
#include "cl/shared/limb_flow.h"

#define LIMB_NUMBERS 12

enum { OUT_FLOW, OUT_SOURCE_ROWS, OUT_TARGET_ROWS, OUT_LIMBS /* scratch */ };

static const char source_file[] = "ops/limb_flow.cl";

static gfla_status record_limbs(struct gfla_recorder *recorder, const struct gfla_arg *args, int n_args, int64_t n)
{
    static const char kernel[] = "limb_flow_limbs";
    return gfla_takes_groups(recorder->device)
               ? gfla_record_groups(recorder, source_file, kernel, gfla_vec_options(recorder->device),
                                    (size_t[]){(size_t)n, 1, 1}, args, n_args, 0)
               : gfla_record_items(recorder, source_file, kernel, args, n_args, n);
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const int64_t *d = node->in[0]->shape.dim;
    const struct gfla_arg n = GFLA_ARG_I32((int)d[0]), h = GFLA_ARG_I32((int)d[2]), w = GFLA_ARG_I32((int)d[3]),
                          limbs = GFLA_ARG_BUFFER(node->out[OUT_LIMBS]->buffer);
    for (int i = 0; i < 2; i++)
        TRY(gfla_record_items(recorder, source_file, "limb_flow_rows",
                              (struct gfla_arg[]){GFLA_ARG_BUFFER(node->in[i]->buffer),
                                                  GFLA_ARG_BUFFER(node->out[OUT_SOURCE_ROWS + i]->buffer), n, h, w},
                              5, d[0] * 2 * d[2]));
    TRY(record_limbs(recorder,
                     (struct gfla_arg[]){GFLA_ARG_BUFFER(node->out[OUT_SOURCE_ROWS]->buffer),
                                         GFLA_ARG_BUFFER(node->out[OUT_TARGET_ROWS]->buffer), limbs, n, h, w},
                     6, d[0]));
    TRY(gfla_record_items(recorder, source_file, "limb_flow_draw",
                          (struct gfla_arg[]){limbs, GFLA_ARG_BUFFER(node->out[OUT_FLOW]->buffer), n, h, w}, 5,
                          d[0] * d[2] * d[3]));
    return GFLA_OK;
fail:
    return status;
}

static const struct gfla_op limb_flow_op = {.name = "limb_flow", .record = record};

static bool check(gfla_graph *graph, const gfla_tensor *source, const gfla_tensor *target)
{
    char text[96], other[96];
    if (!gfla_pointwise_blocked(graph, "limb_flow", source) || !gfla_pointwise_blocked(graph, "limb_flow", target))
        return false;
    if (source->shape.dim[1] == GFLA_LIMB_JOINTS && gfla_shape_equal(source->shape, target->shape))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "limb_flow: heat maps %s and %s are not both [n, %d, h, w]",
                    gfla_shape_text(source->shape, text, sizeof text),
                    gfla_shape_text(target->shape, other, sizeof other), GFLA_LIMB_JOINTS);
    return false;
}

gfla_tensor *gfla_limb_flow(gfla_graph *graph, gfla_tensor *source, gfla_tensor *target)
{
    gfla_tensor *in[] = {gfla_graph_detach(graph, source), gfla_graph_detach(graph, target)};
    if (!gfla_pointwise_ready(in, 2) || !check(graph, source, target))
        return NULL;
    const int64_t *d = source->shape.dim;
    struct gfla_node *node = gfla_graph_add(graph, &limb_flow_op, in, 2, NULL, 0);
    if (!node)
        return NULL;
    gfla_tensor *flow = gfla_node_output(graph, node, gfla_shape_4d(d[0], 3, d[2], d[3]), GFLA_LAYOUT_BLOCKED);
    for (int i = 0; i < 2; i++)
        gfla_node_output(graph, node, gfla_shape_4d(d[0], 2, d[2], 32), GFLA_LAYOUT_PLAIN);
    return gfla_node_output(graph, node, (struct gfla_shape){3, {d[0], GFLA_LIMBS, LIMB_NUMBERS}}, GFLA_LAYOUT_PLAIN)
               ? flow
               : NULL;
}
