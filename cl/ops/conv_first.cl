/* ops/conv_first.cl - the first convolution of a network, 4 x 4 with stride 2, which reads images of few channels as
 * the caller wrote them: dst = epilogue(convolution(prologue(src0, src1, src2 behind one another))).
 *
 * conv_first_pack  weights [oc][ic][4][4] and bias to the order in which conv_first reads them; global {groups * NV,
 *                  ic}
 * conv_first       global {parts of a row, parts of a column * n}
 *                  moments   of dst, where share asks for them (shared/moments.h)
 *                  panel     local, [POINTS][POINTS][ic][phase of rows][phase of columns][TILES] floats
 *                  products  local, [POINTS][POINTS][TILES][NV*16] floats
 *
 * src0 .. src2 are PLAIN [n][channels][ih][iw], dst is BLOCKED, the border is zeros. No channel is computed that is not
 * there, where a block of 16 would be filled up. The even and the odd rows and columns are four convolutions of stride
 * 1, each of which Winograd's F(4,2) makes in 25 products for 4 x 4 results. Sources are transformed in vectors of
 * neighbours: along columns as they lie there, along rows with one tile in each lane. A work-item makes all channels of
 * TILES tiles beside one another. Build option NV: 1 or 2. */
#ifndef NV
#define NV 2
#endif
#define LANES 16
#define TAPS GFLA_CONV_FIRST_TAPS
#define TILE 4                      /* GFLA_CONV_FIRST_TILE, where a preprocessor compares it */
#define TILES GFLA_CONV_FIRST_TILES /* LANES, which they fill */
#define COLUMNS GFLA_CONV_FIRST_COLUMNS
#define PHASES GFLA_CONV_FIRST_PHASES
#define PRODUCT (TILES * NV * LANES + GFLA_CONV_FIRST_SKEW) /* floats of one point */
#define ROWS 8 /* tiles whose products are made at once; a divisor of TILES */
#define STRIDE 2
#define TILE_STRIDE (TILE * STRIDE) /* from tile to tile in the source */
#define MARGIN (LANES - 1)          /* left of what is read */
#define READ_COLUMNS ((COLUMNS - 1) * STRIDE + TAPS)
#define PANEL (MARGIN + READ_COLUMNS + LANES - 1) /* a row of the source, and room for vectors that are half outside */
#include "shared/conv.h"
#include "shared/conv_epilogue.h"
#include "shared/conv_first.h"
#include "shared/conv_prologue.h"
#include "shared/one_item.h"
#include "shared/prefetch.h"
#include "shared/winograd_taps2.h"

#include "shared/conv_moments.h"

typedef float16 unaligned16 __attribute__((aligned(4))); /* vstore16 of PoCL makes four stores */

/* Floats of one point of the panel. */
static int panel_floats(int ic)
{
    return ic * PHASES * TILES + GFLA_CONV_FIRST_SKEW;
}

/* One tap of 16 dst channels for one src channel; zeros where there is none. */
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
    for (int phase = 0; phase < PHASES; phase++) {
        const int first = phase / STRIDE * TAPS + phase % STRIDE;
        float16 rows[STRIDE][POINTS], column[POINTS];
        for (int t = 0; t < 2; t++)
            transform_taps(load_tap(weights, ic, oc, block * LANES, k, first + t * STRIDE * TAPS),
                           load_tap(weights, ic, oc, block * LANES, k, first + t * STRIDE * TAPS + STRIDE), rows[t]);
        for (int x = 0; x < POINTS; x++) {
            transform_taps(rows[0][x], rows[1][x], column);
            for (int y = 0; y < POINTS; y++) {
                const size_t row = ((size_t)((block / NV * POINTS + y) * POINTS + x) * ic + k) * PHASES + phase;
                vstore16(column[y], row * NV + block % NV, packed + blocks * LANES);
            }
        }
    }
}

/* The prologue of one channel, for vectors of its pixels. */
static inline struct prologue channel_prologue(const struct gfla_conv_prologue *p, __global const float *norm,
                                               int plane, int lane)
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
static inline void transform_rows(__global const float *plane, int y, int h, int w, const struct prologue *before,
                                  int changes, float *rows)
{
    float16 d[POINTS], o[POINTS];
    UNROLL for (int i = 0; i < POINTS; i++)
    {
        const int row = y + i * STRIDE;
        d[i] = row < 0 || row >= h ? (float16)(0.f) : vload16(0, plane + row * w);
        PREFETCH_LATER(plane + (h + row) * w);
        if (changes && row >= 0 && row < h)
            d[i] = prepare(before, d[i]);
    }
    transform_src(d, o);
    UNROLL for (int i = 0; i < POINTS; i++) * (unaligned16 *)(rows + i * PANEL) = o[i];
}

