#include "cl/shared/window.h"
#include "onnx/op.h"

/* Zeros before the first and after the last frame, which are along `axis`; negative pads need none. */
static gfla_onnx_value *padded(gfla_onnx_builder *b, gfla_onnx_value *x, const struct gfla_window_args *a, int axis)
{
    int64_t pads[4] = {0};
    pads[axis] = a->pad;
    return a->pad > 0 ? gfla_onnx_pad(b, x, "constant", pads, pads) : x;
}

/* Which frame, counted after padding, each place of each window holds; by windows first, or by places first. */
static gfla_onnx_value *places(gfla_onnx_builder *b, const struct gfla_window_args *a, bool by_window)
{
    const int64_t count = (int64_t)a->size * a->dst_t;
    const int start = a->pad > 0 ? 0 : -a->pad;
    int64_t *frames = gfla_arena_alloc(gfla_onnx_builder_arena(b), (size_t)count * sizeof *frames);
    if (!frames)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    for (int t = 0; t < a->dst_t; t++)
        for (int k = 0; k < a->size; k++)
            frames[by_window ? t * a->size + k : k * a->dst_t + t] = t * a->stride + k * a->dilation + start;
    return gfla_onnx_ints(b, count, frames);
}

static gfla_onnx_value *gather(gfla_onnx_builder *b, gfla_onnx_value *x, gfla_onnx_value *indices, int axis)
{
    return gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "Gather", .in = {x, indices}, .attribute = {GFLA_ONNX_INT("axis", axis)}});
}

/* The frames of each window: of a sequence [n, c, size, t w], of a clip [n t, size, c, h w], as many pixels as a
 * frame has. */
static gfla_onnx_value *windows(gfla_onnx_builder *b, const struct gfla_window_args *a, gfla_onnx_value *src)
{
    if (a->in_rows) {
        gfla_onnx_value *x = gather(b, padded(b, src, a, 2), places(b, a, false), 2);
        return GFLA_ONNX_RESHAPE(b, x, 0, a->channels, a->size, (int64_t)a->dst_t * a->pixels);
    }
    gfla_onnx_value *clip = GFLA_ONNX_RESHAPE(b, src, -1, a->src_t, a->channels, a->pixels);
    gfla_onnx_value *x = gather(b, padded(b, clip, a, 1), places(b, a, true), 1);
    return GFLA_ONNX_RESHAPE(b, x, -1, a->size, a->channels, a->pixels);
}

static gfla_onnx_value *shaped(gfla_onnx_builder *b, gfla_onnx_value *x, const struct gfla_node *node)
{
    const int64_t *d = node->out[0]->shape.dim;
    return GFLA_ONNX_RESHAPE(b, x, -1, d[1], d[2], d[3]);
}

/* Channel c * size + k is channel c of frame k. */
static gfla_onnx_value *unfold(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const struct gfla_window_args *a = node->params;
    gfla_onnx_value *x = windows(b, a, in[0]);
    return shaped(b, a->in_rows ? x : GFLA_ONNX_TRANSPOSE(b, x, 0, 2, 1, 3), node);
}

static gfla_onnx_value *mean(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const struct gfla_window_args *a = node->params;
    struct gfla_onnx_node reduce = {
        .op = "ReduceMean", .in = {windows(b, a, in[0])}, .attribute = {GFLA_ONNX_INTS("axes", 1, a->in_rows ? 2 : 1)}};
    return shaped(b, gfla_onnx_add(b, reduce), node);
}

static const struct gfla_onnx_op ops[] = {{"window_unfold_fwd", unfold}, {"window_mean_fwd", mean}};

const struct gfla_onnx_ops window_onnx = {ops, sizeof ops / sizeof *ops};
