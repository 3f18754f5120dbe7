#include "ops/logistic_loss.h"

#include "ref/logistic_loss_ref.h"
#include "tests/ops/pair_loss_case.h"

static double scale_of(const struct op_case *c)
{
    return (double)gfla_shape_count(c->in[0].shape);
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_logistic_loss(graph, in[0], in[1], (float)scale_of(c));
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_pair_ref size = pair_loss_case_size(c->in[0].shape, scale_of(c));
    *out = gfla_logistic_loss_ref_fwd(&size, in[0], in[1]);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_pair_ref size = pair_loss_case_size(c->in[0].shape, scale_of(c));
    gfla_logistic_loss_ref_bwd(&size, in[0], in[1], *d_out, d_in[0]);
}

/* Doubtful verdicts and certain ones, for which exp would overflow in the plain form. */
static void fill_verdicts(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = gfla_random_uniform(random, -3, 3) * (gfla_random_below(random, 8) ? 1 : 60);
}

static void fill_sides(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = gfla_random_below(random, 2) ? 1 : -1;
}

#define CASE(text, is_tiny, ...)                                                                                       \
    {                                                                                                                  \
        .name = "logistic_loss(" text ")", .n_in = 2,                                                                  \
        .in = {{__VA_ARGS__, .fill = fill_verdicts}, {__VA_ARGS__, .no_grad = true, .fill = fill_sides}},              \
        .build = build, .forward = forward, .backward = backward, .tiny = is_tiny                                      \
    }

static const struct op_case cases[] = {
    CASE("c=1,h=4,w=5", true, LOSS_MAP(2, 1, 4, 5)),
    CASE("c=19,h=7,w=9", false, LOSS_MAP(2, 19, 7, 9)),
    CASE("plain=37", true, LOSS_LIST(37)),
};

const struct op_case_table logistic_loss_cases = {"logistic_loss", cases, sizeof cases / sizeof cases[0]};