/* Zeros at the columns first .. end - 1 of all rows. */
static inline void clear_columns(int first, int end, float *rows)
{
    for (int i = 0; i < POINTS; i++)
        for (int j = first; j < end; j++)
            rows[i * PANEL + j] = 0.f;
}

/* Lane by lane, which becomes one instruction where `.even` and `.odd` become three. */
static inline float16 evens(float16 a, float16 b)
{
    return (float16)(a.s0, a.s2, a.s4, a.s6, a.s8, a.sa, a.sc, a.se, b.s0, b.s2, b.s4, b.s6, b.s8, b.sa, b.sc, b.se);
}

static inline float16 odds(float16 a, float16 b)
{
    return (float16)(a.s1, a.s3, a.s5, a.s7, a.s9, a.sb, a.sd, a.sf, b.s1, b.s3, b.s5, b.s7, b.s9, b.sb, b.sd, b.sf);
}

/* Every eighth of 128 neighbours: o[i] has those at i, i + 8 ... Evens before odds, three times. */
static inline void deal(const float *row, float16 *o)
{
    float16 v[TILE_STRIDE];
    UNROLL for (int i = 0; i < TILE_STRIDE; i++) o[i] = vload16(i, row);
    UNROLL for (int dealt = 1; dealt < TILE_STRIDE; dealt *= 2)
    {
        UNROLL for (int i = 0; i < TILE_STRIDE; i++) v[i] = o[i];
        UNROLL for (int i = 0; i < TILE_STRIDE / 2; i++)
        {
            o[i] = evens(v[2 * i], v[2 * i + 1]);
            o[i + TILE_STRIDE / 2] = odds(v[2 * i], v[2 * i + 1]);
        }
    }
}

/* Rows at the points of columns, now at the points of rows, too: those of all tiles and of the even and odd columns.
 * Vectors begin at the second column, which lies at a multiple of a vector. */
static inline void transform_columns(const float *rows, int distance, __local float *panel)
{
    for (int y = 0; y < POINTS; y++, rows += PANEL, panel += POINTS * distance) {
        float16 v[TILE_STRIDE], o[POINTS];
        deal(rows + 1, v);
        const float16 end = v[TILE_STRIDE - 1], first = (float16)(rows[0], end.s0, end.s12, end.s3456, end.s789abcde);
        const float16 last = (float16)(v[0].s12345678, v[0].s9abc, v[0].sde, v[0].sf, rows[READ_COLUMNS - 1]);
        const float16 even[POINTS] = {first, v[1], v[3], v[5], v[7]}, odd[POINTS] = {v[0], v[2], v[4], v[6], last};
        transform_src(even, o);
        UNROLL for (int x = 0; x < POINTS; x++) * (__local float16 *)(panel + x * distance) = o[x];
        transform_src(odd, o);
        UNROLL for (int x = 0; x < POINTS; x++) * (__local float16 *)(panel + x * distance + TILES) = o[x];
    }
}

/* One channel at the points: what lies under the results from source row y and column x on. The last vector of a row
 * overlaps the one before it rather than the end of the row. */
static inline void transform_plane(__global const float *plane, int y, int x, int h, int w,
                                   const struct prologue *before, int changes, int distance, __local float *panel)
{
    const int first = max(x, 0), end = min(x + READ_COLUMNS, w);
    float16 vectors[POINTS * PANEL / LANES];
    float *seen = (float *)vectors + MARGIN;
    for (int phase = 0; phase < STRIDE; phase++) {
        for (int j = first / LANES * LANES; j < end; j += LANES) {
            const int at = min(j, w - LANES);
            if (changes)
                transform_rows(plane + at, y + phase, h, w, before, 1, seen + at - x);
            else
                transform_rows(plane + at, y + phase, h, w, before, 0, seen + at - x);
        }
        clear_columns(0, first - x, seen);
        clear_columns(end - x, READ_COLUMNS, seen);
        transform_columns(seen, distance, panel + phase * STRIDE * TILES);
    }
}

/* The channels of one source, from channel `first` of all on. */
static void fill_panel(const struct gfla_conv *g, const struct gfla_conv_prologue *p, int channels, int first, int n,
                       int y, int x, __global const float *src, __global const float *norm, __local float *panel)
{
    const int blocks = (g->ic + LANES - 1) / LANES, changes = p->has_norm || p->slope != 1.f;
    for (int c = 0; c < channels; c++) {
        const struct prologue before = channel_prologue(p, norm, n * blocks + (first + c) / LANES, (first + c) % LANES);
        transform_plane(src + ((size_t)n * channels + c) * g->ih * g->iw, y * STRIDE - g->pad, x * STRIDE - g->pad,
                        g->ih, g->iw, &before, changes, panel_floats(g->ic), panel + (first + c) * PHASES * TILES);
    }
}

