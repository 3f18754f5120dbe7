/* Convolutions with what the planner merges into their source: leaky(src), leaky(instance_norm(src)); of two transposed
 * ones in either. */
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv2d.h"
#include "ops/conv_transpose2d.h"
#include "ops/instance_norm.h"
#include "ref/activation_ref.h"
#include "ref/conv2d_ref.h"
#include "ref/conv_transpose2d_ref.h"
#include "ref/instance_norm_ref.h"
#include "tests/ops/op_case.h"

#include <stdlib.h>

#define SLOPE 0.2f

/* Inputs: src, weights, bias; then those of the norm, or of the second convolution. */
enum { SRC, WEIGHTS, BIAS, SCALE, SHIFT, SRC2 = SCALE, WEIGHTS2, BIAS2 };

/* ---- one convolution of a source with or without a norm ---- */

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    gfla_tensor *src = c->n_in > SCALE ? gfla_instance_norm_leaky_relu(graph, in[SRC], in[SCALE], in[SHIFT], SLOPE)
                                       : gfla_leaky_relu(graph, in[SRC], SLOPE);
    return gfla_conv2d(graph, src, in[WEIGHTS], in[BIAS], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_conv2d_params *p = c->params;
    const struct gfla_shape shape = c->in[SRC].shape;
    const int64_t *s = shape.dim, *w = c->in[WEIGHTS].shape.dim, count = gfla_shape_count(shape);
    struct gfla_conv g = {.n = (int)s[0],
                          .ic = (int)s[1],
                          .ih = (int)s[2],
                          .iw = (int)s[3],
                          .oc = (int)w[0],
                          .kh = (int)w[2],
                          .kw = (int)w[3],
                          .stride = p->stride,
                          .pad = p->pad,
                          .padding = (int)p->padding};
    double *src = calloc((size_t)count, sizeof *src);
    g.oh = (g.ih + 2 * g.pad - g.kh) / g.stride + 1;
    g.ow = (g.iw + 2 * g.pad - g.kw) / g.stride + 1;
    if (c->n_in > SCALE)
        gfla_instance_norm_ref_fwd(shape, GFLA_INSTANCE_NORM_EPS, (double)SLOPE, in[SRC], in[SCALE], in[SHIFT], src);
    else
        gfla_leaky_relu_ref_fwd(count, (double)SLOPE, in[SRC], src);
    gfla_conv2d_ref_fwd(&g, src, in[WEIGHTS], in[BIAS], out);
    free(src);
}

/* ---- the sum of two transposed convolutions, the second of an activated source ---- */

static gfla_tensor *build_pair(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    gfla_tensor *a = gfla_conv_transpose2d(graph, in[SRC], in[WEIGHTS], in[BIAS], c->params);
    gfla_tensor *src2 = gfla_leaky_relu(graph, in[SRC2], SLOPE);
    return gfla_add(graph, a, gfla_conv_transpose2d(graph, src2, in[WEIGHTS2], in[BIAS2], c->params));
}

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

static void forward_pair(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_conv_transpose2d_ref a = part(c, SRC), b = part(c, SRC2);
    const int64_t count = (int64_t)a.n * a.oc * a.oh * a.ow, count2 = gfla_shape_count(c->in[SRC2].shape);
    double *second = calloc((size_t)count, sizeof *second), *src2 = calloc((size_t)count2, sizeof *src2);
    gfla_leaky_relu_ref_fwd(count2, (double)SLOPE, in[SRC2], src2);
    gfla_conv_transpose2d_ref_fwd(&a, in[SRC], in[WEIGHTS], in[BIAS], out);
    gfla_conv_transpose2d_ref_fwd(&b, src2, in[WEIGHTS2], in[BIAS2], second);
    for (int64_t i = 0; i < count; i++)
        out[i] += second[i];
    free(second);
    free(src2);
}

#define BLOCKED(n, c, h, w)                                                                                            \
    {                                                                                                                  \
        .shape = {4, {n, c, h, w}}, .layout = GFLA_LAYOUT_BLOCKED                                                      \
    }
