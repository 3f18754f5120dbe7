#include "ops/mask_blend.h"

#include "ops/pointwise.h"

static const char source[] = "ops/mask_blend.cl";

enum { BASE, TOP, MASK, D_DST };

/* Which gradients are wanted: outputs are those, in the order of the inputs. */
struct bwd_params {
    bool is_wanted[3];
};

static gfla_status mask_blend_bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct bwd_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[BASE]);
    gfla_buffer *d[3] = {NULL};
    int n = 0;
    for (int i = BASE; i <= MASK; i++)
        if (p->is_wanted[i])
            d[i] = node->out[n++]->buffer;
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[BASE]->buffer),
                                    GFLA_ARG_BUFFER(node->in[TOP]->buffer),
                                    GFLA_ARG_BUFFER(node->in[MASK]->buffer),
                                    GFLA_ARG_BUFFER(node->in[D_DST]->buffer),
                                    GFLA_ARG_BUFFER(d[BASE]),
                                    GFLA_ARG_BUFFER(d[TOP]),
                                    GFLA_ARG_BUFFER(d[MASK]),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.hw)};
    return gfla_record_planes(recorder, source, "mask_blend_bwd", args, 9, s.hw, 1, s.n);
}

static const struct gfla_op mask_blend_bwd_op = {.name = "mask_blend_bwd", .record = mask_blend_bwd_record};

static gfla_status mask_blend_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status;
    gfla_tensor *in[] = {node->in[BASE], node->in[TOP], node->in[MASK], node->out[0]->grad};
    const struct bwd_params params = {{in[BASE]->needs_grad, in[TOP]->needs_grad, in[MASK]->needs_grad}};
    struct gfla_node *bwd = gfla_graph_add(graph, &mask_blend_bwd_op, in, 4, &params, sizeof params);
    for (int i = BASE; i <= MASK; i++)
        if (params.is_wanted[i])
            TRY(gfla_graph_add_grad(graph, in[i], gfla_node_output(graph, bwd, in[i]->shape, in[i]->layout)));
    return gfla_graph_status(graph);
fail:
    return status;
}

static gfla_status mask_blend_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[BASE]);
    const int vectors = GFLA_LANES / gfla_vec_floats(recorder->device);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[BASE]->buffer),
                                    GFLA_ARG_BUFFER(node->in[TOP]->buffer),
                                    GFLA_ARG_BUFFER(node->in[MASK]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.hw)};
    return gfla_record_planes(recorder, source, "mask_blend_fwd", args, 6, s.hw * vectors, s.blocks, s.n);
}

static const struct gfla_op mask_blend_op = {
    .name = "mask_blend_fwd", .differentiate = mask_blend_differentiate, .record = mask_blend_record};

static bool is_valid(gfla_graph *graph, const gfla_tensor *base, const gfla_tensor *top, const gfla_tensor *mask)
{
    const int64_t *d = base->shape.dim;
    char mask_text[96], base_text[96];
    if (!gfla_pointwise_blocked(graph, "a mask blend", base) || !gfla_pointwise_same(graph, "a mask blend", base, top))
        return false;
    if (mask->layout == GFLA_LAYOUT_BLOCKED && gfla_shape_equal(mask->shape, gfla_shape_4d(d[0], 1, d[2], d[3])))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a mask blend of %s needs a mask of one channel and that size, not %s",
                    gfla_shape_text(base->shape, base_text, sizeof base_text),
                    gfla_shape_text(mask->shape, mask_text, sizeof mask_text));
    return false;
}

gfla_tensor *gfla_mask_blend(gfla_graph *graph, gfla_tensor *base, gfla_tensor *top, gfla_tensor *mask)
{
    gfla_tensor *in[] = {base, top, mask};
    if (!gfla_pointwise_ready(in, 3) || !is_valid(graph, base, top, mask))
        return NULL;
    return gfla_pointwise_build(graph, &mask_blend_op, in, 3, NULL, 0, base->shape, base->layout);
}

bool gfla_is_mask_blend(const struct gfla_node *node)
{
    return node->op == &mask_blend_op;
}
