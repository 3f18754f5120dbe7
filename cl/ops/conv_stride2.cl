/* ops/conv_stride2.cl - convolution of stride 2, plain or transposed, by Winograd's F(TILE, 2) on its four phases
 * (shared/conv_stride2.h).
 * conv_stride2_fwd         dst from src
 * conv_stride2_transposed  the data gradient or the transposed convolution, of one source or of two whose results are
 *                          added up both global {ranges of s.tile_blocks x 8 tiles, ranges of s.groups groups of NV x
 *                          16 channels of dst}
 *
 * src, dst are BLOCKED; moments: of dst, where moments_share asks for them (shared/moments.h), a pass for each phase
 * that is made. A work-item makes its channels of its tiles of TILE x TILE results (of each phase, where they are
 * transposed):
 *   1. source tiles -> panel [point][tb][source block][8 tiles][16]
 *   2. for NV x 16 channels and every point: panel x weights -> products [point][tb][8 tiles][NV*16]
 *   3. products -> results
 * Both scratches are local memory, which a CPU keeps in its cache. Build options: TAPS 3 or 4, TILE 2 or 4, NV 1 or
 * 2. */
#include "shared/conv.h"
#include "shared/conv_epilogue.h"
#include "shared/conv_prologue.h"
#include "shared/conv_stride2.h"
#include "shared/one_item.h"
#include "shared/prefetch.h"
#include "shared/winograd_taps2.h"

#include "shared/conv_moments.h"

#ifndef TAPS
#define TAPS 4
#endif
#ifndef NV
#define NV 2
#endif
#define WINDOWS (TAPS == 4 ? 4 : 1) /* with three taps, all phases of a transposed convolution see the same sources */
#define LANES 16
#define ROWS GFLA_CONV_STRIDE2_ROWS
/* Source channels whose weights for one group stay in the first-level cache from tile block to tile block. */
#define CHANNELS_AT_ONCE 256
#define K_AHEAD 16 /* source channels whose weights are asked for before they are used */

static int blocks_of(int channels)
{
    return (channels + LANES - 1) / LANES;
}

/* Floats of one point of the panel and of the products: no powers of two, so that points do not meet in the cache. */
static int panel_floats(int tb, int blocks)
{
    return tb * blocks * ROWS * LANES + LANES;
}

static int product_floats(int tb)
{
    return tb * ROWS * NV * LANES + LANES;
}

/* ---- source tiles ---- */

struct tile {
    int n, y, x; /* image; row and column of the tile */
    int exists;
};

static struct tile find_tile(int tile, int n, int tiles_h, int tiles_w)
{
    struct tile t = {tile / tiles_w / tiles_h, tile / tiles_w % tiles_h, tile % tiles_w, 1};
    t.exists = t.n < n;
    return t;
}

/* Where the rows or columns of a tile lie, in floats, from `first` on at a distance of `step`; -1: zeros. */
static inline void find_axis(int first, int step, int size, int padding, int stride, int *at)
{
    for (int i = 0; i < POINTS; i++) {
        const int from = gfla_conv_index(first + i * step, size, padding);
        at[i] = from < 0 ? -1 : from * stride;
    }
}

/* One channel block of one tile: POINTS * POINTS transformed vectors, `distance` floats apart. */
static inline void transform_tile(__global const float *plane, const struct prologue *before, int changes,
                                  const int *row, const int *column, __local float *panel, int distance)
{
    float16 half_done[POINTS][POINTS], d[POINTS], o[POINTS];
    LOOP for (int x = 0; x < POINTS; x++)
    {
        UNROLL for (int y = 0; y < POINTS; y++)
        {
            d[y] = 0.f;
            if ((row[y] | column[x]) >= 0)
                d[y] = vload16(0, plane + row[y] + column[x]);
            if (changes && (row[y] | column[x]) >= 0)
                d[y] = prepare(before, d[y]);
        }
        transform_src(d, o);
        UNROLL for (int y = 0; y < POINTS; y++) half_done[y][x] = o[y];
    }
    LOOP for (int y = 0; y < POINTS; y++)
    {
        transform_src(half_done[y], o);
        UNROLL for (int x = 0; x < POINTS; x++) * (__local float16 *)(panel + (y * POINTS + x) * distance) = o[x];
    }
}

/* What a phase of a source tensor is, and which blocks of the panel it fills. */
struct window {
    int c, h, w; /* of the source */
    int padding;
    int y0, x0, step;  /* first row and column of the first tile, distance of neighbours */
    int tile_step;     /* from tile to tile */
    int first, blocks; /* of the panel: the first that it fills, and how many there are */
};

