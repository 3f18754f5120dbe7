/* shared/conv_taps.h - taps of sixteen kernels as vectors, for kernels that pack weights (device side only). */
#ifndef GFLA_SHARED_CONV_TAPS_H
#define GFLA_SHARED_CONV_TAPS_H

#include "shared/conv.h"
#include "shared/transpose.h"

/* The kernel between lane i and channel k of the reduction, or -1 where one of them is no channel. transposed: lanes
 * are ic and the reduction is over oc. */
static inline int kernel_of(const struct gfla_conv *g, int transposed, int lane, int k)
{
    const int oc = transposed ? k : lane, ic = transposed ? lane : k;
    return oc < g->oc && ic < g->ic ? oc * g->ic + ic : -1;
}

/* The kernels between lanes lane0 .. lane0 + 15 and channel k: v[t] is tap first + t of all of them, as far as a kernel
 * has so many taps; zeros where there is no channel. weights [oc][ic][taps]. */
static inline void load_taps(const struct gfla_conv *g, int transposed, int lane0, int k, int taps, int first,
                             __global const float *weights, float16 v[16])
{
    const long end = (long)g->oc * g->ic * taps;
    ONE_BY_ONE for (int i = 0; i < 16; i++)
    {
        const int kernel_at = kernel_of(g, transposed, lane0 + i, k);
        const long at = (long)kernel_at * taps + first;
        v[i] = kernel_at < 0 ? (float16)(0.f) : load_part(weights + at, min(16, taps - first), end - at);
    }
    transpose16(v);
}

#endif
