#include "ops/pool.h"

#include "cl/shared/pool.h"
#include "ops/pointwise.h"

#define SOURCE "ops/pool.cl"

static const struct gfla_op max_fwd, max_bwd, mean_fwd, mean_bwd;

static int or_one(int value)
{
    return value ? value : 1;
}

static struct gfla_pool_args describe(const gfla_tensor *src, const struct gfla_pool *p)
{
    const struct gfla_blocked_size s = gfla_blocked_size(src);
    struct gfla_pool_args a = {.planes = s.planes,
                               .ih = s.h,
                               .iw = s.w,
                               .kh = or_one(p->kh),
                               .kw = or_one(p->kw),
                               .stride = or_one(p->stride),
                               .ph = p->ph,
                               .pw = p->pw,
                               .whole = p->kind == GFLA_POOL_MEAN_WHOLE};
    const int spare_h = a.ih + 2 * a.ph - a.kh, spare_w = a.iw + 2 * a.pw - a.kw;
    a.oh = spare_h >= 0 && a.stride > 0 ? spare_h / a.stride + 1 : 0;
    a.ow = spare_w >= 0 && a.stride > 0 ? spare_w / a.stride + 1 : 0;
    return a;
}

static bool is_possible(gfla_graph *graph, const gfla_tensor *src, const struct gfla_pool_args *a)
{
    char text[96];
    if (a->kh > 0 && a->kw > 0 && a->stride > 0 && a->ph < a->kh && a->pw < a->kw && a->oh > 0 && a->ow > 0)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "windows of %d x %d (stride %d, pads %d and %d) do not fit \"%s\" %s",
                    a->kh, a->kw, a->stride, a->ph, a->pw, src->name, gfla_shape_text(src->shape, text, sizeof text));
    return false;
}

gfla_tensor *gfla_pool(gfla_graph *graph, gfla_tensor *src, const struct gfla_pool *pool)
{
    if (!src || !gfla_pointwise_blocked(graph, "a pooling", src))
        return NULL;
    const struct gfla_pool_args a = describe(src, pool);
    if (!is_possible(graph, src, &a))
        return NULL;
    const int64_t *d = src->shape.dim;
    return gfla_pointwise_build(graph, pool->kind == GFLA_POOL_MAX ? &max_fwd : &mean_fwd, &src, 1, &a, sizeof a,
                                gfla_shape_4d(d[0], d[1], a.oh, a.ow), src->layout);
}

gfla_tensor *gfla_max_pool2(gfla_graph *graph, gfla_tensor *src)
{
    return gfla_pool(graph, src, &(struct gfla_pool){.kind = GFLA_POOL_MAX, .kh = 2, .kw = 2, .stride = 2});
}

gfla_tensor *gfla_pool_all(gfla_graph *graph, gfla_tensor *src)
{
    if (!src)
        return NULL;
    return gfla_pool(
        graph, src,
        &(struct gfla_pool){.kind = GFLA_POOL_MEAN, .kh = (int)src->shape.dim[2], .kw = (int)src->shape.dim[3]});
}

static gfla_status differentiate_max(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *src = node->in[0], *in[] = {src, node->out[0]->grad};
    return gfla_graph_add_grad(graph, src,
                               gfla_pointwise_build(graph, &max_bwd, in, 2, node->params, sizeof(struct gfla_pool_args),
                                                    src->shape, src->layout));
}

static gfla_status differentiate_mean(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *src = node->in[0];
    return gfla_graph_add_grad(graph, src,
                               gfla_pointwise_build(graph, &mean_bwd, &node->out[0]->grad, 1, node->params,
                                                    sizeof(struct gfla_pool_args), src->shape, src->layout));
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_pool_args *a = node->params;
    struct gfla_arg args[4] = {GFLA_ARG_STRUCT(a)};
    int n = 1;
    for (int i = 0; i < node->n_in; i++)
        args[n++] = GFLA_ARG_BUFFER(node->in[i]->buffer);
    args[n++] = GFLA_ARG_BUFFER(node->out[0]->buffer);
    return gfla_record_items(recorder, SOURCE, node->op->name, args, n, gfla_tensor_stored(node->out[0]) / GFLA_LANES);
}

static const struct gfla_op max_fwd = {.name = "pool_max_fwd", .differentiate = differentiate_max, .record = record};
static const struct gfla_op max_bwd = {.name = "pool_max_bwd", .record = record};
static const struct gfla_op mean_fwd = {.name = "pool_mean_fwd", .differentiate = differentiate_mean, .record = record};
static const struct gfla_op mean_bwd = {.name = "pool_mean_bwd", .record = record};
