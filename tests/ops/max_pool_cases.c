#include "ops/max_pool.h"

#include "ref/max_pool_ref.h"
#include "tests/ops/op_case.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_max_pool2(graph, in[0]);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *d = c->in[0].shape.dim;
    gfla_max_pool2_ref((int)(d[0] * d[1]), (int)d[2], (int)d[3], in[0], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const int64_t *d = c->in[0].shape.dim;
    gfla_max_pool2_ref_backward((int)(d[0] * d[1]), (int)d[2], (int)d[3], in[0], d_out, d_in[0]);
}

#define CASE(text, n, ch, h, w)                                                                                        \
    {                                                                                                                  \
        .name = "max_pool(" text ")", .n_in = 1, .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED}}, \
        .build = build, .forward = forward, .backward = backward, .tiny = true                                         \
    }

static const struct op_case cases[] = {
    CASE("c=3,h=8,w=6", 2, 3, 8, 6),
    CASE("c=17,h=7,w=5", 2, 17, 7, 5),
    CASE("c=33,h=2,w=3", 3, 33, 2, 3),
};

const struct op_case_table max_pool_cases = {"max_pool", cases, sizeof cases / sizeof *cases};
