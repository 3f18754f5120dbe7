/* Instance normalisation, with and without leaky relu; few planes are split into parts, many are taken whole. */
#include "ops/instance_norm.h"
#include "ref/instance_norm_ref.h"
#include "tests/ops/op_case.h"

static double slope_of(const struct op_case *c)
{
    return c->params ? *(const double *)c->params : 1;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    if (!c->params)
        return gfla_instance_norm(graph, in[0], in[1], in[2]);
    return gfla_instance_norm_leaky_relu(graph, in[0], in[1], in[2], (float)slope_of(c));
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    gfla_instance_norm_ref_fwd(c->in[0].shape, GFLA_INSTANCE_NORM_EPS, slope_of(c), in[0], in[1], in[2], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_instance_norm_ref_bwd(c->in[0].shape, GFLA_INSTANCE_NORM_EPS, slope_of(c), in[0], in[1], in[2], d_out, d_in[0],
                               d_in[1], d_in[2]);
}

static const double slope_01 = 0.1;

/* Normalised values spread around the bias by the weight: with 0.2 against 1 or more, none comes near the kink, and
 * about as many channels lie below it as above. */
static void fill_bias(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = gfla_random_uniform(random, 1, 2) * (gfla_random_below(random, 2) ? 1 : -1);
}

#define NORM(text, n, ch, h, w, from, to, ...)                                                                         \
    {                                                                                                                  \
        .name = text, .n_in = 3,                                                                                       \
        .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED, .lo = from, .hi = to},                     \
               {.shape = {1, {ch}}, .lo = 0.1, .hi = 0.3},                                                             \
               {.shape = {1, {ch}}, .fill = fill_bias}},                                                               \
        .build = build, .forward = forward, .backward = backward, __VA_ARGS__                                          \
    }

#define CANCELS .grad_tolerance = 2e-5, .reason = "one channel, whose 646 terms of d_weight and d_bias nearly cancel"
#define FAR_MEAN                                                                                                       \
    .tolerance = 1e-5, .grad_tolerance = 2e-5,                                                                         \
    .reason = "float has 24 bits for a value near 100: the deviation from the mean loses seven of them"

static const struct op_case cases[] = {
    NORM("instance_norm(n=2,c=3,h=5,w=7)", 2, 3, 5, 7, -1, 1, .tiny = true),
    NORM("instance_norm(n=2,c=16,h=2,w=2)", 2, 16, 2, 2, -1, 1, .tiny = true),
    NORM("instance_norm(n=2,c=1,h=19,w=17)", 2, 1, 19, 17, -1, 1, .tiny = true, CANCELS),
    NORM("instance_norm(n=3,c=33,h=19,w=17)", 3, 33, 19, 17, -1, 1, ),
    NORM("instance_norm_leaky_relu(n=2,c=17,h=5,w=3)", 2, 17, 5, 3, -1, 1, .tiny = true, .params = &slope_01),
    NORM("instance_norm_leaky_relu(n=2,c=21,h=33,w=31)", 2, 21, 33, 31, -1, 1, .params = &slope_01),
    NORM("instance_norm_leaky_relu(n=1,c=16,h=67,w=65)", 1, 16, 67, 65, -1, 1, .params = &slope_01),
    NORM("instance_norm_leaky_relu(n=1,c=3,h=149,w=151)", 1, 3, 149, 151, -1, 1, .params = &slope_01),
    NORM("instance_norm(n=2,c=21,h=21,w=23,mean=100)", 2, 21, 21, 23, 99, 101, FAR_MEAN),
    NORM("instance_norm(n=1,c=3,h=41,w=43,mean=100)", 1, 3, 41, 43, 99, 101, FAR_MEAN),
};

const struct op_case_table instance_norm_cases = {"instance_norm", cases, sizeof cases / sizeof *cases};
