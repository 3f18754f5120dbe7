/* ops/conv_first.cl - the first convolution of a network, 4 x 4 with stride 2, which reads pictures of few channels as the caller wrote
 * them: dst = epilogue(convolution(prologue(src0, src1, src2 behind one another))).
 *
 * conv_first_pack  weights [oc][ic][4][4] and bias to the order in which conv_first reads them; global {groups * NV, ic}
 * conv_first       global {parts of a row, parts of a column * n}
 *                  panel     local, [ic][POINTS][2][PANEL] floats
 *                  products  local, [POINTS][COLUMNS][NV*16] floats
 *
 * src0 .. src2 are PLAIN [n][channels][ih][iw], dst is BLOCKED, the border is zeros. No channel is computed that is not there, where a
 * block of 16 would be filled up. The even and the odd rows of the taps are two convolutions of stride 1, each of which Winograd's F(4,2)
 * makes in five products for four rows, of vectors of neighbours in the panel; along the rows sums are direct. A work-item makes all
 * channels of TILE x COLUMNS results. Build option NV: 1 or 2. */
#ifndef NV
#define NV 2
#endif
#define LANES 16
#define TAPS GFLA_CONV_FIRST_TAPS
#define TILE 4 /* GFLA_CONV_FIRST_TILE, where a preprocessor compares it */
#define COLUMNS GFLA_CONV_FIRST_COLUMNS
#define PANEL GFLA_CONV_FIRST_PANEL
#define PIXELS 8 /* whose products are made at once; a divisor of COLUMNS */
#define STRIDE 2
#define MARGIN (LANES - 1) /* left of what is read */
#define READ_COLUMNS ((COLUMNS - 1) * STRIDE + TAPS)
#include "shared/conv.h"
#include "shared/conv_epilogue.h"
#include "shared/conv_first.h"
#include "shared/conv_prologue.h"
#include "shared/winograd_taps2.h"

/* One column of taps of 16 dst channels for one src channel; zeros where there is none. */
static inline float16 load_tap(__global const float *weights, int ic, int oc, int first, int k, int tap)
{
    float v[LANES];
    for (int i = 0; i < LANES; i++)
        v[i] = first + i < oc ? weights[((size_t)(first + i) * ic + k) * TAPS * TAPS + tap] : 0.f;
    return vload16(0, v);
}

__kernel void conv_first_pack(const int ic, const int oc, const int has_bias, __global const float *restrict weights,
                              __global const float *restrict bias, __global float *restrict packed)
{
    const int block = (int)get_global_id(0), blocks = (int)get_global_size(0), k = (int)get_global_id(1);
    for (int i = 0; i < LANES && k == 0; i++) {
        const int c = block * LANES + i;
        packed[c] = has_bias && c < oc ? bias[c] : 0.f;
    }
    for (int phase = 0; phase < STRIDE; phase++)
        for (int kx = 0; kx < TAPS; kx++) {
            float16 points[POINTS];
            transform_taps(load_tap(weights, ic, oc, block * LANES, k, phase * TAPS + kx),
                           load_tap(weights, ic, oc, block * LANES, k, (phase + STRIDE) * TAPS + kx), points);
            for (int p = 0; p < POINTS; p++) {
                const size_t row = (((size_t)(block / NV * POINTS + p) * ic + k) * STRIDE + phase) * TAPS + kx;
                vstore16(points[p], row * NV + block % NV, packed + blocks * LANES);
            }
        }
}

/* The prologue of one channel, for vectors of its pixels. */
static inline struct prologue channel_prologue(const struct gfla_conv_prologue *p, __global const float *norm, int plane, int lane)
{
    struct prologue same = {0.f, 1.f, 0.f, p->slope};
    __global const float *row = norm + plane * GFLA_CONV_NORM_ROWS * LANES + lane;
    if (p->has_norm) {
        same.mean = row[0];
        same.factor = row[LANES];
        same.bias = row[2 * LANES];
    }
    return same;
}

/* Sixteen neighbours of the rows under five rows of results, prepared, at the points. */
static inline void transform_rows(__global const float *plane, int y, int h, int w, const struct prologue *before, __local float *panel)
{
    float16 d[POINTS], o[POINTS];
    UNROLL for (int i = 0; i < POINTS; i++)
    {
        const int row = y + i * STRIDE;
        d[i] = row < 0 || row >= h ? (float16)(0.f) : prepare(before, vload16(0, plane + row * w));
    }
    transform_src(d, o);
    UNROLL for (int i = 0; i < POINTS; i++) vstore16(o[i], 0, panel + i * STRIDE * PANEL);
}

/* Zeros at the columns first .. end - 1 of all rows. */
static inline void clear_columns(int first, int end, __local float *panel)
{
    for (int i = 0; i < POINTS * STRIDE; i++)
        for (int j = first; j < end; j++)
            panel[i * PANEL + j] = 0.f;
}

/* One channel at the points: what lies under the results from source row y and column x on. The last vector of a row overlaps the one
 * before it rather than the end of the row. */
