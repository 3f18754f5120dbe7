/* shared/attention_stencil.h - the weighted sum of K x K bilinear samples as one sum over (K+1) x (K+1) pixels (device
 * side only).
 *
 * All taps of one position share the fraction (fx, fy) of its bilinear samples, so their sum with weights w(i, j) is
 * that of pixels with
 *     S(i, j) = (1-fx) (1-fy) w(i, j) + fx (1-fy) w(i, j-1) + (1-fx) fy w(i-1, j) + fx fy w(i-1, j-1),  w = 0
 *                                                                                                       outside. */
#ifndef GFLA_SHARED_ATTENTION_STENCIL_H
#define GFLA_SHARED_ATTENTION_STENCIL_H

#include "shared/sampling.h"

#ifndef K
#define K 3
#endif
#define T (K + 1)

struct place {
    int x[T], row[T]; /* of the stencil; row in pixels from the start of the plane */
    float fx, fy;
};

static struct place place_of(const struct gfla_sampling_args *args, float16 flow, int y, int x)
{
    const float px = sampling_position(x, flow.s0, args->offset), py = sampling_position(y, flow.s1, args->offset);
    struct place place = {.fx = px - floor(px), .fy = py - floor(py)};
#pragma unroll
    for (int i = 0; i < T; i++) {
        place.x[i] = clamp((int)floor(px) - K / 2 + i, 0, args->src_w - 1);
        place.row[i] = clamp((int)floor(py) - K / 2 + i, 0, args->src_h - 1) * args->src_w;
    }
    return place;
}

/* S of the weights w, times scale: first along x into wide[K][T], then along y. */
static void stencil_of(const float *w, float scale, float fx, float fy, float *s)
{
    float wide[K * T];
#pragma unroll
    for (int i = 0; i < K; i++)
#pragma unroll
        for (int j = 0; j < T; j++)
            wide[i * T + j] =
                scale * ((j < K ? (1.0f - fx) * w[i * K + j] : 0.0f) + (j > 0 ? fx * w[i * K + j - 1] : 0.0f));
#pragma unroll
    for (int i = 0; i < T; i++)
#pragma unroll
        for (int j = 0; j < T; j++)
            s[i * T + j] = (i < K ? (1.0f - fy) * wide[i * T + j] : 0.0f) + (i > 0 ? fy * wide[(i - 1) * T + j] : 0.0f);
}

/* The sum over the stencil in one plane of a source. */
static float16 stencil_sum(const struct place *place, const float *s, __global const float16 *plane)
{
    float16 even = 0.0f, odd = 0.0f;
#pragma unroll
    for (int i = 0; i < T; i++)
#pragma unroll
        for (int j = 0; j < T; j++) {
            const float16 v = plane[place->row[i] + place->x[j]];
            if ((i * T + j) % 2 == 0)
                even = fma((float16)(s[i * T + j]), v, even);
            else
                odd = fma((float16)(s[i * T + j]), v, odd);
        }
    return even + odd;
}

#endif