/* At one point, the products of all channels: ROWS x NV vectors. */
static inline void multiply(int channels, __local const float *a, __global const float *w, __local float *products)
{
    float16 c[ROWS][NV];
    UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] = 0.f;
    for (int k = 0; k < channels; k++, a += PHASES * TILES, w += PHASES * NV * LANES)
        UNROLL for (int phase = 0; phase < PHASES; phase++)
        {
            float16 b[NV];
            UNROLL for (int j = 0; j < NV; j++) b[j] = vload16(phase * NV + j, w);
            UNROLL for (int i = 0; i < ROWS; i++)
            {
                const float16 v = (float16)(a[phase * TILES + i]);
                UNROLL for (int j = 0; j < NV; j++) c[i][j] = fma(v, b[j], c[i][j]);
            }
        }
    UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < NV; j++)((__local float16 *)products)[i * NV + j] =
        c[i][j];
}

/* Results of 16 channels of one tile: at most rows x columns from vector `to` of dst on, rows w vectors apart. */
static inline void store_tile(const struct gfla_conv_epilogue *e, int rows, int columns, size_t to, int w, float16 bias,
                              __local const float *products, __global const float *residual, __global float *dst)
{
    float16 o[TILE][TILE];
    transform_tile_products(products, PRODUCT, POINTS, POINTS, o);
    UNROLL for (int y = 0; y < TILE; y++)
        UNROLL for (int x = 0; x < TILE; x++) if (y < rows && x < columns)((__global float16 *)dst)[to + y * w + x] =
            finish(e, residual, to + y * w + x, o[y][x] + bias);
}

__kernel ONE_ITEM void conv_first(const struct gfla_conv g, const struct gfla_conv_first f,
                                  const struct gfla_conv_prologue p, const struct gfla_conv_epilogue e,
                                  const struct gfla_moments_share share, __global const float *restrict src0,
                                  __global const float *restrict src1, __global const float *restrict src2,
                                  __global const float *restrict packed, __global const float *restrict norm,
                                  __global const float *restrict residual, __global float *restrict dst,
                                  __global float *restrict moments, __local float16 *restrict panel_vectors,
                                  __local float16 *restrict product_vectors)
{
    __local float *panel = (__local float *)panel_vectors, *products = (__local float *)product_vectors;
    const int parts = (g.oh + TILE - 1) / TILE, n = (int)get_global_id(1) / parts;
    const int y = (int)get_global_id(1) % parts * TILE, x = (int)get_global_id(0) * COLUMNS;
    const int rows = min(TILE, g.oh - y), columns = min(COLUMNS, g.ow - x);
    const int blocks = (g.oc + LANES - 1) / LANES, groups = (blocks + NV - 1) / NV;
    const int w_point = g.ic * PHASES * NV * LANES;
    __global const float *w = packed + groups * NV * LANES;
    const int item = (int)(get_global_id(1) * get_global_size(0) + get_global_id(0));
    struct item_moments found = {.share = &share, .parts = moments, .item = item, .blocks = blocks};
    fill_panel(&g, &p, f.channels[0], 0, n, y, x, src0, norm, panel);
    fill_panel(&g, &p, f.channels[1], f.channels[0], n, y, x, src1, norm, panel);
    fill_panel(&g, &p, f.channels[2], f.channels[0] + f.channels[1], n, y, x, src2, norm, panel);
    for (int group = 0; group < groups; group++) {
        for (int point = 0; point < POINTS * POINTS; point++, w += w_point)
            for (int i = 0; i * TILE < columns; i += ROWS)
                multiply(g.ic, panel + point * panel_floats(g.ic) + i, w, products + point * PRODUCT + i * NV * LANES);
        for (int j = 0; j < NV && group * NV + j < blocks; j++) {
            const float16 bias = vload16(group * NV + j, packed);
            const size_t to = (((size_t)n * blocks + group * NV + j) * g.oh + y) * g.ow + x;
            begin_moments(&found, group * NV + j, 0);
            for (int i = 0; i * TILE < columns; i++) {
                store_tile(&e, rows, columns - i * TILE, to + i * TILE, g.ow, bias, products + (i * NV + j) * LANES,
                           residual, dst);
                if (share.slots)
                    add_moments(&found, n, dst, to + i * TILE, rows, columns - i * TILE, g.ow, 1);
            }
            end_moments(&found);
        }
    }
}
