#include "ops/window.h"

#include "cl/shared/window.h"
#include "ops/pointwise.h"

#define SOURCE "ops/window.cl"

static const struct gfla_op unfold_fwd, unfold_bwd, mean_fwd, mean_bwd;

static struct gfla_window_args describe(const gfla_tensor *src, const struct gfla_window *w)
{
    const struct gfla_blocked_size s = gfla_blocked_size(src);
    struct gfla_window_args a = {.clips = s.n, .channels = s.c, .pixels = s.w, .src_t = s.h, .in_rows = 1};
    if (w->frames > 0) {
        a.clips = s.n / w->frames;
        a.pixels = s.hw;
        a.src_t = w->frames;
        a.in_rows = 0;
    }
    a.size = w->size;
    a.stride = w->stride ? w->stride : 1;
    a.pad = w->pad;
    a.dilation = w->dilation ? w->dilation : 1;
    const int spare = a.src_t + 2 * a.pad - a.dilation * (a.size - 1) - 1;
    a.dst_t = spare >= 0 && a.stride > 0 ? spare / a.stride + 1 : 0;
    return a;
}

static bool is_possible(gfla_graph *graph, const gfla_tensor *src, const struct gfla_window_args *a)
{
    char text[96];
    if (a->size > 0 && a->stride > 0 && a->dilation > 0 && a->dst_t > 0 &&
        (a->in_rows || a->clips * a->src_t == src->shape.dim[0]))
        return true;
    gfla_graph_fail(
        graph, GFLA_ERROR_USAGE,
        "windows of %d frames (stride %d, dilation %d, pad %d) do not fit the %d frames of %d clips in \"%s\" %s",
        a->size, a->stride, a->dilation, a->pad, a->src_t, a->clips, src->name,
        gfla_shape_text(src->shape, text, sizeof text));
    return false;
}

static gfla_tensor *build(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *src,
                          const struct gfla_window *window, bool unfolds)
{
    if (!src || !gfla_pointwise_blocked(graph, op->name, src))
        return NULL;
    const struct gfla_window_args a = describe(src, window);
    if (!is_possible(graph, src, &a))
        return NULL;
    struct gfla_shape shape = src->shape;
    shape.dim[0] = a.in_rows ? a.clips : (int64_t)a.clips * a.dst_t;
    shape.dim[1] *= unfolds ? a.size : 1;
    shape.dim[2] = a.in_rows ? a.dst_t : shape.dim[2];
    return gfla_pointwise_build(graph, op, &src, 1, &a, sizeof a, shape, GFLA_LAYOUT_BLOCKED);
}

gfla_tensor *gfla_window_unfold(gfla_graph *graph, gfla_tensor *src, const struct gfla_window *window)
{
    return build(graph, &unfold_fwd, src, window, true);
}

gfla_tensor *gfla_window_mean(gfla_graph *graph, gfla_tensor *src, const struct gfla_window *window)
{
    return build(graph, &mean_fwd, src, window, false);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *src = node->in[0];
    const struct gfla_op *bwd = node->op == &unfold_fwd ? &unfold_bwd : &mean_bwd;
    return gfla_graph_add_grad(graph, src,
                               gfla_pointwise_build(graph, bwd, &node->out[0]->grad, 1, node->params,
                                                    sizeof(struct gfla_window_args), src->shape, src->layout));
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_window_args *a = node->params;
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(a), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer)};
    return gfla_record_items(recorder, SOURCE, node->op->name, args, 3, gfla_tensor_stored(node->out[0]) / GFLA_LANES);
}

static const struct gfla_op unfold_fwd = {
    .name = "window_unfold_fwd", .differentiate = differentiate, .record = record};
static const struct gfla_op unfold_bwd = {.name = "window_unfold_bwd", .record = record};
static const struct gfla_op mean_fwd = {.name = "window_mean_fwd", .differentiate = differentiate, .record = record};
static const struct gfla_op mean_bwd = {.name = "window_mean_bwd", .record = record};
