/* Convolutions with what the planner merges into them: leaky(convolution(src) + residual), leaky(transposed(src) +
 * transposed(src2)). */
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv2d.h"
#include "ops/conv_transpose2d.h"
#include "ref/activation_ref.h"
#include "ref/conv2d_ref.h"
#include "ref/conv_transpose2d_ref.h"
#include "tests/ops/op_case.h"

#include <math.h>
#include <stdlib.h>

#define SLOPE 0.2f

/* Inputs: src, weights, bias; then the residual, or src2, weights2, bias2. */
enum { SRC, WEIGHTS, BIAS, RESIDUAL, SRC2 = RESIDUAL };

static struct gfla_conv geometry(const struct op_case *c)
{
    const struct gfla_conv2d_params *p = c->params;
    const int64_t *s = c->in[SRC].shape.dim, *w = c->in[WEIGHTS].shape.dim, *d = c->in[RESIDUAL].shape.dim;
    return (struct gfla_conv){.n = (int)s[0],
                              .ic = (int)s[1],
                              .ih = (int)s[2],
                              .iw = (int)s[3],
                              .oc = (int)w[0],
                              .oh = (int)d[2],
                              .ow = (int)d[3],
                              .kh = (int)w[2],
                              .kw = (int)w[3],
                              .stride = p->stride,
                              .pad = p->pad,
                              .padding = (int)p->padding};
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    gfla_tensor *v = gfla_conv2d(graph, in[SRC], in[WEIGHTS], in[BIAS], c->params);
    return gfla_leaky_relu(graph, gfla_add(graph, in[RESIDUAL], v), SLOPE);
}