/* The images of ROWS tiles, and where their rows and columns lie; tiles that do not exist are zeros. */
struct places {
    int n[ROWS], row[ROWS][POINTS], column[ROWS][POINTS];
};

static void find_places(const struct window *s, int first_tile, int n, int tiles_h, int tiles_w, struct places *places)
{
    for (int i = 0; i < ROWS; i++) {
        const struct tile t = find_tile(first_tile + i, n, tiles_h, tiles_w);
        places->n[i] = t.exists ? t.n : 0;
        find_axis(s->y0 + t.y * s->tile_step, s->step, s->h, s->padding, s->w * LANES, places->row[i]);
        find_axis(s->x0 + t.x * s->tile_step, s->step, s->w, s->padding, LANES, places->column[i]);
        for (int j = 0; j < POINTS && !t.exists; j++)
            places->row[i][j] = -1;
    }
}

/* Blocks of channels one after the other, since neighbouring tiles of one lie side by side. */
static void fill_panel(const struct window *s, const struct gfla_conv_prologue *prologue, int tb, int n, int tiles_h,
                       int tiles_w, __global const float *src, __global const float *norm, __local float *panel)
{
    const int src_blocks = blocks_of(s->c), distance = panel_floats(tb, s->blocks);
    const int changes = prologue->has_norm || prologue->slope != 1.f;
    for (int b = 0; b < tb; b++) {
        struct places places;
        find_places(s, ((int)get_global_id(0) * tb + b) * ROWS, n, tiles_h, tiles_w, &places);
        for (int i = 0; i < src_blocks * ROWS; i++) {
            const int block = i / ROWS, tile = i % ROWS, plane = places.n[tile] * src_blocks + block;
            const struct prologue before = load_prologue(prologue, norm, plane);
            __global const float *from = src + (size_t)plane * s->h * s->w * LANES;
            __local float *to = panel + ((b * s->blocks + s->first) * ROWS + i) * LANES;
            if (changes)
                transform_tile(from, &before, 1, places.row[tile], places.column[tile], to, distance);
            else
                transform_tile(from, &before, 0, places.row[tile], places.column[tile], to, distance);
        }
    }
}

/* ---- products ---- */

/* The products of one channel; next: weights that will be used later. */
static inline void multiply(float16 c[ROWS][NV], __local const float *a, __global const float *w,
                            __global const float *next)
{
    float16 b[NV];
    UNROLL for (int j = 0; j < NV; j++) b[j] = vload16(j, w);
    UNROLL for (int j = 0; j < NV; j++) PREFETCH(w + (K_AHEAD * NV + j) * LANES);
    PREFETCH_LATER(next);
    UNROLL for (int i = 0; i < ROWS; i++)
    {
        const float16 v = (float16)(a[i * LANES]);
        UNROLL for (int j = 0; j < NV; j++) c[i][j] = fma(v, b[j], c[i][j]);
    }
}

/* Adds the products of all channels of one source, for tile block b of tb. Rows of weights follow each other, and are
 * too large for the caches: each tile block asks for its share of the next one, so that memory delivers while all of
 * them compute. */
static inline void multiply_all(float16 c[ROWS][NV], __local const float *a, __global const float *w, int channels,
                                int b, int tb)
{
    const int step = NV * LANES / tb;
    __global const float *next = w + blocks_of(channels) * LANES * (NV * LANES + b * step);
    for (int left = channels; left > 0; left -= LANES, a += ROWS * LANES, w += LANES * NV * LANES, next += LANES * step)
        if (left >= LANES) {
            UNROLL for (int k = 0; k < LANES; k++) multiply(c, a + k, w + k * NV * LANES, next + k * step);
        } else {
            for (int k = 0; k < left; k++)
                multiply(c, a + k, w + k * NV * LANES, next + k * step);
        }
}

/* Sums that begin, or go on from where they were kept. */
static inline void resume(float16 c[ROWS][NV], int begin, __local const float *products)
{
    if (begin) {
        UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] = 0.f;
    } else {
        UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] =
            vload16(i * NV + j, products);
    }
}

static inline void keep(float16 c[ROWS][NV], __local float *products)
{
    UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < NV; j++)((__local float16 *)products)[i * NV + j] =
        c[i][j];
}

/* ---- results ---- */

