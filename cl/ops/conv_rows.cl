/* ops/conv_rows.cl - convolution of stride 1 to few output channels (images, flows, masks), row by row.
 *
 * conv_rows_pack  weights [oc][ic][TAPS][TAPS] and bias to the order in which conv_rows reads them; global {1, blocks
 *                 of src}
 * conv_rows       dst = epilogue(convolution(src)); global {rows of dst * n}
 *                 results  local, NO * whole vectors of a row of floats
 *
 * src, dst are BLOCKED, any size and border. Vectors run over source channels: each is loaded once for the TAPS
 * neighbours that read it, and lanes are added up when a pixel is done. Build options TAPS; NO: all output channels, 1
 * to 3; TANH: 1 where dst is the tanh of it. */
#ifndef TAPS
#define TAPS 3
#endif
#ifndef NO
#define NO 3
#endif
#ifndef TANH
#define TANH 0
#endif
#include "shared/conv.h"
#include "shared/conv_epilogue.h"
#include "shared/one_item.h"
#include "shared/vec.h"

#define UNROLL _Pragma("unroll")
/* that are computed at once: their sums, the weights of a row of taps and a source fill 32 registers */
#define PIXELS 6
#define SPAN (PIXELS + TAPS - 1)
#define BIAS LANES /* packed: sixteen zeros, the bias, then [block of src][row of taps][column][NO][16] */
#define WEIGHTS (2 * LANES)

__kernel void conv_rows_pack(const int ic, const int has_bias, __global const float *restrict weights,
                             __global const float *restrict bias, __global float *restrict packed)
{
    const int block = (int)get_global_id(1);
    __global float *to = packed + WEIGHTS + block * TAPS * TAPS * NO * LANES;
    for (int tap = 0; tap < TAPS * TAPS; tap++)
        for (int o = 0; o < NO; o++)
            for (int lane = 0; lane < LANES; lane++) {
                const int c = block * LANES + lane;
                to[(tap * NO + o) * LANES + lane] = c < ic ? weights[((size_t)o * ic + c) * TAPS * TAPS + tap] : 0.f;
            }
    for (int lane = 0; lane < LANES && block == 0; lane++) {
        packed[lane] = 0.f;
        packed[BIAS + lane] = has_bias && lane < NO ? bias[lane] : 0.f;
    }
}

/* One row of taps: `at` is where each source pixel lies in the row, in floats, -1: zeros. */
static inline void multiply(float16 c[PIXELS][NO], __global const float *row, const int at[SPAN],
                            __global const float *zeros, __global const float *w)
{
    float16 b[TAPS][NO];
    UNROLL for (int t = 0; t < TAPS; t++) UNROLL for (int o = 0; o < NO; o++) b[t][o] = vload16(t * NO + o, w);
    UNROLL for (int j = 0; j < SPAN; j++)
    {
        const float16 a = vload16(0, at[j] < 0 ? zeros : row + at[j]);
        UNROLL for (int t = 0; t < TAPS; t++) if (j >= t && j - t < PIXELS) UNROLL for (int o = 0; o < NO; o++)
            c[j - t][o] = fma(a, b[t][o], c[j - t][o]);
    }
}

/* Sums over all channels and taps of PIXELS results of row y from column x on. */
static inline void convolve(const struct gfla_conv *g, int n, int y, int x, __global const float *src,
                            __global const float *packed, float16 c[PIXELS][NO])
{
    const int blocks = (g->ic + LANES - 1) / LANES;
    __global const float *w = packed + WEIGHTS;
    int at[SPAN];
    for (int j = 0; j < SPAN; j++) {
        const int column = gfla_conv_index(x + j - g->pad, g->iw, g->padding);
        at[j] = column < 0 ? -1 : column * LANES;
    }
    UNROLL for (int i = 0; i < PIXELS; i++) UNROLL for (int o = 0; o < NO; o++) c[i][o] = 0.f;
    for (int block = 0; block < blocks; block++)
        for (int ky = 0; ky < TAPS; ky++, w += TAPS * NO * LANES) {
            const int row = gfla_conv_index(y + ky - g->pad, g->ih, g->padding);
            if (row >= 0)
                multiply(c, src + ((size_t)(n * blocks + block) * g->ih + row) * g->iw * LANES, at, packed, w);
        }
}

__kernel ONE_ITEM void conv_rows(const struct gfla_conv g, const struct gfla_conv_epilogue e,
                                 __global const float *restrict src, __global const float *restrict packed,
                                 __global const float *restrict residual, __global float *restrict dst,
                                 __local float16 *restrict result_vectors)
{
    __local float *results = (__local float *)result_vectors;
    const int y = (int)get_global_id(0) % g.oh, n = (int)get_global_id(0) / g.oh,
              columns = (g.ow + LANES - 1) / LANES * LANES;
    const size_t to = ((size_t)n * g.oh + y) * g.ow * LANES;
    for (int x = 0; x < g.ow; x += PIXELS) {
        float16 c[PIXELS][NO];
        convolve(&g, n, y, x, src, packed, c);
        for (int i = 0; i < PIXELS && x + i < g.ow; i++)
            UNROLL for (int o = 0; o < NO; o++) results[o * columns + x + i] =
                finish_lane(&e, residual, to + (x + i) * LANES + o, lanes_sum(c[i][o]) + packed[BIAS + o]);
    }
    for (int x = 0; x < columns; x += LANES) {
        float part[NO * LANES];
        for (int o = 0; o < NO; o++) {
            const float16 v = vload16(0, results + o * columns + x);
            vstore16(TANH ? tanh(v) : v, o, part);
        }
        for (int i = 0; i < LANES && x + i < g.ow; i++) {
            float pixel[LANES] = {0.f};
            UNROLL for (int o = 0; o < NO; o++) pixel[o] = part[o * LANES + i];
            vstore16(vload16(0, pixel), 0, dst + to + (x + i) * LANES);
        }
    }
}
