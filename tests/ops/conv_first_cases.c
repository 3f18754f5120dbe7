/* First layers as the planner merges them: leaky(convolution(leaky(instance_norm(several images behind one
 * another)))). */
#include "ops/activation.h"
#include "ops/concat.h"
#include "ops/conv2d.h"
#include "ops/instance_norm.h"
#include "ref/activation_ref.h"
#include "ref/conv2d_ref.h"
#include "ref/instance_norm_ref.h"
#include "tests/ops/op_case.h"

#include <stdlib.h>
#include <string.h>

#define SLOPE 0.2f

/* Inputs: weights, bias, those of the norm, then the images. */
enum { WEIGHTS, BIAS, SCALE, SHIFT, IMAGES };

struct first {
    bool has_norm, is_activated;
};

static const struct gfla_conv2d_params params = {.stride = 2, .pad = 1};

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct first *f = c->params;
    gfla_tensor *src = c->n_in > IMAGES + 1 ? gfla_concat(graph, in + IMAGES, c->n_in - IMAGES) : in[IMAGES];
    if (f->has_norm)
        src = gfla_instance_norm_leaky_relu(graph, src, in[SCALE], in[SHIFT], SLOPE);
    gfla_tensor *dst = gfla_conv2d(graph, src, in[WEIGHTS], in[BIAS], &params);
    return f->is_activated ? gfla_leaky_relu(graph, dst, SLOPE) : dst;
}

/* [n][all channels][pixels] of the images. */
static void join(const struct op_case *c, const double *const *in, int64_t channels, double *src)
{
    int64_t first = 0;
    for (int i = IMAGES; i < c->n_in; i++) {
        const int64_t *d = c->in[i].shape.dim, pixels = d[2] * d[3], count = d[1] * pixels;
        for (int64_t n = 0; n < d[0]; n++)
            memcpy(src + (n * channels + first) * pixels, in[i] + n * count, (size_t)count * sizeof *src);
        first += d[1];
    }
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct first *f = c->params;
    const int64_t *w = c->in[WEIGHTS].shape.dim;
    struct gfla_shape shape = c->in[IMAGES].shape;
    shape.dim[1] = w[1];
    const int64_t count = gfla_shape_count(shape);
    struct gfla_conv g = {.n = (int)shape.dim[0],
                          .ic = (int)w[1],
                          .ih = (int)shape.dim[2],
                          .iw = (int)shape.dim[3],
                          .oc = (int)w[0],
                          .kh = (int)w[2],
                          .kw = (int)w[3],
                          .stride = params.stride,
                          .pad = params.pad};
    double *src = calloc((size_t)count, sizeof *src), *normed = calloc((size_t)count, sizeof *normed);
    g.oh = (g.ih + 2 * g.pad - g.kh) / g.stride + 1;
    g.ow = (g.iw + 2 * g.pad - g.kw) / g.stride + 1;
    join(c, in, w[1], src);
    if (f->has_norm)
        gfla_instance_norm_ref_fwd(shape, GFLA_INSTANCE_NORM_EPS, (double)SLOPE, src, in[SCALE], in[SHIFT], normed);
    gfla_conv2d_ref_fwd(&g, f->has_norm ? normed : src, in[WEIGHTS], in[BIAS], out);
    if (f->is_activated)
        gfla_leaky_relu_ref_fwd((int64_t)g.n * g.oc * g.oh * g.ow, (double)SLOPE, out, out);
    free(normed);
    free(src);
}

#define CHANNELS(n, c, h, w)                                                                                           \
    {                                                                                                                  \
        .shape = {4, {n, c, h, w}}, .layout = GFLA_LAYOUT_BLOCKED                                                      \
    }
#define CASE(tiny_, n_in_, norm, activation, n, c0, c1, c2, h, w, oc)                                                  \
    {                                                                                                                  \
        .name = "conv_first(norm=" #norm ",leaky=" #activation ",n=" #n ",ic=" #c0 "+" #c1 "+" #c2 ",h=" #h ",w=" #w   \
                ",oc=" #oc ")",                                                                                        \
        .n_in = IMAGES + n_in_,                                                                                        \
        .in = {{.shape = {4, {oc, c0 + c1 + c2, 4, 4}}},                                                               \
               {.shape = {1, {oc}}},                                                                                   \
               {.shape = {1, {c0 + c1 + c2}}},                                                                         \
               {.shape = {1, {c0 + c1 + c2}}},                                                                         \
               CHANNELS(n, c0, h, w),                                                                                  \
               CHANNELS(n, c1, h, w),                                                                                  \
               CHANNELS(n, c2, h, w)},                                                                                 \
        .params = &(const struct first){norm, activation}, .build = build, .forward = forward, .tiny = tiny_           \
    }

/* Widths of less than a vector more than what a work-item makes; columns and rows of results that are no multiple of a
 * tile. */
static const struct op_case cases[] = {
    CASE(true, 1, 0, 0, 1, 2, 0, 0, 6, 17, 3),    CASE(true, 2, 1, 1, 1, 1, 2, 0, 4, 16, 17),
    CASE(false, 1, 1, 0, 2, 3, 0, 0, 16, 37, 64), CASE(false, 3, 1, 0, 2, 3, 18, 18, 8, 140, 32),
    CASE(false, 3, 0, 1, 1, 5, 1, 2, 9, 135, 18), CASE(false, 1, 1, 1, 1, 48, 0, 0, 22, 64, 20),
    CASE(false, 1, 0, 0, 1, 49, 0, 0, 8, 16, 16), /* not merged: too many channels */
    CASE(false, 2, 1, 0, 1, 3, 4, 0, 6, 7, 8),    /* nor these: too narrow */
};

const struct op_case_table conv_first_cases = {"conv_first", cases, sizeof cases / sizeof *cases};