/* Where results go: rows y0, y0 + step, ... of dst, from vector `plane` of it on; and what is done before. */
struct target {
    int y0, x0, step, h, w;
    size_t plane;
    struct gfla_conv_epilogue e;
};

/* One channel block of one tile, from ny x nx products at distances of `distance`; the others are zeros. Rows with gaps are asked for first: a CPU reads what it writes, and
 * foresees only rows without them. */
static inline void store_tile(__local const float *products, int distance, int ny, int nx, float16 bias,
                              const struct target *t, __global const float *residual, __global float *dst)
{
    float16 half_done[TILE][POINTS], m[POINTS], o[TILE];
    __global const float16 *corner = (__global const float16 *)dst + t->plane + (size_t)t->y0 * t->w + t->x0;
    if (t->step > 1)
        UNROLL for (int y = 0; y < TILE; y++) UNROLL for (int x = 0; x < TILE; x++)
            PREFETCH_TO_WRITE(corner + (y * t->w + x) * t->step);
    LOOP for (int x = 0; x < POINTS; x++)
    {
        UNROLL for (int y = 0; y < POINTS; y++) m[y] =
            y < ny && x < nx ? vload16(0, products + (y * POINTS + x) * distance) : (float16)(0.f);
        transform_products(m, o);
        UNROLL for (int y = 0; y < TILE; y++) half_done[y][x] = o[y];
    }
    LOOP for (int y = 0; y < TILE; y++)
    {
        const int at_y = t->y0 + y * t->step;
        transform_products(half_done[y], o);
        UNROLL for (int x = 0; x < TILE; x++)
        {
            const int at_x = t->x0 + x * t->step;
            const size_t at = t->plane + (size_t)at_y * t->w + at_x;
            if (at_y < t->h && at_x < t->w)
                ((__global float16 *)dst)[at] = finish(&t->e, residual, at, o[x] + bias);
        }
    }
}

/* The same tile, once it is stored. */
static inline void add_tile_moments(struct item_moments *moments, int image, const struct target *t,
                                    __global const float *dst)
{
    const int rows = (t->h - t->y0 + t->step - 1) / t->step, columns = (t->w - t->x0 + t->step - 1) / t->step;
    if (moments->share->slots)
        add_moments(moments, image, dst, t->plane + (size_t)t->y0 * t->w + t->x0, rows, columns, t->step * t->w,
                    t->step);
}

/* The products at one point of all tiles and phases, as many phases at once as their weights stay cached. */
static inline void multiply_phases(const struct gfla_conv *g, int tb, int group, int groups, int point,
                                   __local const float *panel, __global const float *weights, __local float *products)
{
    const int ic_blocks = blocks_of(g->ic), at_once = clamp(CHANNELS_AT_ONCE / (ic_blocks * LANES), 1, 4);
    for (int first = 0; first < 4; first += at_once)
        for (int b = 0; b < tb; b++) {
            __local const float *a = panel + point * panel_floats(tb, 4 * ic_blocks) + b * 4 * ic_blocks * ROWS * LANES;
            __local float *to = products + b * ROWS * NV * LANES;
            float16 c[ROWS][NV];
            resume(c, first == 0, to);
            for (int phase = first; phase < min(first + at_once, 4); phase++) {
                const int ny = gfla_conv_stride2_points(TILE, TAPS, 0, phase / 2),
                          nx = gfla_conv_stride2_points(TILE, TAPS, 0, phase % 2);
                const int row = gfla_conv_stride2_points_before(TILE, TAPS, 0, phase) * groups + group * ny * nx +
                                point / POINTS * nx + point % POINTS;
                if (point / POINTS < ny && point % POINTS < nx)
                    multiply_all(c, a + phase * ic_blocks * ROWS * LANES,
                                 weights + (size_t)row * ic_blocks * LANES * NV * LANES, g->ic, b, tb);
            }
            keep(c, to);
        }
}

