/* shared/winograd_taps5.h - the transforms of F(4x4, 5x5), for winograd.h: eight points 0, +-1, +-1/2, +-2, infinity
 * (device side only). */
#ifndef GFLA_SHARED_WINOGRAD_TAPS5_H
#define GFLA_SHARED_WINOGRAD_TAPS5_H

/* o = BT d */
static inline void winograd_src(const float16 d[SPAN], float16 o[SPAN])
{
    const float16 one_even = d[2] + d[6] - 4.25f * d[4], one_odd = d[1] + d[5] - 4.25f * d[3];
    const float16 half_even = d[6] + 4.f * d[2] - 5.f * d[4], half_odd = 2.f * d[1] - 2.5f * d[3] + 0.5f * d[5];
    const float16 two_even = d[6] + 0.25f * d[2] - 1.25f * d[4], two_odd = 0.5f * d[1] - 2.5f * d[3] + 2.f * d[5];
    o[0] = d[0] - d[6] + 5.25f * (d[4] - d[2]);
    o[1] = one_even + one_odd;
    o[2] = one_even - one_odd;
    o[3] = half_even + half_odd;
    o[4] = half_even - half_odd;
    o[5] = two_even + two_odd;
    o[6] = two_even - two_odd;
    o[7] = d[7] - d[1] + 5.25f * (d[3] - d[5]);
}

/* o = G w */
static inline void winograd_weights(const float16 w[TAPS], float16 o[SPAN])
{
    const float16 one_even = (-2.f / 9) * (w[0] + w[2] + w[4]), one_odd = (-2.f / 9) * (w[1] + w[3]);
    const float16 half_even = (2.f / 45) * (16.f * w[0] + 4.f * w[2] + w[4]),
                  half_odd = (4.f / 45) * (4.f * w[1] + w[3]);
    const float16 two_even = (1.f / 90) * (w[0] + 4.f * w[2] + 16.f * w[4]), two_odd = (1.f / 45) * (w[1] + 4.f * w[3]);
    o[0] = w[0];
    o[1] = one_even + one_odd;
    o[2] = one_even - one_odd;
    o[3] = half_even + half_odd;
    o[4] = half_even - half_odd;
    o[5] = two_even + two_odd;
    o[6] = two_even - two_odd;
    o[7] = w[4];
}

/* o = AT m */
static inline void winograd_dst(const float16 m[SPAN], float16 o[TILE])
{
    const float16 one_even = m[1] + m[2], one_odd = m[1] - m[2];
    const float16 half_even = m[3] + m[4], half_odd = m[3] - m[4];
    const float16 two_even = m[5] + m[6], two_odd = m[5] - m[6];
    o[0] = m[0] + one_even + half_even + two_even;
    o[1] = one_odd + 0.5f * half_odd + 2.f * two_odd;
    o[2] = one_even + 0.25f * half_even + 4.f * two_even;
    o[3] = m[7] + one_odd + 0.125f * half_odd + 8.f * two_odd;
}

#endif
