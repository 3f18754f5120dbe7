/* ops/conv_tile_few.cl - convolution to few output channels (images, flows, masks): vectors run over source channels
 * instead.
 *
 * conv_tile_few_pack  weights and bias to the order in which conv_tile_few reads them; global {1, blocks of src}
 * conv_tile_few       one phase of a convolution (see shared/conv_tile.h); global {tiles}
 *
 * As conv_tile.cl, but a work-item holds NO partial sums over lanes for each of its pixels, and adds the lanes up in
 * the end, where a tile of conv_tile would compute 16 - NO channels that are not there. Build option NO: all output
 * channels, 1 to 3. */
#ifndef NO
#define NO 3
#endif
#define TAP_FLOATS (NO * LANES)
#include "shared/conv_epilogue.h"
#include "shared/conv_locate.h"
#include "shared/one_item.h"
#include "shared/vec.h"

/* weights [oc][ic][kh][kw]; transposed: outputs are ic and the reduction is over oc. */
__kernel void conv_tile_few_pack(const struct gfla_conv g, const int transposed, const int has_bias,
                                 __global const float *restrict weights, __global const float *restrict bias,
                                 __global float *restrict packed)
{
    const int block = (int)get_global_id(1), blocks = (int)get_global_size(1), taps = g.kh * g.kw;
    int at[GFLA_CONV_TILE_TAPS];
    find_taps(&g, transposed, 0, 1, block, blocks, GFLA_CONV_PACKED_BIAS + LANES, at);
    for (int o = 0; o < NO; o++)
        for (int lane = 0; lane < LANES; lane++) {
            const int c = block * LANES + lane, oc = transposed ? c : o, ic = transposed ? o : c;
            const int inside = oc < g.oc && ic < g.ic;
            __global const float *w = weights + ((size_t)oc * g.ic + ic) * taps;
            for (int t = 0; t < taps; t++)
                packed[at[t] + o * LANES + lane] = inside ? w[t] : 0.f;
        }
    for (int c = 0; c < LANES && block == 0; c++) {
        packed[c] = 0.f;
        packed[GFLA_CONV_PACKED_BIAS + c] = has_bias && c < NO ? bias[c] : 0.f;
    }
}

/* One source block of one tap. */
static inline void multiply(float16 c[PIXELS][NO], __global const float *const p[PIXELS], __global const float *w)
{
    float16 b[NO];
    UNROLL for (int o = 0; o < NO; o++) b[o] = vload16(o, w);
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        const float16 a = vload16(0, p[i]);
        UNROLL for (int o = 0; o < NO; o++) c[i][o] = fma(a, b[o], c[i][o]);
    }
}

__kernel ONE_ITEM void conv_tile_few(const struct gfla_conv_tile t, const struct gfla_conv_epilogue e,
                                     __global const float *restrict src, __global const float *restrict packed,
                                     __global const float *restrict residual, __global float *restrict dst)
{
    const int taps = t.kh * t.kw, src_plane = t.src_h * t.src_w * LANES;
    int at[GFLA_CONV_TILE_TAPS * PIXELS], out[PIXELS];
    float16 c[PIXELS][NO];
    locate(&t, (int)get_global_id(0) * PIXELS, at, out);
    UNROLL for (int i = 0; i < PIXELS; i++) UNROLL for (int o = 0; o < NO; o++) c[i][o] = 0.f;
    __global const float *w = packed + t.weights_at;
    __global const float *block = src;
    for (int left = t.src_c; left > 0; left -= LANES, block += src_plane)
        for (int tap = 0; tap < taps; tap++, w += TAP_FLOATS) {
            __global const float *p[PIXELS];
            UNROLL for (int i = 0; i < PIXELS; i++)
            {
                const int a = at[tap * PIXELS + i];
                p[i] = a < 0 ? packed : block + a;
            }
            multiply(c, p, w);
        }
    const float16 bias = vload16(0, packed + GFLA_CONV_PACKED_BIAS);
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        float sums[LANES] = {0.f};
        UNROLL for (int o = 0; o < NO; o++) sums[o] = lanes_sum(c[i][o]);
        if (out[i] >= 0)
            ((__global float16 *)dst)[out[i]] = finish(&e, residual, out[i], vload16(0, sums) + bias);
    }
}