static void sum(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_conv g = geometry(c);
    gfla_conv2d_ref_fwd(&g, in[SRC], in[WEIGHTS], in[BIAS], out);
    for (int64_t i = 0; i < gfla_shape_count(c->in[RESIDUAL].shape); i++)
        out[i] += in[RESIDUAL][i];
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    sum(c, in, out);
    gfla_leaky_relu_ref_fwd(gfla_shape_count(c->in[RESIDUAL].shape), (double)SLOPE, out, out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_conv g = geometry(c);
    const int64_t count = gfla_shape_count(c->in[RESIDUAL].shape);
    double *before = calloc((size_t)count, sizeof *before);
    sum(c, in, before);
    gfla_leaky_relu_ref_bwd(count, (double)SLOPE, before, d_out, d_in[RESIDUAL]); /* which starts as zeros */
    gfla_conv2d_ref_bwd(&g, in[SRC], in[WEIGHTS], d_in[RESIDUAL], d_in[SRC], d_in[WEIGHTS], d_in[BIAS]);
    free(before);
}

/* Two transposed convolutions of stride 2 to the same place, with sources of different width. */
static struct gfla_conv_transpose2d_ref part(const struct op_case *c, int src)
{
    const struct gfla_conv_transpose2d_params *p = c->params;
    const int64_t *s = c->in[src].shape.dim, *w = c->in[src + WEIGHTS].shape.dim;
    struct gfla_conv_transpose2d_ref g = {.n = (int)s[0],
                                          .ic = (int)s[1],
                                          .ih = (int)s[2],
                                          .iw = (int)s[3],
                                          .oc = (int)w[1],
                                          .kh = (int)w[2],
                                          .kw = (int)w[3],
                                          .stride = p->stride,
                                          .pad = p->pad};
    g.oh = (g.ih - 1) * p->stride - 2 * p->pad + g.kh + p->output_pad;
    g.ow = (g.iw - 1) * p->stride - 2 * p->pad + g.kw + p->output_pad;
    return g;
}

static gfla_tensor *build_pair(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    gfla_tensor *a = gfla_conv_transpose2d(graph, in[SRC], in[WEIGHTS], in[BIAS], c->params);
    gfla_tensor *b = gfla_conv_transpose2d(graph, in[SRC2], in[SRC2 + WEIGHTS], in[SRC2 + BIAS], c->params);
    return gfla_leaky_relu(graph, gfla_add(graph, a, b), SLOPE);
}

static void forward_pair(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_conv_transpose2d_ref a = part(c, SRC), b = part(c, SRC2);
    const int64_t count = (int64_t)a.n * a.oc * a.oh * a.ow;
    double *second = calloc((size_t)count, sizeof *second);
    gfla_conv_transpose2d_ref_fwd(&a, in[SRC], in[WEIGHTS], in[BIAS], out);
    gfla_conv_transpose2d_ref_fwd(&b, in[SRC2], in[SRC2 + WEIGHTS], in[SRC2 + BIAS], second);
    for (int64_t i = 0; i < count; i++)
        out[i] += second[i];
    gfla_leaky_relu_ref_fwd(count, (double)SLOPE, out, out);
    free(second);
}

/* What ends in a tanh, with or without a sum. */
static gfla_tensor *build_tanh(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    gfla_tensor *v = gfla_conv2d(graph, in[SRC], in[WEIGHTS], in[BIAS], c->params);
    return gfla_tanh(graph, c->n_in > RESIDUAL ? gfla_add(graph, v, in[RESIDUAL]) : v);
}

static void forward_tanh(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_conv g = geometry(c);
    gfla_conv2d_ref_fwd(&g, in[SRC], in[WEIGHTS], in[BIAS], out);
    for (int64_t i = 0; i < (int64_t)g.n * g.oc * g.oh * g.ow; i++)
        out[i] = tanh(out[i] + (c->n_in > RESIDUAL ? in[RESIDUAL][i] : 0));
}

#define TANH(suffix, algorithm, is_tiny, inputs, n, ic, h, w, oc, k, p, border)                                        \
    {.name = "conv_fused(tanh,inputs=" #inputs ",n=" #n ",ic=" #ic ",h=" #h ",w=" #w ",oc=" #oc ",k=" #k ",p=" #p      \
             "," #border suffix ")",                                                                                   \
     .n_in = inputs,                                                                                                   \
     .in = {{.shape = {4, {n, ic, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                              \
            {.shape = {4, {oc, ic, k, k}}, .lo = -0.1, .hi = 0.1},                                                     \
            {.shape = {1, {oc}}},                                                                                      \
            {.shape = {4, {n, oc, h + 2 * p - k + 1, w + 2 * p - k + 1}}, .layout = GFLA_LAYOUT_BLOCKED}},             \
     .params = &(const struct gfla_conv2d_params){.stride = 1, .pad = p, .padding = GFLA_PAD_##border},                \
     .build = build_tanh,                                                                                              \
     .forward = forward_tanh,                                                                                          \
     .conv_algorithm = algorithm,                                                                                      \
     .tiny = is_tiny},

#define FUSED(suffix, algorithm, is_tiny, n, ic, h, w, oc, k, s, p, border)                                            \
    {.name =                                                                                                           \
         "conv_fused(n=" #n ",ic=" #ic ",h=" #h ",w=" #w ",oc=" #oc ",k=" #k ",s=" #s ",p=" #p "," #border suffix ")", \
     .n_in = RESIDUAL + 1,                                                                                             \
     .in = {{.shape = {4, {n, ic, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                              \
            {.shape = {4, {oc, ic, k, k}}},                                                                            \
            {.shape = {1, {oc}}},                                                                                      \
            {.shape = {4, {n, oc, (h + 2 * p - k) / s + 1, (w + 2 * p - k) / s + 1}}, .layout = GFLA_LAYOUT_BLOCKED}}, \
     .params = &(const struct gfla_conv2d_params){.stride = s, .pad = p, .padding = GFLA_PAD_##border},                \
     .build = build,                                                                                                   \
     .forward = forward,                                                                                               \
     .backward = backward,                                                                                             \
     .conv_algorithm = algorithm,                                                                                      \
     .tiny = is_tiny},

#define PAIR(suffix, algorithm, is_tiny, n, ic, ic2, h, w, oc, k, op)                                                  \
    {.name =                                                                                                           \
         "conv_fused(n=" #n ",ic=" #ic "+" #ic2 ",h=" #h ",w=" #w ",oc=" #oc ",k=" #k ",op=" #op ",pair" suffix ")",   \
     .n_in = 2 * RESIDUAL,                                                                                             \
     .in = {{.shape = {4, {n, ic, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                              \
            {.shape = {4, {ic, oc, k, k}}},                                                                            \
            {.shape = {1, {oc}}},                                                                                      \
            {.shape = {4, {n, ic2, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                             \
            {.shape = {4, {ic2, oc, k, k}}},                                                                           \
            {.shape = {1, {oc}}}},                                                                                     \
     .params = &(const struct gfla_conv_transpose2d_params){.stride = 2, .pad = 1, .output_pad = op},                  \
     .build = build_pair,                                                                                              \
     .forward = forward_pair,                                                                                          \
     .conv_algorithm = algorithm,                                                                                      \
     .tiny = is_tiny},

/* tiny, n, ic, h, w, oc, k, stride, pad, padding; n, ic, ic of the second, h, w, oc, k, output pad */
#define SHAPES(suffix, algorithm)                                                                                      \
    FUSED(suffix, algorithm, true, 2, 3, 5, 7, 17, 3, 1, 1, ZERO)                                                      \
    FUSED(suffix, algorithm, true, 1, 2, 8, 5, 2, 4, 2, 1, ZERO)                                                       \
    FUSED(suffix, algorithm, false, 1, 17, 9, 6, 33, 3, 1, 1, REFLECT)                                                 \
    PAIR(suffix, algorithm, true, 1, 2, 3, 4, 3, 5, 3, 1)                                                              \
    PAIR(suffix, algorithm, false, 2, 33, 17, 3, 6, 18, 4, 0)

#define TANHS(suffix, algorithm)                                                                                       \
    TANH(suffix, algorithm, true, 3, 1, 2, 5, 7, 3, 3, 1, REFLECT)                                                     \
    TANH(suffix, algorithm, true, 4, 2, 3, 4, 5, 1, 1, 0, ZERO)                                                        \
    TANH(suffix, algorithm, false, 3, 2, 35, 6, 37, 2, 3, 1, ZERO)                                                     \
    TANH(suffix, algorithm, false, 4, 1, 18, 7, 16, 3, 5, 2, REPLICATE)                                                \
    TANH(suffix, algorithm, false, 4, 1, 5, 6, 7, 17, 3, 1, ZERO)

static const struct op_case cases[] = {
    SHAPES("", NULL) TANHS("", NULL) SHAPES(",naive", "naive") SHAPES(",tile", "tile") TANHS(",tile", "tile")
        SHAPES(",group", "group") SHAPES(",winograd4", "winograd4") SHAPES(",winograd4_steps", "winograd4_steps")
            SHAPES(",stride2", "stride2") SHAPES(",stride2_tile2", "stride2_tile2")
                PAIR(",stride2", "stride2", false, 1, 144, 129, 2, 3, 18, 3,
                     1) /* more channels than are multiplied at once */
    FUSED(",rows", "rows", true, 2, 3, 5, 7, 3, 3, 1, 1, ZERO) TANHS(",rows", "rows")};

const struct op_case_table conv_fused_cases = {"conv_fused", cases, sizeof cases / sizeof *cases};
