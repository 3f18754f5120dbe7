/* ops/conv_tile_group.cl - convolution by work-groups, for devices whose vectors are neighbouring work-items.
 *
 * conv_tile_group  one phase of a convolution (see shared/conv_tile.h): a work-group makes GFLA_CONV_GROUP_PIXELS
 *                  pixels of NV*16 output channels; global {128 * tiles of pixels, groups of channels}, local {128, 1}
 *
 * src, dst are BLOCKED, the weights those of conv_tile_pack. A work-item is a lane and a row, and holds every eighth
 * pixel from `row` on in channel `lane` of NV blocks. The sources of one tap in one block and its weights pass through
 * local memory, (64 + NV*16) * 64 bytes. Build option NV: 1, 2 or 4. */
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

/* A pixel of the phase: its image, or -1 past the last one, and the source of its first tap. */
struct place {
    int n, y, x;
};

static inline struct place find_place(const struct gfla_conv_tile *t, int index)
{
    const int n = index / t->phase_w / t->phase_h;
    const struct place p = {n < t->n ? n : -1, index / t->phase_w % t->phase_h, index % t->phase_w};
    return p;
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
conv_tile_group(const struct gfla_conv_tile t, const struct gfla_conv_epilogue e, __global const float *restrict src,
                __global const float *restrict packed, __global const float *restrict residual,
                __global float *restrict dst)
{
    __local float sources[GFLA_CONV_GROUP_PIXELS * LANES], weights[TAP_FLOATS];
    const int lane = (int)get_local_id(0) % LANES, row = (int)get_local_id(0) / LANES, group = (int)get_group_id(1);
    const int src_blocks = (t.src_c + LANES - 1) / LANES, dst_blocks = (t.dst_c + LANES - 1) / LANES,
              taps = t.kh * t.kw;
    __global const float *w = packed + t.weights_at + (size_t)group * src_blocks * taps * TAP_FLOATS;
    struct place at[PIXELS];
    float c[PIXELS][NV];
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        at[i] = find_place(&t, (int)get_group_id(0) * GFLA_CONV_GROUP_PIXELS + i * ROWS + row);
        UNROLL for (int j = 0; j < NV; j++) c[i][j] = packed[GFLA_CONV_PACKED_BIAS + (group * NV + j) * LANES + lane];
    }
    for (int block = 0; block < src_blocks; block++)
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
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        const int first = at[i].n * dst_blocks * t.dst_h + t.dst_y0 + at[i].y * t.dst_step;
        UNROLL for (int j = 0; j < NV; j++)
        {
            const size_t pixel =
                ((size_t)first + (group * NV + j) * t.dst_h) * t.dst_w + t.dst_x0 + at[i].x * t.dst_step;
            if (at[i].n >= 0 && group * NV + j < dst_blocks)
                dst[pixel * LANES + lane] = finish_lane(&e, residual, pixel * LANES + lane, c[i][j]);
        }
    }
}
