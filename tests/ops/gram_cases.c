#include "ops/gram.h"

#include "ops/add.h"
#include "ref/gram_ref.h"
#include "tests/ops/pair_loss_case.h"

/* The plain sums of products, so that gradients are of the order of one. */
static double scale_of(const struct op_case *c)
{
    const int64_t *dim = c->in[0].shape.dim;
    return (double)(dim[1] * dim[2] * dim[3]);
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_scale(graph, gfla_gram(graph, in[0]), (float)scale_of(c));
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *dim = c->in[0].shape.dim;
    gfla_gram_ref_fwd((int)dim[0], (int)dim[1], (int)(dim[2] * dim[3]), in[0], out);
    for (int64_t i = 0; i < dim[0] * dim[1] * dim[1]; i++)
        out[i] *= scale_of(c);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const int64_t *dim = c->in[0].shape.dim;
    gfla_gram_ref_bwd((int)dim[0], (int)dim[1], (int)(dim[2] * dim[3]), in[0], d_out, d_in[0]);
    for (int64_t i = 0; i < gfla_shape_count(c->in[0].shape); i++)
        d_in[0][i] *= scale_of(c);
}

#define CASE(text, n, c, h, w, ...)                                                                                    \
    {                                                                                                                  \
        .name = "gram(" text ")", .n_in = 1, .in = {{LOSS_MAP(n, c, h, w)}}, .build = build, .forward = forward,       \
        .backward = backward, __VA_ARGS__                                                                              \
    }

static const struct op_case cases[] = {
    CASE("n=2,c=3,h=4,w=5", 2, 3, 4, 5, .tiny = true),
    CASE("n=2,c=21,h=3,w=3", 2, 21, 3, 3, .tiny = true),
    CASE("n=1,c=16,h=9,w=7", 1, 16, 9, 7, ),
    CASE("n=3,c=37,h=17,w=13", 3, 37, 17, 13, ),
};

const struct op_case_table gram_cases = {"gram", cases, sizeof cases / sizeof cases[0]};
