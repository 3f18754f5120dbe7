#include "ops/bce_loss.h"

#include "ref/bce_loss_ref.h"
#include "tests/ops/pair_loss_case.h"

static double scale_of(const struct op_case *c)
{
    return (double)gfla_shape_count(c->in[0].shape);
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_bce_loss(graph, in[0], in[1], (float)scale_of(c));
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_pair_ref size = pair_loss_case_size(c->in[0].shape, scale_of(c));
    *out = gfla_bce_loss_ref_fwd(&size, in[0], in[1]);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_pair_ref size = pair_loss_case_size(c->in[0].shape, scale_of(c));
    gfla_bce_loss_ref_bwd(&size, in[0], in[1], *d_out, d_in[0]);
}

/* Certain masks, right and wrong: the clamp is at work. */
static void fill_certain(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = gfla_random_below(random, 2);
}

#define PROBABILITY .lo = 0.02, .hi = 0.98

static const struct op_case cases[] = {
    {
        .name = "bce_loss(c=1,h=4,w=5)",
        .n_in = 2,
        .in = {{LOSS_MAP(2, 1, 4, 5), PROBABILITY}, {LOSS_MAP(2, 1, 4, 5), .no_grad = true, .fill = fill_certain}},
        .build = build,
        .forward = forward,
        .backward = backward,
        .tiny = true,
    },
    {
        .name = "bce_loss(c=19,h=7,w=9)",
        .n_in = 2,
        .in = {{LOSS_MAP(2, 19, 7, 9), PROBABILITY}, {LOSS_MAP(2, 19, 7, 9), .no_grad = true, PROBABILITY}},
        .build = build,
        .forward = forward,
        .backward = backward,
    },
    {
        .name = "bce_loss(c=3,h=5,w=5,certain)",
        .n_in = 2,
        .in = {{LOSS_MAP(1, 3, 5, 5), .fill = fill_certain},
               {LOSS_MAP(1, 3, 5, 5), .no_grad = true, .fill = fill_certain}},
        .build = build,
        .forward = forward,
        .tolerance = 2.5e-3,
        .reason = "float rounds 1 - 1e-6 by up to 3 % of what it lacks from 1: 0.03 in a logarithm of 13.8",
    },
};

const struct op_case_table bce_loss_cases = {"bce_loss", cases, sizeof cases / sizeof cases[0]};
