#include "ops/gradient_loss.h"

#include "ref/gradient_loss_ref.h"
#include "tests/ops/op_case.h"

static struct gfla_gradient_loss_ref size_of(const struct op_case *c)
{
    const int64_t *d = c->in[0].shape.dim;
    return (struct gfla_gradient_loss_ref){(int)d[0], (int)d[1], (int)d[2], (int)d[3],
                                           0.5 * (double)gfla_shape_count(c->in[0].shape)};
}

/* The third input, if any, holds the weights. */
static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_gradient_loss(graph, in[0], in[1], c->n_in > 2 ? in[2] : NULL, (float)size_of(c).scale);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_gradient_loss_ref size = size_of(c);
    *out = gfla_gradient_loss_ref_fwd(&size, in[0], in[1], c->n_in > 2 ? in[2] : NULL);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_gradient_loss_ref size = size_of(c);
    gfla_gradient_loss_ref_bwd(&size, in[0], in[1], c->n_in > 2 ? in[2] : NULL, *d_out, d_in[0], d_in[1]);
}

/* Neighbours differ in the difference of the images too, where the absolute value has its kink: near steps of a random
 * sign. */
static void fill_steps(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t w = shape.dim[3], h = shape.dim[2];
    for (int64_t i = 0; i < gfla_shape_count(shape); i++) {
        const double step = (i % w + i / w % h) % 2 ? 3 : -3;
        values[i] = step + (double)gfla_random_uniform(random, -0.5f, 0.5f);
    }
}

#define MAP(n_, c_, h_, w_) .shape = {4, {n_, c_, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED
#define CASE(n_, c_, h_, w_, tiny_)                                                                                    \
    {                                                                                                                  \
        .name = "gradient_loss(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ")", .n_in = 2, .build = build,                   \
        .forward = forward, .backward = backward, .tiny = tiny_, .in = {                                               \
            {MAP(n_, c_, h_, w_)},                                                                                     \
            {MAP(n_, c_, h_, w_), .fill = fill_steps}                                                                  \
        }                                                                                                              \
    }
#define WEIGHTED(n_, c_, h_, w_, tiny_)                                                                                \
    {                                                                                                                  \
        .name = "gradient_loss(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ",weighted)", .n_in = 3, .build = build,          \
        .forward = forward, .backward = backward, .tiny = tiny_, .in = {                                               \
            {MAP(n_, c_, h_, w_)},                                                                                     \
            {MAP(n_, c_, h_, w_), .fill = fill_steps},                                                                 \
            {MAP(n_, 1, h_, w_), .no_grad = true, .lo = 0.1, .hi = 2}                                                  \
        }                                                                                                              \
    }

static const struct op_case cases[] = {CASE(2, 3, 4, 5, true), CASE(1, 3, 1, 7, true), CASE(2, 40, 17, 13, false),
                                       WEIGHTED(2, 3, 6, 7, true), WEIGHTED(2, 20, 9, 5, false)};

const struct op_case_table gradient_loss_cases = {"gradient_loss", cases, sizeof cases / sizeof *cases};
