/* shared/vec.h - the vector of floats that one work-item of an element-wise kernel handles (device side only).
 * VEC is 16 on CPUs, where one float16 is one register, and 4 on GPUs, where neighbours share a cache line.
 * BLOCKED tensors hold a multiple of 16 floats; PLAIN ones may end inside a vector, which load and store respect. */
#ifndef GFLA_SHARED_VEC_H
#define GFLA_SHARED_VEC_H

#ifndef VEC
#define VEC 16
#endif
#define LANES 16
#define VECS_PER_PIXEL (LANES / VEC)

#if VEC == 16
typedef float16 vec;
typedef int16 ivec;
#define VLOAD vload16
#define VSTORE vstore16
#define LANE_IDS ((int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
#elif VEC == 4
typedef float4 vec;
typedef int4 ivec;
#define VLOAD vload4
#define VSTORE vstore4
#define LANE_IDS ((int4)(0, 1, 2, 3))
#else
#error VEC is 16 or 4
#endif

/* For each of the 16 lanes of a pixel, whether it is one of the first `count`. */
static inline int16 lanes_below(int count)
{
    return (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) < (int16)(count);
}

static inline float lanes_sum(float16 v)
{
    const float8 a = v.lo + v.hi;
    const float4 b = a.lo + a.hi;
    const float2 d = b.lo + b.hi;
    return d.x + d.y;
}

/* A pixel of a map of one channel. */
static inline float16 lane0(float v)
{
    return (float16)(v, 0.0f, (float2)(0.0f), (float4)(0.0f), (float8)(0.0f));
}

/* Vector i of the n floats at p; zeros past the end. */
static inline vec vec_load(global const float *p, int i, int n)
{
    if ((i + 1) * VEC <= n)
        return VLOAD(i, p);
    float part[VEC];
    for (int k = 0; k < VEC; k++)
        part[k] = i * VEC + k < n ? p[i * VEC + k] : 0.0f;
    return VLOAD(0, part);
}

static inline void vec_store(vec v, int i, global float *p, int n)
{
    if ((i + 1) * VEC <= n) {
        VSTORE(v, i, p);
        return;
    }
    float part[VEC];
    VSTORE(v, 0, part);
    for (int k = 0; i * VEC + k < n; k++)
        p[i * VEC + k] = part[k];
}

/* The channel of the first lane of vector i in a BLOCKED tensor [n][blocks][hw][16]. */
static inline int vec_channel(int i, int blocks, int hw)
{
    return i / VECS_PER_PIXEL / hw % blocks * LANES + i % VECS_PER_PIXEL * VEC;
}

/* `v` with zeros in the lanes that hold no channel; `first` is the channel of its first lane. */
static inline vec vec_keep(vec v, int first, int c)
{
    return select((vec)(0.0f), v, LANE_IDS < (ivec)(c - first));
}

/* Channels first .. first + VEC - 1 of a PLAIN vector of c channels; zeros past c. */
static inline vec vec_channels(global const float *p, int first, int c)
{
    if (first + VEC <= c)
        return VLOAD(0, p + first);
    float part[VEC];
    for (int k = 0; k < VEC; k++)
        part[k] = first + k < c ? p[first + k] : 0.0f;
    return VLOAD(0, part);
}

#endif