__kernel ONE_ITEM void conv_stride2_fwd(const struct gfla_conv g, const struct gfla_conv_stride2 share,
                                        const struct gfla_conv_prologue p, const struct gfla_conv_epilogue e,
                                        const struct gfla_moments_share moments_share,
                                        __global const float *restrict src, __global const float *restrict packed,
                                        __global const float *restrict norm, __global const float *restrict residual,
                                        __global float *restrict dst, __global float *restrict moments,
                                        __local float16 *restrict panel_vectors,
                                        __local float16 *restrict product_vectors)
{
    __local float *panel = (__local float *)panel_vectors, *products = (__local float *)product_vectors;
    const int tiles_h = (g.oh + TILE - 1) / TILE, tiles_w = (g.ow + TILE - 1) / TILE, tb = share.tile_blocks;
    const int ic_blocks = blocks_of(g.ic), oc_blocks = blocks_of(g.oc), groups = (oc_blocks + NV - 1) / NV;
    const int first_group = (int)get_global_id(1) * share.groups;
    __global const float *weights = packed + GFLA_CONV_STRIDE2_BIAS + groups * NV * LANES;
    struct item_moments found = {
        .share = &moments_share, .parts = moments, .item = (int)get_global_id(0), .blocks = oc_blocks};
    for (int phase = 0; phase < 4; phase++) {
        const struct window s = {g.ic,          g.ih, g.iw,     g.padding,         phase / 2 - 1,
                                 phase % 2 - 1, 2,    2 * TILE, phase * ic_blocks, 4 * ic_blocks};
        fill_panel(&s, &p, tb, g.n, tiles_h, tiles_w, src, norm, panel);
    }
    for (int group = first_group; group < min(first_group + share.groups, groups); group++) {
        for (int point = 0; point < POINTS * POINTS; point++)
            multiply_phases(&g, tb, group, groups, point, panel, weights, products + point * product_floats(tb));
        for (int j = 0; j < NV && group * NV + j < oc_blocks; j++) {
            const float16 bias = vload16(group * NV + j, packed + GFLA_CONV_STRIDE2_BIAS);
            begin_moments(&found, group * NV + j, 0);
            for (int i = 0; i < tb * ROWS; i++) {
                const struct tile t = find_tile((int)get_global_id(0) * tb * ROWS + i, g.n, tiles_h, tiles_w);
                const size_t plane = ((size_t)t.n * oc_blocks + group * NV + j) * g.oh * g.ow;
                const struct target to = {t.y * TILE, t.x * TILE, 1, g.oh, g.ow, plane, e};
                if (!t.exists)
                    break;
                store_tile(products + (i * NV + j) * LANES, product_floats(tb), POINTS, POINTS, bias, &to, residual,
                           dst);
                add_tile_moments(&found, t.n, &to, dst);
            }
            end_moments(&found);
        }
    }
}

/* The part of a transposed convolution that one source contributes: source pixels are those of g's dst. */
static void fill_transposed(const struct gfla_conv *g, const struct gfla_conv_prologue *p, int tb, int channels,
                            int phase, int first, int blocks, int tiles_h, int tiles_w, __global const float *src,
                            __global const float *norm, __local float *panel)
{
    const int y0 = TAPS == 4 ? phase / 2 - 1 : 0, x0 = TAPS == 4 ? phase % 2 - 1 : 0;
    const struct window s = {channels, g->oh, g->ow, GFLA_CONV_PAD_ZERO, y0, x0, 1, TILE, first, blocks};
    fill_panel(&s, p, tb, g->n, tiles_h, tiles_w, src, norm, panel);
}

/* One channel block of one phase of all tiles. */
static void store_transposed(const struct gfla_conv *g, const struct gfla_conv_epilogue *e, int tb, int phase,
                             int block, float16 bias, __local const float *products, __global const float *residual,
                             __global float *dst, struct item_moments *moments)
{
    const int tiles_h = ((g->ih + 1) / 2 + TILE - 1) / TILE, tiles_w = ((g->iw + 1) / 2 + TILE - 1) / TILE;
    const int ny = gfla_conv_stride2_points(TILE, TAPS, 1, phase / 2),
              nx = gfla_conv_stride2_points(TILE, TAPS, 1, phase % 2);
    begin_moments(moments, block, phase);
    for (int i = 0; i < tb * ROWS; i++) {
        const struct tile t = find_tile((int)get_global_id(0) * tb * ROWS + i, g->n, tiles_h, tiles_w);
        const size_t plane = ((size_t)t.n * blocks_of(g->ic) + block) * g->ih * g->iw;
        const struct target to = {2 * t.y * TILE + phase / 2, 2 * t.x * TILE + phase % 2, 2, g->ih, g->iw, plane, *e};
        if (!t.exists)
            break;
        store_tile(products + i * NV * LANES, product_floats(tb), ny, nx, bias, &to, residual, dst);
        add_tile_moments(moments, t.n, &to, dst);
    }
    end_moments(moments);
}

