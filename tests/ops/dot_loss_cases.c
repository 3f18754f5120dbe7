#include "ops/dot_loss.h"

#include "ref/dot_loss_ref.h"
#include "tests/ops/pair_loss_case.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    (void)c;
    return gfla_dot(graph, in[0], in[1]);
}

/* A sum: the mean times the number of elements. */
static struct gfla_pair_ref size_of(const struct op_case *c)
{
    return pair_loss_case_size(c->in[0].shape, (double)gfla_shape_count(c->in[0].shape));
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_pair_ref size = size_of(c);
    *out = gfla_dot_loss_ref_fwd(&size, in[0], in[1], NULL);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_pair_ref size = size_of(c);
    gfla_dot_loss_ref_bwd(&size, in[0], in[1], NULL, *d_out, d_in[0], d_in[1]);
}

#define CASE(text, is_tiny, ...)                                                                                       \
    {                                                                                                                  \
        .name = text, .n_in = 2, .in = {{__VA_ARGS__}, {__VA_ARGS__}}, .build = build, .forward = forward,             \
        .backward = backward, .tiny = is_tiny                                                                          \
    }

static const struct op_case cases[] = {
    CASE("dot(c=19,h=9,w=7)", true, LOSS_MAP(2, 19, 9, 7)),
    CASE("dot(plain=1)", true, LOSS_LIST(1)),
    CASE("dot(plain=16)", true, LOSS_LIST(16)),
    CASE("dot(plain=70001)", false, LOSS_LIST(70001)),
};

const struct op_case_table dot_loss_cases = {"dot_loss", cases, sizeof cases / sizeof cases[0]};
