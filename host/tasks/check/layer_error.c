/* layer_error.c - what host/ref makes of the numbers that a layer was given, against what the device made of
 * them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/check/difference.h"
#include "tasks/check/layer.h"
#include "ops/instance_norm.h"
#include "ops/layer_norm.h"
#include "ref/attention_block_ref.h"
#include "ref/conv2d_ref.h"
#include "ref/conv_transpose2d_ref.h"
#include "ref/instance_norm_ref.h"
#include "ref/layer_norm_ref.h"

/* ---- convolutions, by output channels ---- */

static gfla_status check_conv(const struct gfla_layer *l, const double *const *in, const float *out, double most,
                              struct gfla_difference *d)
{
    gfla_status status;
    double *expected = NULL;
    struct gfla_conv g = l->conv;
    const int channels = g.oc, n_checked = gfla_difference_channels(&g, channels, most);
    TRY(gfla_calloc(&expected, (size_t)g.n * g.oh * g.ow, sizeof *expected, "a reference"));
    g.oc = 1;
    for (int i = 0; i < n_checked; i++) {
        const int oc = (int)((long long)i * channels / n_checked);
        gfla_conv2d_ref_fwd(&g, in[0], in[1] + (ptrdiff_t)oc * g.ic * g.kh * g.kw, in[2] ? in[2] + oc : NULL, expected);
        gfla_difference_add_channel(d, out, expected, g.n, channels, oc, g.oh * g.ow);
    }
fail:
    free(expected);
    return status;
}

static gfla_status check_conv_transpose(const struct gfla_layer *l, const double *const *in, const float *out,
                                        double most, struct gfla_difference *d)
{
    gfla_status status;
    double *expected = NULL, *weights = NULL;
    const struct gfla_conv *g = &l->conv;
    const int taps = g->kh * g->kw, n_checked = gfla_difference_channels(g, g->ic, most);
    const struct gfla_conv_transpose2d_ref ref = {.n = g->n,
                                                  .ic = g->oc,
                                                  .ih = g->oh,
                                                  .iw = g->ow,
                                                  .oc = 1,
                                                  .oh = g->ih,
                                                  .ow = g->iw,
                                                  .kh = g->kh,
                                                  .kw = g->kw,
                                                  .stride = g->stride,
                                                  .pad = g->pad};
    TRY(gfla_calloc(&expected, (size_t)g->n * g->ih * g->iw, sizeof *expected, "a reference"));
    TRY(gfla_calloc(&weights, (size_t)g->oc * taps, sizeof *weights, "a reference"));
    for (int i = 0; i < n_checked; i++) {
        const int channel = (int)((long long)i * g->ic / n_checked);
        for (int j = 0; j < g->oc; j++)
            memcpy(weights + (ptrdiff_t)j * taps, in[1] + ((ptrdiff_t)j * g->ic + channel) * taps,
                   (size_t)taps * sizeof *weights);
        gfla_conv_transpose2d_ref_fwd(&ref, in[0], weights, in[2] ? in[2] + channel : NULL, expected);
        gfla_difference_add_channel(d, out, expected, g->n, g->ic, channel, g->ih * g->iw);
    }
fail:
    free(expected);
    free(weights);
    return status;
}

/* ---- norms, as a whole ---- */

static gfla_status check_norm(const struct gfla_layer *l, const double *const *in, const float *out, double most,
                              struct gfla_difference *d)
{
    gfla_status status;
    double *expected = NULL;
    const struct gfla_shape shape = gfla_shape_4d(l->n, l->c, l->h, l->w);
    const struct gfla_layer_norm_ref ref = {
        .n = l->n, .c = l->c, .area = l->h * l->w, .eps = (double)GFLA_LAYER_NORM_EPS};
    const int64_t count = gfla_shape_count(shape);
    TRY(gfla_calloc(&expected, (size_t)count, sizeof *expected, "a reference"));
    if (l->op == GFLA_LAYER_INSTANCE_NORM)
        gfla_instance_norm_ref_fwd(shape, (double)GFLA_INSTANCE_NORM_EPS, (double)GFLA_LAYER_SLOPE, in[0], in[1], in[2],
                                   expected);
    else
        gfla_layer_norm_ref_fwd(&ref, in[0], in[1], in[2], expected);
    gfla_difference_add(d, out, expected, count);
fail:
    free(expected);
    return status;
}

