/* shared/winograd_taps2.h - Winograd's F(TILE, 2) on vectors of 16 channels (device side only); see shared/winograd.h
 * for what it is.
 *
 * TILE 4 takes the points 0, +-POINT, 2 POINT and infinity, which round as little as a direct sum; TILE 2 takes 0, 1
 * and infinity. */
#ifndef GFLA_SHARED_WINOGRAD_TAPS2_H
#define GFLA_SHARED_WINOGRAD_TAPS2_H

#ifndef TILE
#define TILE 4
#endif
#define POINTS (TILE + 1)
#define UNROLL _Pragma("unroll")
/* Lines of a tile one after the other, where a tile written out takes a driver half as long again to compile and is no
 * faster. */
#if TILE == 2
#define LOOP UNROLL
#else
#define LOOP _Pragma("unroll 1")
#endif

#if TILE == 4
#define POINT 0.75f

/* Two taps at the points. */
static inline void transform_taps(float16 a, float16 b, float16 *o)
{
    o[0] = (32.f / 27) * a;
    o[1] = (32.f / 27) * a + (8.f / 9) * b;
    o[2] = (32.f / 81) * a - (8.f / 27) * b;
    o[3] = (32.f / 81) * a + (16.f / 27) * b;
    o[4] = b;
}

/* Sources at the points. */
static inline void transform_src(const float16 *d, float16 *o)
{
    const float16 odd = POINT * POINT * d[1], even = POINT * d[2], e = d[3] - odd;
    o[0] = 2 * POINT * POINT * POINT * d[0] - 2.f * even + e;
    o[1] = odd + even - e;
    o[2] = 3.f * (even - odd) - e;
    o[3] = e;
    o[4] = d[4] - POINT * even - 2 * POINT * e;
}

/* Results from products. */
static inline void transform_products(const float16 *m, float16 *o)
{
    const float16 sum = m[1] + m[2], difference = m[1] - m[2];
    o[0] = m[0] + sum + m[3];
    o[1] = POINT * (difference + 2.f * m[3]);
    o[2] = POINT * POINT * (sum + 4.f * m[3]);
    o[3] = POINT * POINT * POINT * (difference + 8.f * m[3]) + m[4];
}

#elif TILE == 2
static inline void transform_taps(float16 a, float16 b, float16 *o)
{
    o[0] = a;
    o[1] = a + b;
    o[2] = b;
}

static inline void transform_src(const float16 *d, float16 *o)
{
    o[0] = d[0] - d[1];
    o[1] = d[1];
    o[2] = d[2] - d[1];
}

static inline void transform_products(const float16 *m, float16 *o)
{
    o[0] = m[0] + m[1];
    o[1] = m[1] + m[2];
}
#else
#error TILE is 2 or 4
#endif

/* Results of a tile from ny x nx products, at distances of `distance`; the others are zeros. */
static inline void transform_tile_products(__local const float *products, int distance, int ny, int nx,
                                           float16 o[TILE][TILE])
{
    float16 half_done[TILE][POINTS], m[POINTS], column[TILE];
    UNROLL for (int x = 0; x < POINTS; x++)
    {
        UNROLL for (int y = 0; y < POINTS; y++) m[y] =
            y < ny && x < nx ? vload16(0, products + (y * POINTS + x) * distance) : (float16)(0.f);
        transform_products(m, column);
        UNROLL for (int y = 0; y < TILE; y++) half_done[y][x] = column[y];
    }
    UNROLL for (int y = 0; y < TILE; y++) transform_products(half_done[y], o[y]);
}

#endif
