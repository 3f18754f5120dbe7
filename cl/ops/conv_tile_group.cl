/* ops/conv_tile_group.cl - convolution by work-groups, for devices whose vectors are neighbouring work-items.
 * Launched by host/ops/conv/conv_group.c.
 *
 * conv_tile_group      one phase of a convolution (see shared/conv_tile.h): a work-group makes GFLA_CONV_GROUP_PIXELS
 *                      pixels of NV*16 output channels from split_blocks blocks of source channels; global {128 * tiles
 *                      of pixels, groups of channels, splits}, local {128, 1, 1}
 * conv_tile_group_sum  what the splits leave, where there are several: parts [splits][pixels of the phase][blocks of
 *                      dst][16] -> dst; global {pixels * blocks * 16}
 *
 * src, dst are BLOCKED, the weights those of conv_tile_group_pack.cl. A work-item is a lane and a row, and holds every
 * eighth pixel from `row` on in channel `lane` of NV blocks. The sources of one tap in one block and its weights pass
 * through local memory, (64 + NV*16) * 64 bytes. Small images with many channels have too few tiles for a GPU: their
 * source channels are split, and the sums added in the order of the splits. Build option NV: 1, 2 or 4. */
#include "shared/conv.h"
#include "shared/conv_epilogue.h"
#include "shared/conv_tile.h"

#ifndef NV
#define NV 4
#endif
#define LANES 16
#define ROWS GFLA_CONV_GROUP_ROWS
#define PIXELS (GFLA_CONV_GROUP_PIXELS / ROWS) /* of a work-item */
#define TAP_FLOATS (LANES * NV * LANES)
#define UNROLL _Pragma("unroll")

/* A pixel of the phase: its image, or -1 past the last one, and its row and column. */
struct place {
    int n, y, x;
};

static inline struct place find_place(const struct gfla_conv_tile *t, int index)
{
    const int n = index / t->phase_w / t->phase_h;
    const struct place p = {n < t->n ? n : -1, index / t->phase_w % t->phase_h, index % t->phase_w};
    return p;
}

/* Where it lies in a block of dst, counted in pixels. */
static inline size_t place_in_dst(const struct gfla_conv_tile *t, struct place p, int block)
{
    const int blocks = (t->dst_c + LANES - 1) / LANES, y = t->dst_y0 + p.y * t->dst_step;
    return ((size_t)(p.n * blocks + block) * t->dst_h + y) * t->dst_w + t->dst_x0 + p.x * t->dst_step;
}

/* One channel of the source that a tap of a pixel reads. */
static inline float fetch(const struct gfla_conv_tile *t, const struct place *p, int block, int ky, int kx, int lane,
                          __global const float *src)
{
    const int y = gfla_conv_index(t->src_y0 + p->y * t->src_step + ky, t->src_h, t->padding);
    const int x = gfla_conv_index(t->src_x0 + p->x * t->src_step + kx, t->src_w, t->padding);
    const int blocks = (t->src_c + LANES - 1) / LANES;
    return p->n < 0 || y < 0 || x < 0
               ? 0.f
               : src[((((size_t)p->n * blocks + block) * t->src_h + y) * t->src_w + x) * LANES + lane];
}

/* One source channel: a component of four that were read at once, and its row of weights. */
#define MULTIPLY(component, row)                                                                                       \
    UNROLL for (int j = 0; j < NV; j++)                                                                                \
    {                                                                                                                  \
        const float b = weights[((row)*NV + j) * LANES + lane];                                                        \
        UNROLL for (int i = 0; i < PIXELS; i++) c[i][j] = fma(a[i].component, b, c[i][j]);                             \
    }

__kernel __attribute__((reqd_work_group_size(LANES * ROWS, 1, 1))) void
conv_tile_group(const struct gfla_conv_tile t, const struct gfla_conv_epilogue e, const int split_blocks,
                __global const float *restrict src, __global const float *restrict packed,
                __global const float *restrict residual, __global float *restrict dst, __global float *restrict parts)
{
    __local float sources[GFLA_CONV_GROUP_PIXELS * LANES], weights[TAP_FLOATS];
    const int lane = (int)get_local_id(0) % LANES, row = (int)get_local_id(0) / LANES, group = (int)get_group_id(1);
    const int split = (int)get_group_id(2), taps = t.kh * t.kw;
    const int src_blocks = (t.src_c + LANES - 1) / LANES, dst_blocks = (t.dst_c + LANES - 1) / LANES;
    const int first = split * split_blocks, last = min(first + split_blocks, src_blocks);
    __global const float *w = packed + t.weights_at + ((size_t)group * src_blocks + first) * taps * TAP_FLOATS;
    struct place at[PIXELS];
    float c[PIXELS][NV];
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        at[i] = find_place(&t, (int)get_group_id(0) * GFLA_CONV_GROUP_PIXELS + i * ROWS + row);
        UNROLL for (int j = 0; j < NV; j++) c[i][j] =
            first ? 0.f : packed[GFLA_CONV_PACKED_BIAS + (group * NV + j) * LANES + lane];
    }
    for (int block = first; block < last; block++)
        for (int tap = 0; tap < taps; tap++, w += TAP_FLOATS) {
            barrier(CLK_LOCAL_MEM_FENCE);
            UNROLL for (int i = 0; i < PIXELS; i++) sources[(i * ROWS + row) * LANES + lane] =
                fetch(&t, &at[i], block, tap / t.kw, tap % t.kw, lane, src);
            for (int i = row * LANES + lane; i < TAP_FLOATS; i += ROWS * LANES)
                weights[i] = w[i];
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int k = 0; k < min(LANES, t.src_c - block * LANES); k += 4) {
                float4 a[PIXELS];
                UNROLL for (int i = 0; i < PIXELS; i++) a[i] = vload4(0, sources + (i * ROWS + row) * LANES + k);
                MULTIPLY(x, k)
                MULTIPLY(y, k + 1)
                MULTIPLY(z, k + 2)
                MULTIPLY(w, k + 3)
            }
        }
    const size_t pixels = (size_t)t.n * t.phase_h * t.phase_w;
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        const size_t index = get_group_id(0) * GFLA_CONV_GROUP_PIXELS + i * ROWS + row;
        UNROLL for (int j = 0; j < NV; j++)
        {
            const int block = group * NV + j;
            const size_t to = place_in_dst(&t, at[i], block) * LANES + lane;
            if (at[i].n < 0 || block >= dst_blocks)
                continue;
            if (split_blocks < src_blocks)
                parts[((split * pixels + index) * dst_blocks + block) * LANES + lane] = c[i][j];
            else
                dst[to] = finish_lane(&e, residual, to, c[i][j]);
        }
    }
}

__kernel void conv_tile_group_sum(const struct gfla_conv_tile t, const struct gfla_conv_epilogue e, const int splits,
                                  __global const float *restrict parts, __global const float *restrict residual,
                                  __global float *restrict dst)
{
    const size_t i = get_global_id(0), width = (t.dst_c + LANES - 1) / LANES * LANES;
    const size_t size = (size_t)t.n * t.phase_h * t.phase_w * width;
    if (i >= size)
        return;
    float sum = 0.f;
    for (int split = 0; split < splits; split++)
        sum += parts[split * size + i];
    const size_t to = place_in_dst(&t, find_place(&t, (int)(i / width)), (int)(i % width / LANES)) * LANES + i % LANES;
    dst[to] = finish_lane(&e, residual, to, sum);
}