/* ---- attention: one row in the middle, of the first image ---- */

/* The rows that a part of a map consists of. */
static void copy_rows(double *part, const double *map, int channels, int h, int w, int first, int rows)
{
    for (int c = 0; c < channels; c++)
        memcpy(part + (ptrdiff_t)c * rows * w, map + ((ptrdiff_t)c * h + first) * w, (size_t)rows * w * sizeof *part);
}

static gfla_status check_attention(const struct gfla_layer *l, const double *const *in, const float *out, double most,
                                   struct gfla_difference *d)
{
    gfla_status status;
    double *target = NULL, *flow = NULL, *expected = NULL;
    const int row = l->h / 2, reach = l->k / 2, first = row > reach ? row - reach : 0;
    const int end = row + reach + 1 < l->h ? row + reach + 1 : l->h, rows = end - first;
    const size_t part = (size_t)rows * l->w;
    const struct gfla_attention_block_ref ref = {
        .size = {.n = 1, .c = l->c, .src_h = l->h, .src_w = l->w, .h = rows, .w = l->w},
        .k = l->k,
        .hidden = l->hidden,
        .slope = (double)GFLA_LAYER_SLOPE,
        .scale = 1};
    TRY(gfla_calloc(&target, part * l->c, sizeof *target, "a reference"));
    TRY(gfla_calloc(&flow, part * 2, sizeof *flow, "a reference"));
    TRY(gfla_calloc(&expected, part * l->c, sizeof *expected, "a reference"));
    copy_rows(target, in[1], l->c, l->h, l->w, first, rows);
    copy_rows(flow, in[2], 2, l->h, l->w, first, rows);
    for (size_t i = 0; i < part; i++)
        flow[part + i] += first; /* flows are relative: from these rows the source lies higher */
    const double *const ref_in[GFLA_ATTENTION_BLOCK_REF_COUNT] = {in[0], target, flow, in[3], in[4], in[5], in[6]};
    gfla_attention_block_ref_fwd(&ref, ref_in, expected);
    for (int c = 0; c < l->c; c++)
        gfla_difference_add(d, out + ((ptrdiff_t)c * l->h + row) * l->w,
                            expected + ((ptrdiff_t)c * rows + row - first) * l->w, l->w);
fail:
    free(target);
    free(flow);
    free(expected);
    return status;
}

gfla_status gfla_layer_error(const struct gfla_layer *l, const double *const in[GFLA_LAYER_INPUTS], const float *out,
                             double most, double *error)
{
    typedef gfla_status check(const struct gfla_layer *, const double *const *, const float *, double,
                              struct gfla_difference *);
    static check *const checks[GFLA_LAYER_OP_COUNT] = {[GFLA_LAYER_CONV] = check_conv,
                                                       [GFLA_LAYER_CONV_TRANSPOSE] = check_conv_transpose,
                                                       [GFLA_LAYER_INSTANCE_NORM] = check_norm,
                                                       [GFLA_LAYER_LAYER_NORM] = check_norm,
                                                       [GFLA_LAYER_ATTENTION] = check_attention};
    struct gfla_difference d = {0, 1};
    gfla_status status = GFLA_OK;
    REQUIRE(l->op != GFLA_LAYER_ATTENTION || l->hidden <= GFLA_ATTENTION_BLOCK_REF_HIDDEN, GFLA_ERROR_USAGE,
            "%s: host/ref has at most %d hidden channels", l->name, GFLA_ATTENTION_BLOCK_REF_HIDDEN);
    TRY(checks[l->op](l, in, out, most, &d));
    *error = d.most / d.largest;
fail:
    return status;
}
