/* shared/winograd.h - Winograd's minimal filtering F(TILE x TILE, TAPS x TAPS) on vectors of 16 channels (device side
 * only).
 *
 * A tile of TILE x TILE results of a convolution reads SPAN x SPAN source pixels. Along one axis, results = AT [(G
 * weights) * (BT sources)] with SPAN products where a direct sum has TAPS * TILE: sources and weights become values at
 * SPAN points, are multiplied there, and are interpolated. In two dimensions G, BT and AT are applied to columns, then
 * to rows, and POINTS products remain, each of them a matrix over channels.
 *
 * With three taps, TILE 4 takes the points 0, +-2/3, +-3/2, infinity: since 2/3 * 3/2 = 1 the transforms stay short,
 * and their rounding errors are a quarter of those of the usual 0, +-1, +-2, infinity. TILE 2 takes 0, +-1,
 * infinity. */
#ifndef GFLA_SHARED_WINOGRAD_H
#define GFLA_SHARED_WINOGRAD_H

#ifndef TILE
#define TILE 4
#endif
#ifndef TAPS
#define TAPS 3
#endif
#define SPAN (TILE + TAPS - 1)
#define POINTS (SPAN * SPAN)
#define UNROLL _Pragma("unroll")
/* Lines of a tile one after the other. Written out, those of large tiles do not fit the registers: it takes a driver a
 * third longer to compile, and the result is 5 percent slower. */
#if TILE == 2
#define LOOP UNROLL
#else
#define LOOP _Pragma("unroll 1")
#endif

#if TILE == 4 && TAPS == 5
#include "shared/winograd_taps5.h"
#elif TILE == 4 && TAPS == 3
#define NEAR (2.f / 3) /* the points */
#define FAR 1.5f
#define NEAR_2 (NEAR * NEAR)
#define FAR_2 (FAR * FAR)
#define NEAR_SCALE (0.5f / (NEAR_2 * (NEAR_2 - FAR_2))) /* 1 / product of the distances to the other points */
#define FAR_SCALE (0.5f / (FAR_2 * (FAR_2 - NEAR_2)))

/* o = BT d */
static inline void winograd_src(const float16 d[SPAN], float16 o[SPAN])
{
    const float16 near_even = d[4] - FAR_2 * d[2], near_odd = d[3] - FAR_2 * d[1];
    const float16 far_even = d[4] - NEAR_2 * d[2], far_odd = d[3] - NEAR_2 * d[1];
    o[0] = d[0] + d[4] - (NEAR_2 + FAR_2) * d[2];
    o[1] = near_even + NEAR * near_odd;
    o[2] = near_even - NEAR * near_odd;
    o[3] = far_even + FAR * far_odd;
    o[4] = far_even - FAR * far_odd;
    o[5] = d[1] + d[5] - (NEAR_2 + FAR_2) * d[3];
}

/* o = G w */
static inline void winograd_weights(const float16 w[TAPS], float16 o[SPAN])
{
    const float16 near_even = NEAR_SCALE * (w[0] + NEAR_2 * w[2]), near_odd = NEAR_SCALE * w[1];
    const float16 far_even = FAR_SCALE * (w[0] + FAR_2 * w[2]), far_odd = FAR_SCALE * w[1];
    o[0] = w[0];
    o[1] = near_even + NEAR * near_odd;
    o[2] = near_even - NEAR * near_odd;
    o[3] = far_even + FAR * far_odd;
    o[4] = far_even - FAR * far_odd;
    o[5] = w[2];
}

/* o = AT m */
static inline void winograd_dst(const float16 m[SPAN], float16 o[TILE])
{
    const float16 near_even = m[1] + m[2], near_odd = m[1] - m[2];
    const float16 far_even = m[3] + m[4], far_odd = m[3] - m[4];
    o[0] = m[0] + near_even + far_even;
    o[1] = NEAR * near_odd + FAR * far_odd;
    o[2] = NEAR_2 * near_even + FAR_2 * far_even;
    o[3] = m[5] + NEAR * NEAR_2 * near_odd + FAR * FAR_2 * far_odd;
}

/* o = A m, the transpose of winograd_dst: gradients of the products */
static inline void winograd_d_dst(const float16 m[TILE], float16 o[SPAN])
{
    const float16 near_even = m[0] + NEAR_2 * m[2], near_odd = m[1] + NEAR_2 * m[3];
    const float16 far_even = m[0] + FAR_2 * m[2], far_odd = m[1] + FAR_2 * m[3];
    o[0] = m[0];
    o[1] = near_even + NEAR * near_odd;
    o[2] = near_even - NEAR * near_odd;
    o[3] = far_even + FAR * far_odd;
    o[4] = far_even - FAR * far_odd;
    o[5] = m[3];
}

/* o = GT u, the transpose of winograd_weights */
static inline void winograd_d_weights(const float16 u[SPAN], float16 o[TAPS])
{
    const float16 near_even = NEAR_SCALE * (u[1] + u[2]), near_odd = NEAR_SCALE * (u[1] - u[2]);
    const float16 far_even = FAR_SCALE * (u[3] + u[4]), far_odd = FAR_SCALE * (u[3] - u[4]);
    o[0] = u[0] + near_even + far_even;
    o[1] = NEAR * near_odd + FAR * far_odd;
    o[2] = u[5] + NEAR_2 * near_even + FAR_2 * far_even;
}
#elif TILE == 2 && TAPS == 3
static inline void winograd_src(const float16 d[SPAN], float16 o[SPAN])
{
    o[0] = d[0] - d[2];
    o[1] = d[1] + d[2];
    o[2] = d[2] - d[1];
    o[3] = d[3] - d[1];
}

static inline void winograd_weights(const float16 w[TAPS], float16 o[SPAN])
{
    const float16 even = 0.5f * (w[0] + w[2]), odd = 0.5f * w[1];
    o[0] = w[0];
    o[1] = even + odd;
    o[2] = even - odd;
    o[3] = w[2];
}

static inline void winograd_dst(const float16 m[SPAN], float16 o[TILE])
{
    o[0] = m[0] + m[1] + m[2];
    o[1] = m[1] - m[2] + m[3];
}
#else
#error TILE is 2 or 4, and 4 where TAPS is 5
#endif

#endif
