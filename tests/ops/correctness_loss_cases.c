#include "ops/correctness_loss.h"

#include "ref/correctness_loss_ref.h"
#include "tests/ops/pair_loss_case.h"

static struct gfla_correctness_loss_ref size_of(const struct op_case *c)
{
    const int64_t *dim = c->in[0].shape.dim;
    return (struct gfla_correctness_loss_ref){(int)dim[0], (int)dim[1], (int)(dim[2] * dim[3]),
                                              (double)(dim[0] * dim[2] * dim[3])};
}

static const double *weight_of(const struct op_case *c, const double *const *in)
{
    return c->n_in > 3 ? in[3] : NULL;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_correctness_loss(graph, in[0], in[1], in[2], c->n_in > 3 ? in[3] : NULL, (float)size_of(c).scale);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_correctness_loss_ref size = size_of(c);
    *out = gfla_correctness_loss_ref_fwd(&size, in[0], in[1], in[2], weight_of(c, in));
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_correctness_loss_ref size = size_of(c);
    gfla_correctness_loss_ref_bwd(&size, in[0], in[1], in[2], weight_of(c, in), *d_out, d_in[0]);
}

static void fill_mask(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = gfla_random_below(random, 3) ? 1 : 0;
}

static void fill_zero(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = 0;
}

/* Every third position of the target shows nothing. */
static void fill_some(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t plane = shape.dim[2] * shape.dim[3];
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = i % plane % 3 == 1 ? 0 : (double)gfla_random_uniform(random, 0, 1);
}

#define CASE(text, inputs, target, n, c, h, w, ...)                                                                    \
    {                                                                                                                  \
        .name = "correctness_loss(" text ")", .n_in = inputs, .build = build, .forward = forward,                      \
        .backward = backward,                                                                                          \
        .in = {{LOSS_MAP(n, c, h, w)},                                                                                 \
               {LOSS_MAP(n, c, h, w), .no_grad = true, .fill = target},                                                \
               {LOSS_MAP(n, 1, h, w), .no_grad = true, .lo = 0.5, .hi = 1},                                            \
               __VA_ARGS__},                                                                                           \
        .tiny = (h) < 6                                                                                                \
    }

static const struct op_case cases[] = {
    CASE("c=3,h=4,w=5", 3, NULL, 2, 3, 4, 5, ),
    CASE("c=21,h=5,w=3,mask", 4, NULL, 2, 21, 5, 3, {LOSS_MAP(2, 1, 5, 3), .no_grad = true, .fill = fill_mask}),
    CASE("c=37,h=13,w=11,empty places", 3, fill_some, 3, 37, 13, 11, ),
    CASE("c=4,h=3,w=2,nothing masked", 4, NULL, 1, 4, 3, 2, {LOSS_MAP(1, 1, 3, 2), .no_grad = true, .fill = fill_zero}),
};

const struct op_case_table correctness_loss_cases = {"correctness_loss", cases, sizeof cases / sizeof cases[0]};
