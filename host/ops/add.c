#include "ops/add.h"

#include "ops/pointwise.h"

static const char source[] = "ops/add.cl";

struct add_params {
    float fa, fb;
};

struct scale_params {
    float factor;
};

struct fill_params {
    float value;
};

static gfla_tensor *scaled(gfla_graph *graph, gfla_tensor *tensor, float factor)
{
    return factor == 1.0f ? tensor : gfla_scale(graph, tensor, factor);
}

static gfla_status add_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status;
    const struct add_params *p = node->params;
    gfla_tensor *d_dst = node->out[0]->grad;
    if (node->in[0]->needs_grad)
        TRY(gfla_graph_add_grad(graph, node->in[0], scaled(graph, d_dst, p->fa)));
    if (node->in[1]->needs_grad)
        TRY(gfla_graph_add_grad(graph, node->in[1], scaled(graph, d_dst, p->fb)));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status add_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct add_params *p = node->params;
    const int64_t n = gfla_tensor_stored(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_F32(p->fa),
                                    GFLA_ARG_F32(p->fb),
                                    GFLA_ARG_I32(n)};
    return gfla_record_pointwise(recorder, source, "add_scaled_fwd", args, 6, n);
}

static const struct gfla_op add_op = {.name = "add_fwd", .differentiate = add_differentiate, .record = add_record};

gfla_tensor *gfla_add_scaled(gfla_graph *graph, gfla_tensor *a, float fa, gfla_tensor *b, float fb)
{
    gfla_tensor *in[] = {a, b};
    const struct add_params params = {fa, fb};
    if (!gfla_pointwise_ready(in, 2) || !gfla_pointwise_same(graph, "a sum", a, b))
        return NULL;
    return gfla_pointwise_build(graph, &add_op, in, 2, &params, sizeof params, a->shape, a->layout);
}

bool gfla_is_add_scaled(const struct gfla_node *node, float *fa, float *fb)
{
    const struct add_params *p = node->params;
    if (node->op != &add_op)
        return false;
    *fa = p->fa;
    *fb = p->fb;
    return true;
}

bool gfla_is_sum(const struct gfla_node *node)
{
    float fa, fb;
    return gfla_is_add_scaled(node, &fa, &fb) && fa == 1.0f && fb == 1.0f;
}

gfla_tensor *gfla_add(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b)
{
    return gfla_add_scaled(graph, a, 1.0f, b, 1.0f);
}

static gfla_status scale_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    const struct scale_params *p = node->params;
    return gfla_graph_add_grad(graph, node->in[0], scaled(graph, node->out[0]->grad, p->factor));
}

static gfla_status scale_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct scale_params *p = node->params;
    const int64_t n = gfla_tensor_stored(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_F32(p->factor), GFLA_ARG_I32(n)};
    return gfla_record_pointwise(recorder, source, "scale_fwd", args, 4, n);
}

static const struct gfla_op scale_op = {
    .name = "scale_fwd", .differentiate = scale_differentiate, .record = scale_record};

gfla_tensor *gfla_scale(gfla_graph *graph, gfla_tensor *src, float factor)
{
    const struct scale_params params = {factor};
    if (!src)
        return NULL;
    return gfla_pointwise_build(graph, &scale_op, &src, 1, &params, sizeof params, src->shape, src->layout);
}

bool gfla_is_scale(const struct gfla_node *node, float *factor)
{
    if (node->op != &scale_op)
        return false;
    *factor = ((const struct scale_params *)node->params)->factor;
    return true;
}

static gfla_status fill_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct fill_params *p = node->params;
    const gfla_tensor *dst = node->out[0];
    const int64_t n = gfla_tensor_stored(dst);
    const struct gfla_blocked_size s = gfla_stored_size(dst);
    const struct gfla_arg args[] = {
        GFLA_ARG_BUFFER(dst->buffer), GFLA_ARG_F32(p->value), GFLA_ARG_I32(n), GFLA_ARG_I32(s.c),
        GFLA_ARG_I32(s.blocks),       GFLA_ARG_I32(s.hw)};
    return gfla_record_pointwise(recorder, source, "fill_fwd", args, 6, n);
}

static const struct gfla_op fill_op = {.name = "fill_fwd", .record = fill_record};

gfla_tensor *gfla_fill(gfla_graph *graph, struct gfla_shape shape, enum gfla_layout layout, float value)
{
    const struct fill_params params = {value};
    return gfla_pointwise_build(graph, &fill_op, NULL, 0, &params, sizeof params, shape, layout);
}

bool gfla_is_fill(const struct gfla_node *node, float *value)
{
    if (node->op != &fill_op)
        return false;
    *value = ((const struct fill_params *)node->params)->value;
    return true;
}
