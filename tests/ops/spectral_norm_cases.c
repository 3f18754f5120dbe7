#include "ops/spectral_norm.h"

#include <stdlib.h>

#include "ref/spectral_norm_ref.h"
#include "tests/ops/op_case.h"

static int rows_of(const struct op_case *c)
{
    return (int)c->in[0].shape.dim[0];
}

static int columns_of(const struct op_case *c)
{
    return (int)(gfla_shape_count(c->in[0].shape) / c->in[0].shape.dim[0]);
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_spectral_norm(graph, in[0], in[1], in[2], false);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    gfla_spectral_norm_ref_fwd(rows_of(c), columns_of(c), in[0], in[1], in[2], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_spectral_norm_ref_bwd(rows_of(c), columns_of(c), in[0], in[1], in[2], d_out, d_in[0]);
}

/* With a step of power iteration from u = 1 before: the gradient, which takes u and v as constants, is no derivative of
 * this. */
static gfla_tensor *build_iterated(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    gfla_tensor *u = gfla_graph_state(graph, "u", gfla_shape_1d(rows_of(c)), 1);
    gfla_tensor *v = gfla_graph_state(graph, "v", gfla_shape_1d(columns_of(c)), 0);
    gfla_spectral_norm(graph, in[0], u, v, true);
    return gfla_spectral_norm(graph, in[0], u, v, true);
}

static void forward_iterated(const struct op_case *c, const double *const *in, double *out)
{
    const int rows = rows_of(c), columns = columns_of(c);
    double *u = calloc((size_t)rows, sizeof *u), *v = calloc((size_t)columns, sizeof *v);
    for (int i = 0; u && i < rows; i++)
        u[i] = 1;
    for (int step = 0; u && v && step < 2; step++)
        gfla_spectral_norm_ref_iterate(rows, columns, in[0], u, v);
    if (u && v)
        gfla_spectral_norm_ref_fwd(rows, columns, in[0], u, v, out);
    free(u);
    free(v);
}

/* Positive, and as large as makes sigma of the order of one. */
#define VECTOR(n, most)                                                                                                \
    {                                                                                                                  \
        .shape = {1, {n}}, .no_grad = true, .lo = (most) / 4, .hi = most                                               \
    }
#define CASE(text, oc, ic, k, most, ...)                                                                               \
    {                                                                                                                  \
        .name = "spectral_norm(" text ")", .n_in = 3,                                                                  \
        .in = {{.shape = {4, {oc, ic, k, k}}, .lo = 0.1, .hi = 1}, VECTOR(oc, most), VECTOR((ic) * (k) * (k), most)},  \
        .build = build, .forward = forward, .backward = backward, __VA_ARGS__                                          \
    }
#define ITERATED(text, oc, ic, k, ...)                                                                                 \
    {                                                                                                                  \
        .name = "spectral_norm(iterated," text ")", .n_in = 1, .in = {{.shape = {4, {oc, ic, k, k}}}},                 \
        .build = build_iterated, .forward = forward_iterated, __VA_ARGS__                                              \
    }

static const struct op_case cases[] = {
    CASE("oc=4,ic=3,k=3", 4, 3, 3, 0.2, .tiny = true), CASE("oc=1,ic=5,k=1", 1, 5, 1, 1.0, .tiny = true),
    CASE("oc=37,ic=19,k=4", 37, 19, 4, 0.02, ),        ITERATED("oc=5,ic=4,k=4", 5, 4, 4, .tiny = true),
    ITERATED("oc=33,ic=21,k=3", 33, 21, 3, ),
};

const struct op_case_table spectral_norm_cases = {"spectral_norm", cases, sizeof cases / sizeof cases[0]};
