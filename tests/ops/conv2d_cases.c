/* Convolution: every shape with every algorithm. */
#include "ops/conv2d.h"
#include "ref/conv2d_ref.h"
#include "tests/ops/op_case.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_conv2d(graph, in[0], in[1], c->n_in > 2 ? in[2] : NULL, c->params);
}

static struct gfla_conv geometry(const struct op_case *c)
{
    const struct gfla_conv2d_params *p = c->params;
    const int64_t *s = c->in[0].shape.dim, *w = c->in[1].shape.dim;
    struct gfla_conv g = {
        .n = (int)s[0],
        .ic = (int)s[1],
        .ih = (int)s[2],
        .iw = (int)s[3],
        .oc = (int)w[0],
        .kh = (int)w[2],
        .kw = (int)w[3],
        .stride = p->stride,
        .pad = p->pad,
        .padding = (int)p->padding,
    };
    g.oh = (g.ih + 2 * g.pad - g.kh) / g.stride + 1;
    g.ow = (g.iw + 2 * g.pad - g.kw) / g.stride + 1;
    return g;
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_conv g = geometry(c);
    gfla_conv2d_ref_fwd(&g, in[0], in[1], c->n_in > 2 ? in[2] : NULL, out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_conv g = geometry(c);
    gfla_conv2d_ref_bwd(&g, in[0], in[1], d_out, d_in[0], d_in[1], c->n_in > 2 ? d_in[2] : NULL);
}

#define CASE(more, suffix, algorithm, again, is_tiny, has_bias, n, ic, h, w, oc, k_h, k_w, s, p, border)               \
    {.name = "conv2d(n=" #n ",ic=" #ic ",h=" #h ",w=" #w ",oc=" #oc ",kh=" #k_h ",kw=" #k_w ",s=" #s ",p=" #p          \
             "," #border ",bias=" #has_bias suffix ")",                                                                \
     .n_in = 2 + has_bias,                                                                                             \
     .in = {{.shape = {4, {n, ic, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                              \
            {.shape = {4, {oc, ic, k_h, k_w}}},                                                                        \
            {.shape = {1, {oc}}}},                                                                                     \
     .params = &(const struct gfla_conv2d_params){.stride = s, .pad = p, .padding = GFLA_PAD_##border},                \
     .build = build,                                                                                                   \
     .forward = forward,                                                                                               \
     .backward = backward,                                                                                             \
     .conv_algorithm = algorithm,                                                                                      \
     .reference_is_checked = again,                                                                                    \
     .tiny = is_tiny && sizeof suffix > 1,                                                                             \
     more},
#define CONV(...) CASE(, __VA_ARGS__)
/* F(4, 5): eight points in a row. */
#define WINOGRAD5_ERROR                                                                                                \
    .tolerance = 2e-5, .grad_tolerance = 2e-5,                                                                         \
    .reason = "the transforms between eight points multiply what rounding leaves, once along each axis"
#define CONV_5(...) CASE(WINOGRAD5_ERROR, __VA_ARGS__)

/* Without a suffix gfla chooses one of the algorithms that have lists of their own, and those Oclgrind sees.
 * again: an earlier list has the same shapes, and there they are held against finite differences;
 * tiny, bias, n, ic, h, w, oc, kh, kw, stride, pad, padding */
#define SHAPES(suffix, algorithm, again)                                                                               \
    CONV(suffix, algorithm, again, true, 1, 1, 1, 5, 6, 2, 3, 3, 1, 1, ZERO)                                           \
    CONV(suffix, algorithm, again, true, 1, 2, 3, 7, 5, 17, 3, 3, 1, 1, ZERO)                                          \
    CONV(suffix, algorithm, again, false, 0, 1, 16, 9, 11, 33, 3, 3, 1, 1, ZERO)                                       \
    CONV(suffix, algorithm, again, false, 1, 2, 33, 4, 4, 64, 3, 3, 1, 1, ZERO)                                        \
    CONV(suffix, algorithm, again, false, 1, 1, 64, 6, 10, 33, 3, 3, 1, 1, ZERO)                                       \
    CONV(suffix, algorithm, again, false, 1, 3, 64, 2, 2, 64, 3, 3, 1, 1, ZERO)                                        \
    CONV(suffix, algorithm, again, true, 1, 2, 21, 5, 7, 16, 1, 1, 1, 0, ZERO)                                         \
    CONV(suffix, algorithm, again, false, 1, 1, 64, 5, 5, 33, 1, 1, 1, 0, ZERO)                                        \
    CONV(suffix, algorithm, again, true, 1, 1, 17, 6, 6, 3, 1, 1, 2, 0, ZERO)                                          \
    CONV(suffix, algorithm, again, true, 1, 2, 3, 9, 12, 21, 4, 4, 2, 1, ZERO)                                         \
    CONV(suffix, algorithm, again, false, 1, 2, 33, 8, 8, 33, 4, 4, 2, 1, ZERO)                                        \
    CONV(suffix, algorithm, again, true, 1, 1, 2, 8, 9, 3, 3, 3, 2, 1, ZERO)                                           \
    CONV(suffix, algorithm, again, true, 1, 1, 5, 10, 11, 4, 2, 3, 3, 2, ZERO)                                         \
    CONV(suffix, algorithm, again, false, 1, 1, 17, 12, 7, 16, 5, 5, 1, 2, ZERO)                                       \
    CONV(suffix, algorithm, again, true, 1, 2, 3, 15, 10, 17, 5, 5, 5, 0, ZERO)                                        \
    CONV(suffix, algorithm, again, true, 1, 1, 3, 9, 8, 5, 7, 7, 4, 3, ZERO)                                           \
    CONV(suffix, algorithm, again, true, 1, 1, 2, 14, 15, 3, 11, 11, 4, 2, ZERO)                                       \
    CONV(suffix, algorithm, again, true, 1, 2, 3, 6, 9, 17, 3, 3, 1, 1, REFLECT)                                       \
    CONV(suffix, algorithm, again, false, 1, 1, 33, 5, 6, 3, 3, 3, 1, 1, REFLECT)                                      \
    CONV(suffix, algorithm, again, true, 1, 1, 2, 5, 7, 3, 5, 5, 2, 3, REFLECT)                                        \
    CONV(suffix, algorithm, again, true, 1, 2, 3, 5, 6, 17, 3, 3, 1, 1, REPLICATE)                                     \
    CONV(suffix, algorithm, again, true, 1, 2, 17, 4, 5, 5, 3, 3, 1, 2, REPLICATE)                                     \
    CONV(suffix, algorithm, again, false, 0, 1, 21, 5, 4, 33, 5, 5, 1, 4, REPLICATE)                                   \
    CONV(suffix, algorithm, again, true, 1, 1, 2, 1, 1, 3, 3, 3, 1, 1, REPLICATE)

/* Odd sizes, partial tiles, several groups of outputs; source gradients of both kernels too. */
#define STRIDE2(suffix, algorithm, again)                                                                              \
    CONV(suffix, algorithm, again, true, 1, 1, 1, 8, 6, 2, 4, 4, 2, 1, ZERO)                                           \
    CONV(suffix, algorithm, again, true, 1, 2, 3, 7, 9, 17, 3, 3, 2, 1, ZERO)                                          \
    CONV(suffix, algorithm, again, true, 0, 2, 17, 5, 12, 3, 4, 4, 2, 1, ZERO)                                         \
    CONV(suffix, algorithm, again, true, 1, 1, 2, 3, 10, 16, 4, 4, 2, 1, REFLECT)                                      \
    CONV(suffix, algorithm, again, true, 1, 1, 2, 4, 5, 3, 3, 3, 2, 1, REPLICATE)                                      \
    CONV(suffix, algorithm, again, false, 1, 2, 33, 10, 8, 33, 4, 4, 2, 1, ZERO)                                       \
    CONV(suffix, algorithm, again, false, 1, 1, 48, 9, 11, 64, 3, 3, 2, 1, ZERO)

/* One to four tile blocks; more channels than are multiplied at once. */
#define STRIDE2_LARGE(suffix, algorithm, again)                                                                        \
    CONV(suffix, algorithm, again, false, 1, 1, 145, 6, 4, 2, 4, 4, 2, 1, ZERO)                                        \
    CONV(suffix, algorithm, again, false, 1, 2, 3, 41, 36, 5, 4, 4, 2, 1, ZERO)                                        \
    CONV(suffix, algorithm, again, false, 1, 3, 2, 38, 43, 3, 3, 3, 2, 1, ZERO)                                        \
    CONV(suffix, algorithm, again, false, 1, 1, 2, 32, 32, 3, 4, 4, 2, 1, REPLICATE)

/* 3x3 with stride 1, sizes that end inside a tile and that end with one; and one shape that falls to the next
 * algorithm. */
#define WINOGRAD_SHAPES(suffix, algorithm, again)                                                                      \
    CONV(suffix, algorithm, again, true, 1, 2, 3, 7, 5, 17, 3, 3, 1, 1, ZERO)                                          \
    CONV(suffix, algorithm, again, false, 0, 1, 16, 9, 11, 33, 3, 3, 1, 1, ZERO)                                       \
    CONV(suffix, algorithm, again, false, 1, 2, 33, 8, 8, 35, 3, 3, 1, 1, ZERO)                                        \
    CONV(suffix, algorithm, again, false, 1, 3, 64, 2, 2, 64, 3, 3, 1, 1, ZERO)                                        \
    CONV(suffix, algorithm, again, false, 1, 1, 5, 30, 23, 50, 3, 3, 1, 2, ZERO)                                       \
    CONV(suffix, algorithm, again, false, 1, 1, 40, 7, 14, 16, 3, 3, 1, 0, ZERO)                                       \
    CONV(suffix, algorithm, again, true, 1, 1, 2, 6, 3, 3, 3, 3, 1, 3, ZERO)                                           \
    CONV(suffix, algorithm, again, true, 1, 1, 3, 6, 9, 2, 3, 3, 1, 1, REFLECT)                                        \
    CONV(suffix, algorithm, again, false, 1, 2, 33, 5, 6, 19, 3, 3, 1, 1, REFLECT)                                     \
    CONV(suffix, algorithm, again, false, 1, 2, 17, 4, 5, 35, 3, 3, 1, 2, REPLICATE)                                   \
    CONV(suffix, algorithm, again, false, 1, 1, 17, 6, 6, 3, 3, 3, 2, 1, ZERO)

#define WINOGRAD5_SHAPES(suffix, algorithm, again)                                                                     \
    CONV_5(suffix, algorithm, again, true, 1, 2, 3, 5, 9, 2, 5, 5, 1, 2, ZERO)                                         \
    CONV_5(suffix, algorithm, again, true, 1, 1, 17, 3, 4, 3, 5, 5, 1, 4, REPLICATE)                                   \
    CONV_5(suffix, algorithm, again, false, 1, 2, 33, 8, 7, 35, 5, 5, 1, 2, REPLICATE)                                 \
    CONV_5(suffix, algorithm, again, false, 0, 1, 2, 26, 31, 20, 5, 5, 1, 0, ZERO)                                     \
    CONV_5(suffix, algorithm, again, false, 1, 1, 5, 6, 7, 16, 5, 5, 1, 3, REFLECT)

/* Few outputs: widths within a tile, at the end of one, and past it; and one shape that falls to the next algorithm. */
#define ROWS_SHAPES(suffix, algorithm, again)                                                                          \
    CONV(suffix, algorithm, again, true, 0, 2, 3, 5, 7, 3, 3, 3, 1, 1, ZERO)                                           \
    CONV(suffix, algorithm, again, true, 1, 1, 17, 4, 6, 2, 3, 3, 1, 1, REFLECT)                                       \
    CONV(suffix, algorithm, again, false, 1, 2, 33, 6, 19, 1, 1, 1, 1, 0, ZERO)                                        \
    CONV(suffix, algorithm, again, false, 1, 1, 16, 7, 35, 3, 5, 5, 1, 4, REPLICATE)                                   \
    CONV(suffix, algorithm, again, false, 1, 1, 5, 9, 4, 2, 3, 3, 1, 0, ZERO)                                          \
    CONV(suffix, algorithm, again, false, 1, 1, 5, 9, 8, 3, 3, 3, 2, 1, ZERO)

static const struct op_case cases[] = {
    STRIDE2(",stride2", "stride2", false) STRIDE2_LARGE(",stride2", "stride2", false)
        STRIDE2(",stride2_tile2", "stride2_tile2", true) SHAPES(",naive", "naive", false) SHAPES("", NULL, true)
            SHAPES(",gemm", "gemm", true) SHAPES(",tile", "tile", true) ROWS_SHAPES(",rows", "rows", false)
                SHAPES(",group", "group", true) WINOGRAD_SHAPES(",winograd4", "winograd4", false)
                    WINOGRAD_SHAPES(",winograd2", "winograd2", true) WINOGRAD5_SHAPES(",winograd4", "winograd4", false)
                        WINOGRAD_SHAPES(",winograd4_steps", "winograd4_steps", true)
                            WINOGRAD5_SHAPES(",winograd4_steps", "winograd4_steps", true)
                                WINOGRAD_SHAPES(",winograd4_weights", "winograd4_weights", true)
                                    CONV(",winograd4_weights", "winograd4_weights", false, false, 1, 1, 1, 93, 97, 2, 3,
                                         3, 1, 1, ZERO)
                                        WINOGRAD_SHAPES(",winograd4_weights_ranges", "winograd4_weights_ranges", true)
                                            CONV(",winograd4_weights_ranges", "winograd4_weights_ranges", true, false,
                                                 1, 1, 1, 93, 97, 2, 3, 3, 1, 1, ZERO)
    /* More tiles than one round of three kernels holds. */
    CONV(",winograd4_steps", "winograd4_steps", true, false, 1, 1, 1, 93, 97, 2, 3, 3, 1, 1, ZERO)};

const struct op_case_table conv2d_cases = {"conv2d", cases, sizeof cases / sizeof *cases};
