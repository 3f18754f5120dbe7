/* Products of tensors, and of feature maps with maps of one channel. */
#include "ops/mul.h"
#include "ref/mul_ref.h"
#include "tests/ops/op_case.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_mul(graph, in[0], in[1]);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    gfla_mul_ref_fwd(c->in[0].shape, c->in[1].shape.dim[1], in[0], in[1], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_mul_ref_bwd(c->in[0].shape, c->in[1].shape.dim[1], in[0], in[1], d_out, d_in[0], d_in[1]);
}

#define MUL(text, how, n, a, b, h, w)                                                                                  \
    {                                                                                                                  \
        .name = text, .n_in = 2,                                                                                       \
        .in = {{.shape = {4, {n, a, h, w}}, .layout = how}, {.shape = {4, {n, b, h, w}}, .layout = how}},              \
        .build = build, .forward = forward, .backward = backward, .tiny = true                                         \
    }

static const struct op_case cases[] = {
    MUL("mul(c=21)", GFLA_LAYOUT_BLOCKED, 2, 21, 21, 5, 3),
    MUL("mul(c=1)", GFLA_LAYOUT_BLOCKED, 2, 1, 1, 5, 3),
    MUL("mul(plain=2x3x3x3)", GFLA_LAYOUT_PLAIN, 2, 3, 3, 3, 3),
    MUL("mul(c=3,map)", GFLA_LAYOUT_BLOCKED, 2, 3, 1, 7, 5),
    MUL("mul(c=33,map)", GFLA_LAYOUT_BLOCKED, 3, 33, 1, 5, 3),
    MUL("mul(c=16,map)", GFLA_LAYOUT_BLOCKED, 2, 16, 1, 3, 3),
};

const struct op_case_table mul_cases = {"mul", cases, sizeof cases / sizeof *cases};
