/* Convolutions that write the moments of their results for the norm that follows: convolution(leaky(instance_norm(x))),
 * where x is convolution(src) or leaky(convolution(src) + residual). */
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

/* Inputs; the residual has the shape of x. */
enum { SRC, WEIGHTS, BIAS, SCALE, SHIFT, WEIGHTS2, RESIDUAL };

struct chain {
    struct gfla_shape x;
    struct gfla_conv2d_params conv, next;
    bool is_transposed;
};

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct chain *p = c->params;
    const int k = (int)c->in[WEIGHTS].shape.dim[2], s = p->conv.stride;
    const struct gfla_conv_transpose2d_params deconv = {
        .stride = s,
        .pad = p->conv.pad,
        .output_pad = (int)(p->x.dim[2] - ((c->in[SRC].shape.dim[2] - 1) * s - 2 * p->conv.pad + k))};
    gfla_tensor *x = p->is_transposed ? gfla_conv_transpose2d(graph, in[SRC], in[WEIGHTS], in[BIAS], &deconv)
                                      : gfla_conv2d(graph, in[SRC], in[WEIGHTS], in[BIAS], &p->conv);
    if (c->n_in > RESIDUAL)
        x = gfla_leaky_relu(graph, gfla_add(graph, x, in[RESIDUAL]), SLOPE);
    return gfla_conv2d(graph, gfla_instance_norm_leaky_relu(graph, x, in[SCALE], in[SHIFT], SLOPE), in[WEIGHTS2], NULL,
                       &p->next);
}

static struct gfla_conv geometry(struct gfla_shape src, struct gfla_shape weights, const struct gfla_conv2d_params *p)
{
    const int64_t *s = src.dim, *w = weights.dim;
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
    g.oh = (g.ih + 2 * g.pad - g.kh) / g.stride + 1;
    g.ow = (g.iw + 2 * g.pad - g.kw) / g.stride + 1;
    return g;
}

static void make_x(const struct op_case *c, const double *const *in, double *x)
{
    const struct chain *p = c->params;
    const int64_t *s = c->in[SRC].shape.dim, *w = c->in[WEIGHTS].shape.dim, *d = p->x.dim,
                  count = gfla_shape_count(p->x);
    const struct gfla_conv_transpose2d_ref deconv = {.n = (int)s[0],
                                                     .ic = (int)s[1],
                                                     .ih = (int)s[2],
                                                     .iw = (int)s[3],
                                                     .oc = (int)d[1],
                                                     .oh = (int)d[2],
                                                     .ow = (int)d[3],
                                                     .kh = (int)w[2],
                                                     .kw = (int)w[3],
                                                     .stride = p->conv.stride,
                                                     .pad = p->conv.pad};
    const struct gfla_conv conv = geometry(c->in[SRC].shape, c->in[WEIGHTS].shape, &p->conv);
    if (p->is_transposed)
        gfla_conv_transpose2d_ref_fwd(&deconv, in[SRC], in[WEIGHTS], in[BIAS], x);
    else
        gfla_conv2d_ref_fwd(&conv, in[SRC], in[WEIGHTS], in[BIAS], x);
    if (c->n_in <= RESIDUAL)
        return;
    for (int64_t i = 0; i < count; i++)
        x[i] += in[RESIDUAL][i];
    gfla_leaky_relu_ref_fwd(count, (double)SLOPE, x, x);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct chain *p = c->params;
    const struct gfla_conv next = geometry(p->x, c->in[WEIGHTS2].shape, &p->next);
    const size_t count = (size_t)gfla_shape_count(p->x);
    double *x = calloc(count, sizeof *x), *normed = calloc(count, sizeof *normed);
    make_x(c, in, x);
    gfla_instance_norm_ref_fwd(p->x, GFLA_INSTANCE_NORM_EPS, (double)SLOPE, x, in[SCALE], in[SHIFT], normed);
    gfla_conv2d_ref_fwd(&next, normed, in[WEIGHTS2], NULL, out);
    free(normed);
    free(x);
}

#define SHAPE(n, c, h, w)                                                                                              \
    {                                                                                                                  \
        4,                                                                                                             \
        {                                                                                                              \
            n, c, h, w                                                                                                 \
        }                                                                                                              \
    }
#define BLOCKED(...)                                                                                                   \
    {                                                                                                                  \
        .shape = SHAPE(__VA_ARGS__), .layout = GFLA_LAYOUT_BLOCKED                                                     \
    }