#define CASE(what, suffix, algorithm, is_tiny, inputs, n, ic, h, w, oc, k, s, p, border)                               \
    {.name = "conv_src(" #what ",n=" #n ",ic=" #ic ",h=" #h ",w=" #w ",oc=" #oc ",k=" #k ",s=" #s ",p=" #p             \
             "," #border suffix ")",                                                                                   \
     .n_in = inputs,                                                                                                   \
     .in = {BLOCKED(n, ic, h, w),                                                                                      \
            {.shape = {4, {oc, ic, k, k}}},                                                                            \
            {.shape = {1, {oc}}},                                                                                      \
            {.shape = {1, {ic}}},                                                                                      \
            {.shape = {1, {ic}}}},                                                                                     \
     .params = &(const struct gfla_conv2d_params){.stride = s, .pad = p, .padding = GFLA_PAD_##border},                \
     .build = build,                                                                                                   \
     .forward = forward,                                                                                               \
     .conv_algorithm = algorithm,                                                                                      \
     .tiny = is_tiny},
#define NORM(suffix, algorithm, is_tiny, ...) CASE(norm, suffix, algorithm, is_tiny, SHIFT + 1, __VA_ARGS__)
#define LEAKY(suffix, algorithm, is_tiny, ...) CASE(leaky, suffix, algorithm, is_tiny, BIAS + 1, __VA_ARGS__)
#define PAIR(suffix, algorithm, is_tiny, n, ic, ic2, h, w, oc, k, op)                                                  \
    {.name = "conv_src(leaky,n=" #n ",ic=" #ic "+" #ic2 ",h=" #h ",w=" #w ",oc=" #oc ",k=" #k ",op=" #op               \
             ",pair" suffix ")",                                                                                       \
     .n_in = BIAS2 + 1,                                                                                                \
     .in = {BLOCKED(n, ic, h, w),                                                                                      \
            {.shape = {4, {ic, oc, k, k}}},                                                                            \
            {.shape = {1, {oc}}},                                                                                      \
            BLOCKED(n, ic2, h, w),                                                                                     \
            {.shape = {4, {ic2, oc, k, k}}},                                                                           \
            {.shape = {1, {oc}}}},                                                                                     \
     .params = &(const struct gfla_conv_transpose2d_params){.stride = 2, .pad = 1, .output_pad = op},                  \
     .build = build_pair,                                                                                              \
     .forward = forward_pair,                                                                                          \
     .conv_algorithm = algorithm,                                                                                      \
     .tiny = is_tiny},

/* tiny, n, ic, h, w, oc, k, stride, pad, padding; n, ic, ic of the second, h, w, oc, k, output pad. Some planes of the
 * norms are split into parts. */
#define SHAPES(suffix, algorithm)                                                                                      \
    NORM(suffix, algorithm, true, 2, 3, 5, 7, 17, 3, 1, 1, ZERO)                                                       \
    NORM(suffix, algorithm, false, 2, 18, 19, 21, 5, 3, 1, 1, REFLECT)                                                 \
    NORM(suffix, algorithm, true, 2, 2, 6, 5, 2, 4, 2, 1, ZERO)                                                        \
    LEAKY(suffix, algorithm, true, 1, 2, 6, 5, 3, 4, 2, 1, ZERO)                                                       \
    LEAKY(suffix, algorithm, false, 1, 33, 9, 6, 2, 3, 1, 1, REPLICATE)                                                \
    PAIR(suffix, algorithm, true, 1, 2, 3, 4, 3, 5, 3, 1)                                                              \
    PAIR(suffix, algorithm, false, 2, 33, 17, 3, 6, 18, 4, 0)

static const struct op_case cases[] = {SHAPES("", NULL) SHAPES(",naive", "naive") SHAPES(",tile", "tile") SHAPES(
    ",winograd4", "winograd4") SHAPES(",winograd2", "winograd2") SHAPES(",winograd4_steps", "winograd4_steps")
                                           SHAPES(",stride2", "stride2") SHAPES(",stride2_tile2", "stride2_tile2")};

const struct op_case_table conv_src_cases = {"conv_src", cases, sizeof cases / sizeof *cases};
