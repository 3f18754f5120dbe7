#include "ops/ssim_loss.h"

#include "ref/ssim_loss_ref.h"
#include "tests/ops/op_case.h"

static struct gfla_ssim_loss_ref size_of(const struct op_case *c)
{
    const int64_t *d = c->in[0].shape.dim;
    return (struct gfla_ssim_loss_ref){(int)d[0], (int)d[1], (int)d[2], (int)d[3],
                                       0.5 * (double)gfla_shape_count(c->in[0].shape)};
}

/* The third input, if any, holds the weights. */
static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_ssim_loss(graph, in[0], in[1], c->n_in > 2 ? in[2] : NULL, (float)size_of(c).scale);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_ssim_loss_ref size = size_of(c);
    *out = gfla_ssim_loss_ref_fwd(&size, in[0], in[1], c->n_in > 2 ? in[2] : NULL);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_ssim_loss_ref size = size_of(c);
    gfla_ssim_loss_ref_bwd(&size, in[0], in[1], c->n_in > 2 ? in[2] : NULL, *d_out, d_in[0]);
}

/* Little structure, as in the shades of an object: variances near the constants of SSIM. */
static void fill_smooth(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t w = shape.dim[3];
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = 0.8 - (double)(i % w) / (double)w + (double)gfla_random_uniform(random, -0.05f, 0.05f);
}

#define IMAGE(n_, c_, h_, w_) .shape = {4, {n_, c_, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED
#define COMMON(text_, n_, c_, h_, w_) .name = "ssim_loss(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ text_ ")"
#define FUNCTIONS .build = build, .forward = forward, .backward = backward

static const struct op_case cases[] = {
    {
        COMMON("", 1, 3, 11, 11),
        FUNCTIONS,
        .n_in = 2,
        .in = {{IMAGE(1, 3, 11, 11)}, {IMAGE(1, 3, 11, 11), .no_grad = true}},
        .tiny = true,
    },
    {
        COMMON("", 2, 2, 12, 14),
        FUNCTIONS,
        .n_in = 2,
        .in = {{IMAGE(2, 2, 12, 14)}, {IMAGE(2, 2, 12, 14), .no_grad = true}},
        .tiny = true,
    },
    {
        COMMON(",weighted", 2, 1, 15, 13),
        FUNCTIONS,
        .n_in = 3,
        .in = {{IMAGE(2, 1, 15, 13)},
               {IMAGE(2, 1, 15, 13), .no_grad = true},
               {IMAGE(2, 1, 15, 13), .no_grad = true, .lo = 0.1, .hi = 2}},
    },
    {
        COMMON(",weighted,smooth", 2, 3, 27, 33),
        FUNCTIONS,
        .tolerance = 2e-5,
        .grad_tolerance = 5e-5,
        .reason = "variances are small differences of squares, here a thousandth of them",
        .n_in = 3,
        .in = {{IMAGE(2, 3, 27, 33), .fill = fill_smooth},
               {IMAGE(2, 3, 27, 33), .no_grad = true, .fill = fill_smooth},
               {IMAGE(2, 1, 27, 33), .no_grad = true, .lo = 0.1, .hi = 2}},
    },
};

const struct op_case_table ssim_loss_cases = {"ssim_loss", cases, sizeof cases / sizeof *cases};