/* n, channels and size of src, of x; kernel and stride of what makes it; kernel and stride of what reads it. */
#define CASE(what, is_tiny, transposed, inputs, low, high, n, ic, ih, iw, oc, oh, ow, k, s, next_k, next_s, ...)       \
    {.name =                                                                                                           \
         "moments(" what ",n=" #n ",ic=" #ic ",h=" #ih ",w=" #iw ",oc=" #oc ",h=" #oh ",w=" #ow ",k=" #k ",s=" #s ")", \
     .n_in = inputs,                                                                                                   \
     .in = {BLOCKED(n, ic, ih, iw),                                                                                    \
            {.shape = SHAPE(transposed ? ic : oc, transposed ? oc : ic, k, k)},                                        \
            {.shape = {1, {oc}}, .lo = low, .hi = high},                                                               \
            {.shape = {1, {oc}}},                                                                                      \
            {.shape = {1, {oc}}},                                                                                      \
            {.shape = SHAPE(7, oc, next_k, next_k)},                                                                   \
            BLOCKED(n, oc, oh, ow)},                                                                                   \
     .params = &(const struct chain){SHAPE(n, oc, oh, ow),                                                             \
                                     {.stride = s, .pad = s == 2 ? 1 : (k) / 2},                                       \
                                     {.stride = next_s, .pad = 1},                                                     \
                                     transposed},                                                                      \
     .build = build,                                                                                                   \
     .forward = forward,                                                                                               \
     .tiny = is_tiny,                                                                                                  \
     __VA_ARGS__},

#define PLAIN(what, is_tiny, transposed, ...) CASE(what, is_tiny, transposed, WEIGHTS2 + 1, -1, 1, __VA_ARGS__)
#define SUM(what, is_tiny, transposed, ...)                                                                            \
    CASE(what ",residual", is_tiny, transposed, RESIDUAL + 1, -1, 1, __VA_ARGS__)
/* A mean that is a hundred times the deviations: their squares would be lost beside its own. */
#define FAR(what, is_tiny, transposed, ...)                                                                            \
    CASE(what ",mean=100", is_tiny, transposed, WEIGHTS2 + 1, 99, 101, __VA_ARGS__, .tolerance = 2e-5,                 \
         .reason = "float has 24 bits for a value near 100: the deviation from the mean loses seven of them")

/* Tiles and maps of every size: parts of tiles, tiles of two images in one work-item, work-items that share an image,
 * rows and columns of a phase that are not there. */
#define STRIDE1(name, ...)                                                                                             \
    PLAIN(name, true, false, 2, 2, 5, 7, 17, 5, 7, 3, 1, 3, 1, __VA_ARGS__)                                            \
    SUM(name, false, false, 2, 18, 21, 19, 33, 21, 19, 3, 1, 3, 1, __VA_ARGS__)                                        \
    FAR(name, false, false, 3, 3, 21, 38, 20, 21, 38, 3, 1, 3, 1, __VA_ARGS__)
#define STRIDE2(name, ...)                                                                                             \
    PLAIN(name, true, false, 2, 3, 10, 14, 17, 5, 7, 4, 2, 4, 2, __VA_ARGS__)                                          \
    PLAIN(name, false, false, 2, 5, 23, 25, 40, 12, 13, 3, 2, 4, 2, __VA_ARGS__)                                       \
    SUM(name, false, false, 3, 18, 42, 38, 33, 21, 19, 4, 2, 4, 2, __VA_ARGS__)                                        \
    FAR(name, false, false, 2, 3, 42, 76, 20, 21, 38, 4, 2, 4, 2, __VA_ARGS__)                                         \
    PLAIN(name ",transposed", true, true, 2, 3, 4, 3, 17, 8, 6, 4, 2, 4, 2, __VA_ARGS__)                               \
    PLAIN(name ",transposed", false, true, 2, 3, 5, 9, 17, 9, 17, 3, 2, 4, 2, __VA_ARGS__)                             \
    SUM(name ",transposed", false, true, 3, 18, 21, 19, 33, 42, 38, 3, 2, 4, 2, __VA_ARGS__)                           \
    FAR(name ",transposed", false, true, 2, 3, 11, 19, 20, 22, 38, 4, 2, 4, 2, __VA_ARGS__)

static const struct op_case cases[] = {
    STRIDE1("winograd4", .conv_algorithm = "winograd4") STRIDE1("winograd2", .conv_algorithm = "winograd2")
        PLAIN("winograd4", false, false, 2, 3, 13, 14, 18, 13, 14, 5, 1, 3, 1, .conv_algorithm = "winograd4")
            STRIDE2("stride2", .conv_algorithm = "stride2") STRIDE2("stride2_tile2", .conv_algorithm = "stride2_tile2")
    /* The first layer of a network reads what the caller wrote. */
    PLAIN("first", true, false, 1, 2, 16, 18, 17, 8, 9, 4, 2, 3, 1, .conv_algorithm = NULL)
        SUM("first", false, false, 2, 3, 22, 140, 40, 11, 70, 4, 2, 3, 1, .conv_algorithm = NULL)
            FAR("first", false, false, 2, 3, 34, 36, 20, 17, 18, 4, 2, 3, 1, .conv_algorithm = NULL)};

const struct op_case_table moments_cases = {"moments", cases, sizeof cases / sizeof *cases};
