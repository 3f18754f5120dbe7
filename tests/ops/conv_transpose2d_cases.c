/* Transposed convolution: every shape with every algorithm. */
#include "ops/conv_transpose2d.h"
#include "ref/conv_transpose2d_ref.h"
#include "tests/ops/op_case.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_conv_transpose2d(graph, in[0], in[1], c->n_in > 2 ? in[2] : NULL, c->params);
}

static struct gfla_conv_transpose2d_ref geometry(const struct op_case *c)
{
    const struct gfla_conv_transpose2d_params *p = c->params;
    const int64_t *s = c->in[0].shape.dim, *w = c->in[1].shape.dim;
    struct gfla_conv_transpose2d_ref g = {
        .n = (int)s[0],
        .ic = (int)s[1],
        .ih = (int)s[2],
        .iw = (int)s[3],
        .oc = (int)w[1],
        .kh = (int)w[2],
        .kw = (int)w[3],
        .stride = p->stride,
        .pad = p->pad,
    };
    g.oh = (g.ih - 1) * g.stride - 2 * g.pad + g.kh + p->output_pad;
    g.ow = (g.iw - 1) * g.stride - 2 * g.pad + g.kw + p->output_pad;
    return g;
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_conv_transpose2d_ref g = geometry(c);
    gfla_conv_transpose2d_ref_fwd(&g, in[0], in[1], c->n_in > 2 ? in[2] : NULL, out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_conv_transpose2d_ref g = geometry(c);
    gfla_conv_transpose2d_ref_bwd(&g, in[0], in[1], d_out, d_in[0], d_in[1], c->n_in > 2 ? d_in[2] : NULL);
}

#define CONV(suffix, algorithm, is_tiny, has_bias, n, ic, h, w, oc, k_h, k_w, s, p, op)                                \
    {.name = "conv_transpose2d(n=" #n ",ic=" #ic ",h=" #h ",w=" #w ",oc=" #oc ",kh=" #k_h ",kw=" #k_w ",s=" #s         \
             ",p=" #p ",op=" #op ",bias=" #has_bias suffix ")",                                                        \
     .n_in = 2 + has_bias,                                                                                             \
     .in = {{.shape = {4, {n, ic, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                              \
            {.shape = {4, {ic, oc, k_h, k_w}}},                                                                        \
            {.shape = {1, {oc}}}},                                                                                     \
     .params = &(const struct gfla_conv_transpose2d_params){.stride = s, .pad = p, .output_pad = op},                  \
     .build = build,                                                                                                   \
     .forward = forward,                                                                                               \
     .backward = backward,                                                                                             \
     .conv_algorithm = algorithm,                                                                                      \
     .tiny = is_tiny},

/* tiny, bias, n, ic, h, w, oc, kh, kw, stride, pad, output pad */
#define SHAPES(suffix, algorithm)                                                                                      \
    CONV(suffix, algorithm, true, 1, 1, 1, 3, 4, 2, 3, 3, 2, 1, 1)                                                     \
    CONV(suffix, algorithm, true, 1, 2, 3, 4, 3, 17, 3, 3, 2, 1, 1)                                                    \
    CONV(suffix, algorithm, false, 1, 2, 33, 4, 5, 33, 3, 3, 2, 1, 1)                                                  \
    CONV(suffix, algorithm, false, 0, 1, 64, 3, 3, 21, 3, 3, 2, 1, 1)                                                  \
    CONV(suffix, algorithm, false, 1, 3, 16, 2, 2, 64, 3, 3, 2, 1, 1)                                                  \
    CONV(suffix, algorithm, true, 1, 1, 17, 5, 4, 3, 3, 3, 2, 1, 0)                                                    \
    CONV(suffix, algorithm, true, 1, 2, 3, 5, 6, 16, 4, 4, 2, 1, 0)                                                    \
    CONV(suffix, algorithm, true, 1, 1, 3, 5, 6, 17, 3, 3, 1, 1, 0)                                                    \
    CONV(suffix, algorithm, true, 1, 1, 2, 3, 4, 3, 2, 1, 3, 0, 2)                                                     \
    CONV(suffix, algorithm, true, 1, 1, 2, 4, 3, 3, 1, 1, 2, 0, 1)                                                     \
    CONV(suffix, algorithm, true, 1, 1, 5, 4, 5, 2, 5, 5, 4, 2, 1)

/* Odd sizes, partial tiles, several groups of outputs, one to four tile blocks. */
#define STRIDE2(suffix, algorithm)                                                                                     \
    CONV(suffix, algorithm, true, 1, 1, 1, 4, 3, 2, 3, 3, 2, 1, 1)                                                     \
    CONV(suffix, algorithm, true, 1, 2, 3, 5, 6, 17, 3, 3, 2, 1, 0)                                                    \
    CONV(suffix, algorithm, true, 0, 2, 17, 1, 5, 3, 3, 3, 2, 1, 1)                                                    \
    CONV(suffix, algorithm, true, 1, 1, 3, 5, 4, 16, 4, 4, 2, 1, 0)                                                    \
    CONV(suffix, algorithm, true, 1, 1, 2, 5, 2, 3, 4, 4, 2, 1, 1)                                                     \
    CONV(suffix, algorithm, false, 1, 2, 33, 4, 5, 33, 3, 3, 2, 1, 1)                                                  \
    CONV(suffix, algorithm, false, 0, 1, 64, 9, 3, 48, 3, 3, 2, 1, 1)                                                  \
    CONV(suffix, algorithm, false, 1, 2, 3, 18, 21, 5, 4, 4, 2, 1, 0)                                                  \
    CONV(suffix, algorithm, false, 1, 3, 2, 19, 17, 3, 3, 3, 2, 1, 1)

static const struct op_case cases[] = {STRIDE2(",stride2", "stride2") STRIDE2(",stride2_tile2", "stride2_tile2") SHAPES(
    "", NULL) SHAPES(",naive", "naive") SHAPES(",gemm", "gemm") SHAPES(",tile", "tile") SHAPES(",group", "group")};

const struct op_case_table conv_transpose2d_cases = {"conv_transpose2d", cases, sizeof cases / sizeof *cases};