/* Transformed weights and channels of a source, and the block of the panel where they begin. */
struct source {
    __global const float *weights;
    int channels, first_block;
};

/* The products of all tiles with row `row` of the weights, both sources at once where their weights stay cached
 * together. */
static inline void multiply_sources(const struct source sources[2], int n_sources, int tb, int blocks, size_t row,
                                    __local const float *panel, __local float *products)
{
    const int at_once = blocks * LANES <= CHANNELS_AT_ONCE ? n_sources : 1;
    for (int first = 0; first < n_sources; first += at_once)
        for (int b = 0; b < tb; b++) {
            __local float *to = products + b * ROWS * NV * LANES;
            float16 c[ROWS][NV];
            resume(c, first == 0, to);
            for (int i = first; i < first + at_once; i++) {
                const struct source *s = &sources[i];
                multiply_all(c, panel + (b * blocks + s->first_block) * ROWS * LANES,
                             s->weights + row * blocks_of(s->channels) * LANES * NV * LANES, s->channels, b, tb);
            }
            keep(c, to);
        }
}

/* src has g.oc channels, src2 has c2 (0: there is none). */
__kernel ONE_ITEM void conv_stride2_transposed(
    const struct gfla_conv g, const struct gfla_conv_stride2 share, const struct gfla_conv_prologue prologue,
    const struct gfla_conv_epilogue e, const struct gfla_moments_share moments_share, const int c2,
    __global const float *restrict src, __global const float *restrict packed, __global const float *restrict src2,
    __global const float *restrict packed2, __global const float *restrict norm,
    __global const float *restrict residual, __global float *restrict dst, __global float *restrict moments,
    __local float16 *restrict panel_vectors, __local float16 *restrict product_vectors)
{
    __local float *panel = (__local float *)panel_vectors, *products = (__local float *)product_vectors;
    const struct gfla_conv_prologue unchanged = {0, 1.f}; /* src2 */
    const int tiles_h = ((g.ih + 1) / 2 + TILE - 1) / TILE, tiles_w = ((g.iw + 1) / 2 + TILE - 1) / TILE,
              tb = share.tile_blocks;
    const int dst_blocks = blocks_of(g.ic), groups = (dst_blocks + NV - 1) / NV;
    const int first_group = (int)get_global_id(1) * share.groups, n_groups = min(share.groups, groups - first_group);
    const int blocks1 = blocks_of(g.oc), blocks = blocks1 + blocks_of(c2);
    const int first_weight = GFLA_CONV_STRIDE2_BIAS + groups * NV * LANES;
    struct item_moments found = {
        .share = &moments_share, .parts = moments, .item = (int)get_global_id(0), .blocks = dst_blocks};
    const struct source sources[2] = {{packed + first_weight, g.oc, 0}, {packed2 + first_weight, c2, blocks1}};
    for (int window = 0; window < WINDOWS; window++) {
        fill_transposed(&g, &prologue, tb, g.oc, window, 0, blocks, tiles_h, tiles_w, src, norm, panel);
        if (c2)
            fill_transposed(&g, &unchanged, tb, c2, window, blocks1, blocks, tiles_h, tiles_w, src2, norm, panel);
        /* The phases of a group follow each other: their results are neighbours. */
        for (int i = 0; i < n_groups * (4 / WINDOWS); i++) {
            const int group = first_group + i / (4 / WINDOWS), phase = window + i % (4 / WINDOWS);
            const int ny = gfla_conv_stride2_points(TILE, TAPS, 1, phase / 2),
                      nx = gfla_conv_stride2_points(TILE, TAPS, 1, phase % 2);
            const int row = gfla_conv_stride2_points_before(TILE, TAPS, 1, phase) * groups + group * ny * nx;
            for (int p = 0; p < ny * nx; p++) {
                const int point = p / nx * POINTS + p % nx;
                multiply_sources(sources, c2 ? 2 : 1, tb, blocks, row + p, panel + point * panel_floats(tb, blocks),
                                 products + point * product_floats(tb));
            }
            for (int j = 0; j < NV && group * NV + j < dst_blocks; j++) {
                float16 bias = vload16(group * NV + j, packed + GFLA_CONV_STRIDE2_BIAS);
                if (c2)
                    bias += vload16(group * NV + j, packed2 + GFLA_CONV_STRIDE2_BIAS);
                store_transposed(&g, &e, tb, phase, group * NV + j, bias, products + j * LANES, residual, dst, &found);
            }
        }
    }
}
