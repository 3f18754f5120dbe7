#include "ops/l1_loss.h"

#include "ref/l1_loss_ref.h"
#include "tests/ops/pair_loss_case.h"

static double scale_of(const struct op_case *c)
{
    return 0.5 * (double)gfla_shape_count(c->in[0].shape);
}

/* The third input, if any, holds the weights. */
static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_l1_loss(graph, in[0], in[1], c->n_in > 2 ? in[2] : NULL, (float)scale_of(c));
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_pair_ref size = pair_loss_case_size(c->in[0].shape, scale_of(c));
    *out = gfla_l1_loss_ref_fwd(&size, in[0], in[1], c->n_in > 2 ? in[2] : NULL);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_pair_ref size = pair_loss_case_size(c->in[0].shape, scale_of(c));
    gfla_l1_loss_ref_bwd(&size, in[0], in[1], c->n_in > 2 ? in[2] : NULL, *d_out, d_in[0], d_in[1]);
}

/* |a - b| has its kink where they meet, so b is above a on even places and below on odd ones. */
static void fill_apart(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = (i % 2 ? -1 : 1) * (double)gfla_random_uniform(random, 1.1f, 2);
}

#define WEIGHTS(n, h, w)                                                                                               \
    {                                                                                                                  \
        LOSS_MAP(n, 1, h, w), .no_grad = true, .lo = 0.1, .hi = 2                                                      \
    }

static const struct op_case cases[] = {
    {
        .name = "l1_loss(c=1,h=7,w=6,weighted,plain)",
        .n_in = 3,
        .in = {{.shape = {4, {2, 1, 7, 6}}},
               {.shape = {4, {2, 1, 7, 6}}, .fill = fill_apart},
               {.shape = {4, {2, 1, 7, 6}}, .no_grad = true, .lo = 0.1, .hi = 2}},
        .build = build,
        .forward = forward,
        .backward = backward,
        .tiny = true,
    },
    {
        .name = "l1_loss(c=3,h=4,w=5)",
        .n_in = 2,
        .in = {{LOSS_MAP(2, 3, 4, 5)}, {LOSS_MAP(2, 3, 4, 5), .fill = fill_apart}},
        .build = build,
        .forward = forward,
        .backward = backward,
        .tiny = true,
    },
    {
        .name = "l1_loss(c=40,h=17,w=13)",
        .n_in = 2,
        .in = {{LOSS_MAP(2, 40, 17, 13)}, {LOSS_MAP(2, 40, 17, 13), .fill = fill_apart}},
        .build = build,
        .forward = forward,
        .backward = backward,
    },
    {
        .name = "l1_loss(c=20,h=7,w=6,weighted)",
        .n_in = 3,
        .in = {{LOSS_MAP(2, 20, 7, 6)}, {LOSS_MAP(2, 20, 7, 6), .fill = fill_apart}, WEIGHTS(2, 7, 6)},
        .build = build,
        .forward = forward,
        .backward = backward,
    },
    {
        .name = "l1_loss(plain=37)",
        .n_in = 2,
        .in = {{LOSS_LIST(37)}, {LOSS_LIST(37), .fill = fill_apart}},
        .build = build,
        .forward = forward,
        .backward = backward,
    },
};

const struct op_case_table l1_loss_cases = {"l1_loss", cases, sizeof cases / sizeof cases[0]};
