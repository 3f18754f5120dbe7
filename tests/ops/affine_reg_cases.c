#include "ops/affine_reg.h"

#include "ref/affine_reg_ref.h"
#include "tests/ops/pair_loss_case.h"

static const int two = 2, three = 3, five = 5;

/* What the reference takes. */
struct size {
    int planes, h, w, k;
    double scale;
};

static struct size size_of(const struct op_case *c)
{
    const int64_t *dim = c->in[0].shape.dim;
    const struct size size = {(int)(dim[0] * dim[1]), (int)dim[2], (int)dim[3], *(const int *)c->params,
                              0.1 * (double)gfla_shape_count(c->in[0].shape)};
    return size;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct size s = size_of(c);
    return gfla_affine_reg(graph, in[0], s.k, (float)s.scale);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct size s = size_of(c);
    *out = gfla_affine_reg_ref_fwd(s.planes, s.h, s.w, s.k, s.scale, in[0]);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct size s = size_of(c);
    gfla_affine_reg_ref_bwd(s.planes, s.h, s.w, s.k, s.scale, in[0], *d_out, d_in[0]);
}

#define CASE(text, n, h, w, p, ...)                                                                                    \
    {                                                                                                                  \
        .name = text, .n_in = 1, .in = {{LOSS_MAP(n, 2, h, w)}}, .params = p, .build = build, .forward = forward,      \
        .backward = backward, __VA_ARGS__                                                                              \
    }

static const struct op_case cases[] = {
    CASE("affine_reg(k=3,h=4,w=5)", 2, 4, 5, &three, .tiny = true),
    CASE("affine_reg(k=2,h=6,w=5)", 1, 6, 5, &two, ),
    CASE("affine_reg(k=3,h=9,w=11)", 2, 9, 11, &three, ),
    CASE("affine_reg(k=5,h=13,w=10)", 2, 13, 10, &five, ),
    CASE("affine_reg(k=5,h=5,w=5)", 1, 5, 5, &five, ),
};

const struct op_case_table affine_reg_cases = {"affine_reg", cases, sizeof cases / sizeof cases[0]};
