#include "ops/concat.h"

#include "ops/concat_gradient.h"
#include "ops/pointwise.h"

static const char source[] = "ops/concat.cl";

struct slice_params {
    int first;
};

static gfla_status add_range(gfla_graph *graph, gfla_tensor *src, gfla_tensor *d_dst, int64_t first)
{
    if (!src->needs_grad)
        return GFLA_OK;
    if (src->grad)
        return gfla_concat_gradient_add_range(graph, src, d_dst, first);
    return gfla_graph_add_grad(graph, src, gfla_slice_channels(graph, d_dst, first, src->shape.dim[1]));
}

static gfla_status concat_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status;
    int64_t first = 0;
    for (int i = 0; i < node->n_in; i++) {
        TRY(add_range(graph, node->in[i], node->out[0]->grad, first));
        first += node->in[i]->shape.dim[1];
    }
    return GFLA_OK;
fail:
    return status;
}

#define SOURCES 4 /* of one launch */

static int64_t channels(gfla_tensor *const *in, int n)
{
    int64_t c = 0;
    for (int i = 0; i < n; i++)
        c += in[i]->shape.dim[1];
    return c;
}

/* Writes n sources as the channels from `first` on. Launches run in order: each keeps what those before it wrote. */
static gfla_status record_sources(struct gfla_recorder *recorder, gfla_tensor *const *in, int n, const gfla_tensor *dst,
                                  int first)
{
    const struct gfla_blocked_size d = gfla_blocked_size(dst);
    const int end = first + (int)channels(in, n);
    struct gfla_arg args[2 * SOURCES + 4];
    for (int i = 0; i < SOURCES; i++) {
        args[i] = (struct gfla_arg)GFLA_ARG_BUFFER(i < n ? in[i]->buffer : NULL);
        args[SOURCES + 1 + i] = (struct gfla_arg)GFLA_ARG_I32(i < n ? in[i]->shape.dim[1] : 0);
    }
    args[SOURCES] = (struct gfla_arg)GFLA_ARG_BUFFER(dst->buffer);
    args[2 * SOURCES + 1] = (struct gfla_arg)GFLA_ARG_I32(d.blocks);
    args[2 * SOURCES + 2] = (struct gfla_arg)GFLA_ARG_I32(d.hw);
    args[2 * SOURCES + 3] = (struct gfla_arg)GFLA_ARG_I32(first);
    return gfla_record_planes(recorder, source, "concat_fwd", args, 2 * SOURCES + 4, d.hw,
                              (end + GFLA_LANES - 1) / GFLA_LANES - first / GFLA_LANES, d.n);
}

static gfla_status concat_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < node->n_in; i += SOURCES) {
        const int n = node->n_in - i < SOURCES ? node->n_in - i : SOURCES;
        TRY(record_sources(recorder, node->in + i, n, node->out[0], (int)channels(node->in, i)));
    }
fail:
    return status;
}

static const struct gfla_op concat_op = {
    .name = "concat_fwd", .differentiate = concat_differentiate, .record = concat_record};

/* Whether a and b differ in nothing but channels. */
static bool fit(gfla_graph *graph, const gfla_tensor *a, const gfla_tensor *b)
{
    const int64_t *d = a->shape.dim, *e = b->shape.dim;
    char a_text[96], b_text[96];
    if (!gfla_pointwise_blocked(graph, "a concatenation", a) || !gfla_pointwise_blocked(graph, "a concatenation", b))
        return false;
    if (d[0] == e[0] && d[2] == e[2] && d[3] == e[3])
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s and %s cannot be concatenated along channels",
                    gfla_shape_text(a->shape, a_text, sizeof a_text), gfla_shape_text(b->shape, b_text, sizeof b_text));
    return false;
}

gfla_tensor *gfla_concat(gfla_graph *graph, gfla_tensor *const *tensors, int n_tensors)
{
    int64_t c = 0;
    if (n_tensors < 1 || n_tensors > GFLA_MAX_NODE_TENSORS) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a concatenation of %d tensors; 1 to %d are possible", n_tensors,
                        GFLA_MAX_NODE_TENSORS);
        return NULL;
    }
    if (!gfla_pointwise_ready(tensors, n_tensors))
        return NULL;
    for (int i = 0; i < n_tensors; i++) {
        if (!fit(graph, tensors[0], tensors[i]))
            return NULL;
        c += tensors[i]->shape.dim[1];
    }
    const int64_t *d = tensors[0]->shape.dim;
    return gfla_pointwise_build(graph, &concat_op, tensors, n_tensors, NULL, 0, gfla_shape_4d(d[0], c, d[2], d[3]),
                                GFLA_LAYOUT_BLOCKED);
}

bool gfla_is_concat(const struct gfla_node *node)
{
    return node->op == &concat_op;
}

static gfla_status slice_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    const struct slice_params *p = node->params;
    return gfla_concat_gradient_add_placed(graph, node->in[0], node->out[0]->grad, p->first);
}

static gfla_status slice_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct slice_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[0]), d = gfla_blocked_size(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(d.n),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(d.blocks),
                                    GFLA_ARG_I32(d.hw),
                                    GFLA_ARG_I32(p->first),
                                    GFLA_ARG_I32(d.c)};
    return gfla_record_planes(recorder, source, "slice_channels_fwd", args, 8, d.hw, d.blocks, d.n);
}

static const struct gfla_op slice_op = {
    .name = "slice_channels_fwd", .differentiate = slice_differentiate, .record = slice_record};

gfla_tensor *gfla_slice_channels(gfla_graph *graph, gfla_tensor *src, int64_t first, int64_t c)
{
    if (!src || !gfla_pointwise_blocked(graph, "a slice of channels", src))
        return NULL;
    const int64_t *d = src->shape.dim;
    if (first < 0 || c < 1 || first + c > d[1]) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a slice of channels %lld to %lld of a tensor with %lld",
                        (long long)first, (long long)(first + c - 1), (long long)d[1]);
        return NULL;
    }
    const struct slice_params params = {(int)first};
    return gfla_pointwise_build(graph, &slice_op, &src, 1, &params, sizeof params, gfla_shape_4d(d[0], c, d[2], d[3]),
                                src->layout);
}

bool gfla_is_slice_channels(const struct gfla_node *node, int64_t *first)
{
    if (node->op != &slice_op)
        return false;
    *first = ((const struct slice_params *)node->params)->first;
    return true;
}
