#include "ops/resize.h"

#include "ops/pointwise.h"

static const char source[] = "ops/resize.cl";

struct resize_params {
    float value_scale;
};

/* Records the kernel that the op is named after: it reads in[0] and writes out[0]; `src` and `dst` are the sizes of the
 * forward op's input and output. */
static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node, const gfla_tensor *src,
                          const gfla_tensor *dst)
{
    const struct resize_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(src), d = gfla_blocked_size(dst);
    const int64_t n = gfla_tensor_stored(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(n),
                                    GFLA_ARG_I32(s.h),
                                    GFLA_ARG_I32(s.w),
                                    GFLA_ARG_I32(d.h),
                                    GFLA_ARG_I32(d.w),
                                    GFLA_ARG_F32(p ? p->value_scale : 0.0f)};
    return gfla_record_pointwise(recorder, source, node->op->name, args, p ? 8 : 7, n);
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record(recorder, node, node->in[0], node->out[0]);
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record(recorder, node, node->out[0], node->in[0]);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node, const struct gfla_op *op)
{
    gfla_tensor *src = node->in[0], *d_dst = node->out[0]->grad;
    const size_t params_size = node->params ? sizeof(struct resize_params) : 0;
    return gfla_graph_add_grad(
        graph, src, gfla_pointwise_build(graph, op, &d_dst, 1, node->params, params_size, src->shape, src->layout));
}

static const struct gfla_op resize_bwd_op = {.name = "resize_bilinear_bwd", .record = record_bwd};
static const struct gfla_op nearest_bwd_op = {.name = "resize_nearest_bwd", .record = record_bwd};
static const struct gfla_op pool_bwd_op = {.name = "avg_pool2_bwd", .record = record_bwd};

static gfla_status resize_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return differentiate(graph, node, &resize_bwd_op);
}

static gfla_status nearest_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return differentiate(graph, node, &nearest_bwd_op);
}

static gfla_status pool_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return differentiate(graph, node, &pool_bwd_op);
}

static const struct gfla_op resize_op = {
    .name = "resize_bilinear_fwd", .differentiate = resize_differentiate, .record = record_fwd};
static const struct gfla_op nearest_op = {
    .name = "resize_nearest_fwd", .differentiate = nearest_differentiate, .record = record_fwd};
static const struct gfla_op pool_op = {
    .name = "avg_pool2_fwd", .differentiate = pool_differentiate, .record = record_fwd};

gfla_tensor *gfla_resize_bilinear(gfla_graph *graph, gfla_tensor *src, int64_t h, int64_t w, float value_scale)
{
    const struct resize_params params = {value_scale};
    if (!src || !gfla_pointwise_blocked(graph, "a resize", src))
        return NULL;
    const int64_t *d = src->shape.dim;
    return gfla_pointwise_build(graph, &resize_op, &src, 1, &params, sizeof params, gfla_shape_4d(d[0], d[1], h, w),
                                src->layout);
}

bool gfla_is_resize_bilinear(const struct gfla_node *node, float *value_scale)
{
    if (node->op != &resize_op)
        return false;
    *value_scale = ((const struct resize_params *)node->params)->value_scale;
    return true;
}

gfla_tensor *gfla_resize_nearest(gfla_graph *graph, gfla_tensor *src, int64_t h, int64_t w)
{
    if (!src || !gfla_pointwise_blocked(graph, "a resize", src))
        return NULL;
    const int64_t *d = src->shape.dim;
    return gfla_pointwise_build(graph, &nearest_op, &src, 1, NULL, 0, gfla_shape_4d(d[0], d[1], h, w), src->layout);
}

gfla_tensor *gfla_avg_pool2(gfla_graph *graph, gfla_tensor *src)
{
    if (!src || !gfla_pointwise_blocked(graph, "a pooling", src))
        return NULL;
    const int64_t *d = src->shape.dim;
    return gfla_pointwise_build(graph, &pool_op, &src, 1, NULL, 0, gfla_shape_4d(d[0], d[1], d[2] / 2, d[3] / 2),
                                src->layout);
}
