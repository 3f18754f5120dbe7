/* Bilinear and nearest resizing and 2 x 2 means. */
#include "ops/resize.h"
#include "ref/resize_ref.h"
#include "tests/ops/op_case.h"

struct target {
    int64_t h, w;
    double value_scale;
};

static gfla_tensor *build_resize(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct target *t = c->params;
    return gfla_resize_bilinear(graph, in[0], t->h, t->w, (float)t->value_scale);
}

static void resize_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const struct target *t = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_resize_bilinear_ref_fwd(d[0] * d[1], d[2], d[3], t->h, t->w, t->value_scale, in[0], out);
}

static void resize_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct target *t = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_resize_bilinear_ref_bwd(d[0] * d[1], d[2], d[3], t->h, t->w, t->value_scale, d_out, d_in[0]);
}

static gfla_tensor *build_nearest(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct target *t = c->params;
    return gfla_resize_nearest(graph, in[0], t->h, t->w);
}

static void nearest_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const struct target *t = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_resize_nearest_ref_fwd(d[0] * d[1], d[2], d[3], t->h, t->w, in[0], out);
}

static void nearest_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct target *t = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_resize_nearest_ref_bwd(d[0] * d[1], d[2], d[3], t->h, t->w, d_out, d_in[0]);
}

static gfla_tensor *build_pool(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_avg_pool2(graph, in[0]);
}

static void pool_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *d = c->in[0].shape.dim;
    gfla_avg_pool2_ref_fwd(d[0] * d[1], d[2], d[3], in[0], out);
}

static void pool_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const int64_t *d = c->in[0].shape.dim;
    gfla_avg_pool2_ref_bwd(d[0] * d[1], d[2], d[3], d_out, d_in[0]);
}

#define RESIZE(text, n, ch, h, w, ...)                                                                                 \
    {                                                                                                                  \
        .name = "resize_bilinear(" text ")", .n_in = 1,                                                                \
        .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED}},                                          \
        .params = &(const struct target){__VA_ARGS__}, .build = build_resize, .forward = resize_fwd,                   \
        .backward = resize_bwd, .tiny = true                                                                           \
    }
#define NEAREST(text, n, ch, h, w, ...)                                                                                \
    {                                                                                                                  \
        .name = "resize_nearest(" text ")", .n_in = 1,                                                                 \
        .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED}},                                          \
        .params = &(const struct target){__VA_ARGS__}, .build = build_nearest, .forward = nearest_fwd,                 \
        .backward = nearest_bwd, .tiny = true                                                                          \
    }
#define POOL(n, ch, h, w)                                                                                              \
    {                                                                                                                  \
        .name = "avg_pool2(n=" #n ",c=" #ch ",h=" #h ",w=" #w ")", .n_in = 1,                                          \
        .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED}}, .build = build_pool,                     \
        .forward = pool_fwd, .backward = pool_bwd, .tiny = true                                                        \
    }

static const struct op_case cases[] = {
    RESIZE("twice,c=2,flow", 2, 2, 8, 8, 16, 16, 2),
    RESIZE("four times,c=1", 2, 1, 4, 3, 16, 12, 1),
    RESIZE("odd up,c=17", 2, 17, 5, 7, 11, 9, 0.5),
    RESIZE("half,c=3", 2, 3, 12, 10, 6, 5, 1),
    RESIZE("odd down,c=21", 2, 21, 13, 11, 5, 4, 1),
    RESIZE("skips pixels,c=3", 2, 3, 19, 23, 3, 2, 1),
    RESIZE("one pixel to many,c=33", 2, 33, 1, 1, 5, 3, 1),
    RESIZE("many to one pixel,c=3", 2, 3, 5, 4, 1, 1, 1),
    RESIZE("the same size,c=16", 2, 16, 5, 3, 5, 3, 1),
    NEAREST("twice,c=2", 2, 2, 4, 3, 8, 6, 1),
    NEAREST("odd up,c=17", 2, 17, 5, 7, 11, 9, 1),
    NEAREST("odd down,c=21", 2, 21, 13, 11, 5, 4, 1),
    NEAREST("skips pixels,c=1", 2, 1, 19, 23, 3, 2, 1),
    NEAREST("many to one pixel,c=3", 1, 3, 5, 4, 1, 1, 1),
    NEAREST("the same size,c=16", 2, 16, 5, 3, 5, 3, 1),
    POOL(2, 3, 8, 6),
    POOL(2, 17, 7, 5),
    POOL(3, 33, 2, 3),
};

const struct op_case_table resize_cases = {"resize", cases, sizeof cases / sizeof *cases};
