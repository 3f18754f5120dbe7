/* Sums, multiples and constants. */
#include "ops/add.h"
#include "ref/add_ref.h"
#include "tests/ops/op_case.h"

struct factors {
    double a, b;
};

static gfla_tensor *build_add(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct factors *f = c->params;
    return gfla_add_scaled(graph, in[0], (float)f->a, in[1], (float)f->b);
}

static void add_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const struct factors *f = c->params;
    gfla_add_scaled_ref_fwd(gfla_shape_count(c->in[0].shape), in[0], f->a, in[1], f->b, out);
}

static void add_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct factors *f = c->params;
    gfla_add_scaled_ref_bwd(gfla_shape_count(c->in[0].shape), f->a, f->b, d_out, d_in[0], d_in[1]);
}

/* Twice the same operand, so that two gradients of one tensor are summed. */
static gfla_tensor *build_scale(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct factors *f = c->params;
    return gfla_add(graph, gfla_scale(graph, in[0], (float)f->a), gfla_scale(graph, in[0], (float)f->b));
}

static void scale_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const struct factors *f = c->params;
    gfla_add_scaled_ref_fwd(gfla_shape_count(c->in[0].shape), in[0], f->a, in[0], f->b, out);
}

static void scale_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct factors *f = c->params;
    gfla_add_scaled_ref_bwd(gfla_shape_count(c->in[0].shape), f->a, f->b, d_out, d_in[0], d_in[0]);
}

static gfla_tensor *build_fill(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct factors *f = c->params;
    return gfla_add(graph, in[0], gfla_fill(graph, c->in[0].shape, c->in[0].layout, (float)f->a));
}

static void fill_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const struct factors *f = c->params;
    for (int64_t i = 0; i < gfla_shape_count(c->in[0].shape); i++)
        out[i] = in[0][i] + f->a;
}

static void fill_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_add_scaled_ref_bwd(gfla_shape_count(c->in[0].shape), 1, 0, d_out, d_in[0], NULL);
}

static const struct factors plain_sum = {1, 1}, weighted = {0.5, -3}, constant = {2.5, 0};

#define SHAPE4(n, c, h, w)                                                                                             \
    {                                                                                                                  \
        4,                                                                                                             \
        {                                                                                                              \
            n, c, h, w                                                                                                 \
        }                                                                                                              \
    }
#define BLOCKED(...)                                                                                                   \
    {                                                                                                                  \
        .shape = SHAPE4(__VA_ARGS__), .layout = GFLA_LAYOUT_BLOCKED                                                    \
    }
#define PLAIN(...)                                                                                                     \
    {                                                                                                                  \
        .shape = {__VA_ARGS__}, .layout = GFLA_LAYOUT_PLAIN                                                            \
    }
#define ADD(text, f, is_tiny, input)                                                                                   \
    {                                                                                                                  \
        .name = text, .n_in = 2, .in = {input, input}, .params = &f, .build = build_add, .forward = add_fwd,           \
        .backward = add_bwd, .tiny = is_tiny                                                                           \
    }
#define SCALE(text, f, input)                                                                                          \
    {                                                                                                                  \
        .name = text, .n_in = 1, .in = {input}, .params = &f, .build = build_scale, .forward = scale_fwd,              \
        .backward = scale_bwd, .tiny = true                                                                            \
    }
#define FILL(text, f, input)                                                                                           \
    {                                                                                                                  \
        .name = text, .n_in = 1, .in = {input}, .params = &f, .build = build_fill, .forward = fill_fwd,                \
        .backward = fill_bwd, .tiny = true                                                                             \
    }

static const struct op_case cases[] = {
    ADD("add(n=2,c=3,h=5,w=7)", plain_sum, true, BLOCKED(2, 3, 5, 7)),
    ADD("add(n=2,c=33,h=3,w=5,scaled)", weighted, true, BLOCKED(2, 33, 3, 5)),
    ADD("add(scalar)", plain_sum, true, PLAIN(0)),
    ADD("add(plain=1)", weighted, true, PLAIN(1, {1})),
    ADD("add(plain=17)", weighted, true, PLAIN(1, {17})),
    ADD("add(plain=3x5x3x3)", plain_sum, true, PLAIN(4, {3, 5, 3, 3})),
    ADD("add(plain=70001)", weighted, false, PLAIN(1, {70001})),
    SCALE("scale(n=2,c=17,h=3,w=3)", weighted, BLOCKED(2, 17, 3, 3)),
    SCALE("scale(plain=35)", weighted, PLAIN(1, {35})),
    FILL("fill(n=2,c=21,h=3,w=3)", constant, BLOCKED(2, 21, 3, 3)),
    FILL("fill(n=1,c=1,h=1,w=1)", constant, BLOCKED(1, 1, 1, 1)),
    FILL("fill(plain=19)", constant, PLAIN(1, {19})),
    FILL("fill(scalar)", constant, PLAIN(0)),
};

const struct op_case_table add_cases = {"add", cases, sizeof cases / sizeof *cases};
