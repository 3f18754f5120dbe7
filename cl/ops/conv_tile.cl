/* ops/conv_tile.cl - convolution by register tiles: GFLA_CONV_TILE_PIXELS pixels x NV float16 of output channels in one
 * work-item.
 *
 * conv_tile_pack  weights and bias to the order in which conv_tile reads them; global {lane blocks of dst, blocks of
 *                 src}
 * conv_tile       one phase of a convolution (see shared/conv_tile.h); global {tiles, groups of NV*16 output channels}
 *
 * src, dst are BLOCKED. The pixels of a tile follow each other in the order n, y, x of the phase, so no size wastes
 * more than one tile. Where each pixel finds each tap is computed once per work-item; positions outside the source
 * point at zeros, so borders cost no copy of the source. Build option NV: 1 or 2. */
#ifndef NV
#define NV 2
#endif
#define TAP_FLOATS (LANES * NV * LANES)
#define K_AHEAD 64 /* source channels whose weights are asked for before they are used */
#include "shared/conv_epilogue.h"
#include "shared/conv_locate.h"
#include "shared/conv_taps.h"
#include "shared/one_item.h"
#include "shared/prefetch.h"

/* weights [oc][ic][kh][kw]; transposed: lanes are ic and the reduction is over oc. */
__kernel void conv_tile_pack(const struct gfla_conv g, const int transposed, const int has_bias,
                             __global const float *restrict weights, __global const float *restrict bias,
                             __global float *restrict packed)
{
    const int lane_block = (int)get_global_id(0), block = (int)get_global_id(1);
    const int lane_blocks = (int)get_global_size(0), blocks = (int)get_global_size(1);
    const int n_lanes = transposed ? g.ic : g.oc, taps = g.kh * g.kw;
    int at[GFLA_CONV_TILE_TAPS];
    find_taps(&g, transposed, lane_block / NV, lane_blocks / NV, block, blocks,
              GFLA_CONV_PACKED_BIAS + lane_blocks * LANES, at);
    ask_for_taps(&g, transposed, lane_blocks, lane_block, block, taps, weights);
    ONE_BY_ONE for (int part = 0; part < parts_of(transposed, taps); part++)
    {
        int first;
        float16 v[LANES];
        const int n = load_taps(&g, transposed, lane_block * LANES, block * LANES, taps, part, weights, v, &first);
        ONE_BY_ONE for (int i = 0; i < n; i++)
            vstore16(v[i], (first + i) / taps * NV + lane_block % NV, packed + at[(first + i) % taps]);
    }
    if (block)
        return;
    for (int lane = 0; lane < LANES; lane++) {
        const int c = lane_block * LANES + lane;
        packed[GFLA_CONV_PACKED_BIAS + c] = has_bias && c < n_lanes ? bias[c] : 0.f;
        if (c < GFLA_CONV_PACKED_BIAS)
            packed[c] = 0.f;
    }
}

/* One source channel of one tap. */
static inline void multiply(float16 c[PIXELS][NV], __global const float *const p[PIXELS], __global const float *w,
                            int k)
{
    float16 b[NV];
    UNROLL for (int j = 0; j < NV; j++) b[j] = vload16(k * NV + j, w);
    UNROLL for (int j = 0; j < NV; j++) PREFETCH(w + ((k + K_AHEAD) * NV + j) * LANES);
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        const float16 a = (float16)(p[i][k]);
        UNROLL for (int j = 0; j < NV; j++) c[i][j] = fma(a, b[j], c[i][j]);
    }
}

__kernel ONE_ITEM void conv_tile(const struct gfla_conv_tile t, const struct gfla_conv_epilogue e,
                                 __global const float *restrict src, __global const float *restrict packed,
                                 __global const float *restrict residual, __global float *restrict dst)
{
    const int group = (int)get_global_id(1), taps = t.kh * t.kw;
    const int src_plane = t.src_h * t.src_w * LANES, dst_plane = t.dst_h * t.dst_w;
    const int src_blocks = (t.src_c + LANES - 1) / LANES, dst_blocks = (t.dst_c + LANES - 1) / LANES;
    int at[GFLA_CONV_TILE_TAPS * PIXELS], out[PIXELS];
    float16 c[PIXELS][NV];
    locate(&t, (int)get_global_id(0) * PIXELS, at, out);
    UNROLL for (int j = 0; j < NV; j++)
    {
        const float16 bias = vload16(group * NV + j, packed + GFLA_CONV_PACKED_BIAS);
        UNROLL for (int i = 0; i < PIXELS; i++) c[i][j] = bias;
    }
    __global const float *w = packed + t.weights_at + (size_t)group * src_blocks * taps * TAP_FLOATS;
    __global const float *block = src;
    for (int left = t.src_c; left > 0; left -= LANES, block += src_plane)
        for (int tap = 0; tap < taps; tap++, w += TAP_FLOATS) {
            __global const float *p[PIXELS];
            UNROLL for (int i = 0; i < PIXELS; i++)
            {
                const int a = at[tap * PIXELS + i];
                p[i] = a < 0 ? packed : block + a;
            }
            if (left >= LANES) {
                UNROLL for (int k = 0; k < LANES; k++) multiply(c, p, w, k);
            } else {
                for (int k = 0; k < left; k++)
                    multiply(c, p, w, k);
            }
        }
    UNROLL for (int j = 0; j < NV; j++) UNROLL for (int i = 0; i < PIXELS; i++)
    {
        const size_t to = out[i] + (size_t)(group * NV + j) * dst_plane;
        if (group * NV + j < dst_blocks && out[i] >= 0)
            ((__global float16 *)dst)[to] = finish(&e, residual, to, c[i][j]);
    }
}