static inline void transform_plane(__global const float *plane, int y, int x, int h, int w, const struct prologue *before,
                                   __local float *panel)
{
    const int first = max(x, 0), end = min(x + READ_COLUMNS, w);
    for (int phase = 0; phase < STRIDE; phase++)
        for (int j = first; j < end; j += LANES) {
            const int at = min(j, w - LANES);
            transform_rows(plane + at, y + phase, h, w, before, panel + phase * PANEL + at - x);
        }
    clear_columns(0, first - x, panel);
    clear_columns(end - x, READ_COLUMNS, panel);
}

/* The channels of one source, from channel `first` of all on. */
static void fill_panel(const struct gfla_conv *g, const struct gfla_conv_prologue *p, int channels, int first, int n, int y, int x,
                       __global const float *src, __global const float *norm, __local float *panel)
{
    const int blocks = (g->ic + LANES - 1) / LANES;
    for (int c = 0; c < channels; c++) {
        const struct prologue before = channel_prologue(p, norm, n * blocks + (first + c) / LANES, (first + c) % LANES);
        transform_plane(src + ((size_t)n * channels + c) * g->ih * g->iw, y * STRIDE - g->pad, x * STRIDE - g->pad, g->ih, g->iw, &before,
                        panel + (first + c) * POINTS * STRIDE * PANEL + MARGIN);
    }
}

/* At one point, the products of all channels: PIXELS x NV vectors. */
static inline void multiply(int channels, __local const float *a, __global const float *w, __local float *products)
{
    float16 c[PIXELS][NV];
    UNROLL for (int i = 0; i < PIXELS; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] = 0.f;
    for (int k = 0; k < channels; k++, a += POINTS * STRIDE * PANEL, w += STRIDE * TAPS * NV * LANES)
        UNROLL for (int t = 0; t < STRIDE * TAPS; t++)
        {
            float16 b[NV];
            UNROLL for (int j = 0; j < NV; j++) b[j] = vload16(t * NV + j, w);
            UNROLL for (int i = 0; i < PIXELS; i++)
            {
                const float16 v = (float16)(a[t / TAPS * PANEL + i * STRIDE + t % TAPS]);
                UNROLL for (int j = 0; j < NV; j++) c[i][j] = fma(v, b[j], c[i][j]);
            }
        }
    UNROLL for (int i = 0; i < PIXELS; i++) UNROLL for (int j = 0; j < NV; j++) vstore16(c[i][j], i * NV + j, products);
}

/* Results of 16 channels: at most TILE rows of `columns` from vector `to` of dst on, rows w vectors apart. */
static inline void store_results(const struct gfla_conv_epilogue *e, int rows, int columns, size_t to, int w, float16 bias,
                                 __local const float *products, __global const float *residual, __global float *dst)
{
    for (int x = 0; x < columns; x++) {
        float16 m[POINTS], o[TILE];
        UNROLL for (int p = 0; p < POINTS; p++) m[p] = vload16((p * COLUMNS + x) * NV, products);
        transform_products(m, o);
        UNROLL for (int y = 0; y < TILE; y++)
            if (y < rows)
                ((__global float16 *)dst)[to + y * w + x] = finish(e, residual, to + y * w + x, o[y] + bias);
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
conv_first(const struct gfla_conv g, const struct gfla_conv_first f, const struct gfla_conv_prologue p, const struct gfla_conv_epilogue e,
           __global const float *restrict src0, __global const float *restrict src1, __global const float *restrict src2,
           __global const float *restrict packed, __global const float *restrict norm, __global const float *restrict residual,
           __global float *restrict dst, __local float *restrict panel, __local float *restrict products)
{
    const int parts = (g.oh + TILE - 1) / TILE, n = (int)get_global_id(1) / parts;
    const int y = (int)get_global_id(1) % parts * TILE, x = (int)get_global_id(0) * COLUMNS;
    const int rows = min(TILE, g.oh - y), columns = min(COLUMNS, g.ow - x);
    const int blocks = (g.oc + LANES - 1) / LANES, groups = (blocks + NV - 1) / NV;
    const int w_point = g.ic * STRIDE * TAPS * NV * LANES;
    __global const float *w = packed + groups * NV * LANES;
    fill_panel(&g, &p, f.channels[0], 0, n, y, x, src0, norm, panel);
    fill_panel(&g, &p, f.channels[1], f.channels[0], n, y, x, src1, norm, panel);
    fill_panel(&g, &p, f.channels[2], f.channels[0] + f.channels[1], n, y, x, src2, norm, panel);
    for (int group = 0; group < groups; group++) {
        for (int point = 0; point < POINTS; point++, w += w_point)
            for (int i = 0; i < columns; i += PIXELS)
                multiply(g.ic, panel + point * STRIDE * PANEL + MARGIN + i * STRIDE, w, products + (point * COLUMNS + i) * NV * LANES);
        for (int j = 0; j < NV && group * NV + j < blocks; j++)
            store_results(&e, rows, columns, (((size_t)n * blocks + group * NV + j) * g.oh + y) * g.ow + x, g.ow,
                          vload16(group * NV + j, packed), products + j * LANES, residual, dst);
    }
}
