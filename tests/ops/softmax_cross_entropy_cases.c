/* Cross-entropy of classes; 36 are the azimuths of the angle net. */
#include "ops/softmax_cross_entropy.h"
#include "ref/softmax_cross_entropy_ref.h"
#include "tests/ops/pair_loss_case.h"

/* Gradients of the order of one. */
static double scale_of(const struct op_case *c)
{
    const int64_t *dim = c->in[0].shape.dim;
    return (double)(dim[0] * dim[2] * dim[3]);
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_softmax_cross_entropy(graph, in[0], in[1], (float)scale_of(c));
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    *out = gfla_softmax_cross_entropy_ref_fwd(c->in[0].shape, scale_of(c), in[0], in[1]);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_softmax_cross_entropy_ref_bwd(c->in[0].shape, scale_of(c), in[0], in[1], *d_out, d_in[0]);
}

/* One class of each pixel is right; of the last pixel none is known. */
static void fill_one_hot(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t c = shape.dim[1], hw = shape.dim[2] * shape.dim[3], n = shape.dim[0] * hw;
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = 0;
    for (int64_t i = 0; i + 1 < n; i++)
        values[i / hw * c * hw + gfla_random_below(random, (uint32_t)c) * hw + i % hw] = 1;
}

#define CROSS_ENTROPY(text, n, ch, h, w, from, to, ...)                                                                \
    {                                                                                                                  \
        .name = text, .n_in = 2,                                                                                       \
        .in = {{LOSS_MAP(n, ch, h, w), .lo = from, .hi = to}, {LOSS_MAP(n, ch, h, w), .no_grad = true, __VA_ARGS__}},  \
        .build = build, .forward = forward, .backward = backward, .tiny = true                                         \
    }

static const struct op_case cases[] = {
    CROSS_ENTROPY("softmax_cross_entropy(c=36)", 5, 36, 1, 1, -2, 2, .fill = fill_one_hot),
    CROSS_ENTROPY("softmax_cross_entropy(c=16)", 2, 16, 3, 5, -2, 2, .fill = fill_one_hot),
    CROSS_ENTROPY("softmax_cross_entropy(c=1)", 2, 1, 3, 3, -2, 2, .lo = 0, .hi = 1),
    CROSS_ENTROPY("softmax_cross_entropy(c=19,soft)", 3, 19, 7, 5, -2, 2, .lo = 0, .hi = 0.2),
    CROSS_ENTROPY("softmax_cross_entropy(c=9,low)", 2, 9, 3, 3, -300, -290, .fill = fill_one_hot),
    CROSS_ENTROPY("softmax_cross_entropy(c=25,high)", 2, 25, 3, 3, 95, 105, .fill = fill_one_hot),
};

const struct op_case_table softmax_cross_entropy_cases = {"softmax_cross_entropy", cases, sizeof cases / sizeof *cases};
