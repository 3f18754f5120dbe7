#include "ops/conv3d.h"

#include "ops/conv2d.h"
#include "ops/pack.h"
#include "ops/window.h"

static bool check(gfla_graph *graph, const char *what, const gfla_tensor *src, const gfla_tensor *weights, int rank)
{
    char a[96], b[96];
    const struct gfla_shape *w = &weights->shape;
    if (src->layout == GFLA_LAYOUT_BLOCKED && weights->layout == GFLA_LAYOUT_PLAIN && w->rank == rank &&
        w->dim[1] == src->shape.dim[1] && (rank == 5 || src->shape.dim[3] == 1))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "%s: source %s and weights %s do not fit each other; hint: weights of %d dimensions", what,
                    gfla_shape_text(src->shape, a, sizeof a), gfla_shape_text(*w, b, sizeof b), rank);
    return false;
}

/* Channel c * size + k of the unfolded source meets weight [oc][c][k]: the order in memory is right as it is. */
static gfla_tensor *convolve(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                             const struct gfla_window *window, const struct gfla_conv2d_params *params)
{
    const int64_t *d = weights->shape.dim;
    const int64_t kh = weights->shape.rank == 5 ? d[3] : 1, kw = weights->shape.rank == 5 ? d[4] : 1;
    gfla_tensor *unfolded = gfla_window_unfold(graph, src, window);
    return gfla_conv2d(graph, unfolded, gfla_reshape(graph, weights, gfla_shape_4d(d[0], d[1] * d[2], kh, kw)), bias,
                       params);
}

gfla_tensor *gfla_conv1d(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                         const struct gfla_conv1d_params *params)
{
    if (!src || !weights || !check(graph, "conv1d", src, weights, 3))
        return NULL;
    const struct gfla_window window = {
        .size = (int)weights->shape.dim[2], .stride = params->stride, .dilation = params->dilation, .pad = params->pad};
    return convolve(graph, src, weights, bias, &window, &(struct gfla_conv2d_params){0});
}

gfla_tensor *gfla_conv3d(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                         const struct gfla_conv3d_params *params)
{
    if (!src || !weights || !check(graph, "conv3d", src, weights, 5))
        return NULL;
    if (params->frames < 1) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "conv3d: clips of %d frames", params->frames);
        return NULL;
    }
    const struct gfla_window window = {.frames = params->frames,
                                       .size = (int)weights->shape.dim[2],
                                       .stride = params->stride_t,
                                       .dilation = params->dilation_t,
                                       .pad = params->pad_t};
    return convolve(graph, src, weights, bias, &window,
                    &(struct gfla_conv2d_params){.stride = params->stride, .pad = params->pad});
}
