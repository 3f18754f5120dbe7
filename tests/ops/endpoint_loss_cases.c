#include "ops/endpoint_loss.h"

#include "ref/endpoint_loss_ref.h"
#include "tests/ops/pair_loss_case.h"

static int n_of(const struct op_case *c)
{
    return (int)c->in[2].shape.dim[0];
}

static int area_of(const struct op_case *c)
{
    return (int)gfla_shape_count(c->in[2].shape) / n_of(c);
}

static double scale_of(const struct op_case *c)
{
    return n_of(c) * area_of(c);
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_endpoint_loss(graph, in[0], in[1], in[2], (float)scale_of(c));
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    *out = gfla_endpoint_loss_ref_fwd(n_of(c), area_of(c), scale_of(c), in[0], in[1], in[2]);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_endpoint_loss_ref_bwd(n_of(c), area_of(c), scale_of(c), in[0], in[1], in[2], *d_out, d_in[0]);
}

/* Weights of the training: 1 where visible, 0.5 where hidden, 0 in the background. */
static void fill_weights(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = 0.5 * gfla_random_below(random, 3);
}

#define CASE(text, n, h, w, ...)                                                                                       \
    {                                                                                                                  \
        .name = text, .n_in = 3, .build = build, .forward = forward, .backward = backward,                             \
        .in = {{LOSS_MAP(n, 2, h, w), .lo = -9, .hi = 9},                                                              \
               {LOSS_MAP(n, 2, h, w), .no_grad = true, .lo = -9, .hi = 9},                                             \
               {LOSS_MAP(n, 1, h, w), .no_grad = true, .fill = fill_weights}},                                         \
        __VA_ARGS__                                                                                                    \
    }

static const struct op_case cases[] = {
    CASE("endpoint_loss(n=2,h=4,w=5)", 2, 4, 5, .tiny = true),
    CASE("endpoint_loss(n=3,h=13,w=17)", 3, 13, 17, ),
};

const struct op_case_table endpoint_loss_cases = {"endpoint_loss", cases, sizeof cases / sizeof cases[0]};
