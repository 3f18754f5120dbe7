/* Activation functions. Inputs of leaky relu keep away from its kink, where differences have no limit. */
#include "ops/activation.h"
#include "ref/activation_ref.h"
#include "tests/ops/op_case.h"

#include <math.h>

static int64_t count(const struct op_case *c)
{
    return gfla_shape_count(c->in[0].shape);
}

static double slope_of(const struct op_case *c)
{
    return *(const double *)c->params;
}

static gfla_tensor *build_leaky(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_leaky_relu(graph, in[0], (float)slope_of(c));
}

static void leaky_fwd(const struct op_case *c, const double *const *in, double *out)
{
    gfla_leaky_relu_ref_fwd(count(c), slope_of(c), in[0], out);
}

static void leaky_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_leaky_relu_ref_bwd(count(c), slope_of(c), in[0], d_out, d_in[0]);
}

static gfla_tensor *build_tanh(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_tanh(graph, in[0]);
}

static void tanh_fwd(const struct op_case *c, const double *const *in, double *out)
{
    gfla_tanh_ref_fwd(count(c), in[0], out);
}

static void tanh_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_tanh_ref_bwd(count(c), in[0], d_out, d_in[0]);
}

static gfla_tensor *build_sigmoid(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_sigmoid(graph, in[0]);
}

static void sigmoid_fwd(const struct op_case *c, const double *const *in, double *out)
{
    gfla_sigmoid_ref_fwd(count(c), in[0], out);
}

static void sigmoid_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_sigmoid_ref_bwd(count(c), in[0], d_out, d_in[0]);
}

static void away_from_zero(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++) {
        const double v = gfla_random_uniform(random, -1, 1);
        values[i] = v + copysign(0.01, v);
    }
}

static const double slope_0 = 0, slope_01 = 0.1, slope_02 = 0.2;

#define BLOCKED(n, c, h, w) .shape = {4, {n, c, h, w}}, .layout = GFLA_LAYOUT_BLOCKED
#define PLAIN(n) .shape = {1, {n}}, .layout = GFLA_LAYOUT_PLAIN
#define LEAKY(text, slope, ...)                                                                                        \
    {                                                                                                                  \
        .name = text, .n_in = 1, .in = {{__VA_ARGS__, .fill = away_from_zero}}, .params = &slope,                      \
        .build = build_leaky, .forward = leaky_fwd, .backward = leaky_bwd, .tiny = true                                \
    }
#define TANH(text, ...)                                                                                                \
    {                                                                                                                  \
        .name = text, .n_in = 1, .in = {{__VA_ARGS__, .lo = -4, .hi = 4}}, .build = build_tanh, .forward = tanh_fwd,   \
        .backward = tanh_bwd, .tiny = true                                                                             \
    }
#define SIGMOID(text, ...)                                                                                             \
    {                                                                                                                  \
        .name = text, .n_in = 1, .in = {{__VA_ARGS__, .lo = -9, .hi = 9}}, .build = build_sigmoid,                     \
        .forward = sigmoid_fwd, .backward = sigmoid_bwd, .tiny = true                                                  \
    }

static const struct op_case cases[] = {
    LEAKY("leaky_relu(c=33,slope=0.1)", slope_01, BLOCKED(2, 33, 5, 7)),
    LEAKY("leaky_relu(c=3,slope=0.2)", slope_02, BLOCKED(2, 3, 7, 3)),
    LEAKY("leaky_relu(plain=21,slope=0.2)", slope_02, PLAIN(21)),
    LEAKY("relu(c=17)", slope_0, BLOCKED(2, 17, 3, 3)),
    TANH("tanh(c=3)", BLOCKED(2, 3, 7, 5)),
    TANH("tanh(plain=17)", PLAIN(17)),
    SIGMOID("sigmoid(c=1)", BLOCKED(2, 1, 5, 5)),
    SIGMOID("sigmoid(c=21)", BLOCKED(2, 21, 5, 3)),
    SIGMOID("sigmoid(c=16)", BLOCKED(2, 16, 3, 3)),
    SIGMOID("sigmoid(plain=37)", PLAIN(37)),
};

const struct op_case_table activation_cases = {"activation", cases, sizeof cases / sizeof *cases};
