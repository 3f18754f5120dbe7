#include "ops/pool.h"

#include "ref/pool_ref.h"
#include "tests/ops/op_case.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_pool(graph, in[0], c->params);
}

static struct gfla_pool_args describe(const struct op_case *c)
{
    const struct gfla_pool *p = c->params;
    const int64_t *d = c->in[0].shape.dim;
    struct gfla_pool_args a = {.planes = (int)(d[0] * d[1]),
                               .ih = (int)d[2],
                               .iw = (int)d[3],
                               .kh = p->kh ? p->kh : 1,
                               .kw = p->kw ? p->kw : 1,
                               .stride = p->stride ? p->stride : 1,
                               .ph = p->ph,
                               .pw = p->pw,
                               .whole = p->kind == GFLA_POOL_MEAN_WHOLE};
    a.oh = (a.ih + 2 * a.ph - a.kh) / a.stride + 1;
    a.ow = (a.iw + 2 * a.pw - a.kw) / a.stride + 1;
    return a;
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_pool_args a = describe(c);
    gfla_pool_ref_fwd(&a, ((const struct gfla_pool *)c->params)->kind != GFLA_POOL_MAX, in[0], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_pool_args a = describe(c);
    gfla_pool_ref_bwd(&a, ((const struct gfla_pool *)c->params)->kind != GFLA_POOL_MAX, in[0], d_out, d_in[0]);
}

#define CASE(text, n, ch, h, w, ...)                                                                                   \
    {                                                                                                                  \
        .name = "pool(" text ")", .n_in = 1, .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED}},     \
        .params = &(const struct gfla_pool){__VA_ARGS__}, .build = build, .forward = forward, .backward = backward,    \
        .tiny = true                                                                                                   \
    }

static const struct op_case cases[] = {
    CASE("max,c=17,k=3,s=2", 2, 17, 9, 7, .kh = 3, .kw = 3, .stride = 2),
    CASE("max,c=3,k=3,s=1,p=1", 2, 3, 6, 5, .kh = 3, .kw = 3, .ph = 1, .pw = 1),
    CASE("max,c=16,k=2x3,s=2,p=1x0", 1, 16, 5, 8, .kh = 2, .kw = 3, .stride = 2, .ph = 1),
    CASE("max,c=5,crop=2x1", 2, 5, 7, 4, .ph = -2, .pw = -1),
    CASE("mean,c=33,k=3,s=1,p=1", 1, 33, 5, 6, .kind = GFLA_POOL_MEAN, .kh = 3, .kw = 3, .ph = 1, .pw = 1),
    CASE("whole,c=17,k=3,s=1,p=1", 2, 17, 4, 5, .kind = GFLA_POOL_MEAN_WHOLE, .kh = 3, .kw = 3, .ph = 1, .pw = 1),
    CASE("max2,c=17,odd", 2, 17, 7, 5, .kh = 2, .kw = 2, .stride = 2),
    CASE("mean,c=4,k=5x4", 3, 4, 5, 4, .kind = GFLA_POOL_MEAN, .kh = 5, .kw = 4),
    CASE("mean,c=18,k=3,s=2", 2, 18, 8, 7, .kind = GFLA_POOL_MEAN, .kh = 3, .kw = 3, .stride = 2),
};

const struct op_case_table pool_cases = {"pool", cases, sizeof cases / sizeof *cases};
