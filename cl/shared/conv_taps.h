/* shared/conv_taps.h - taps of sixteen kernels as vectors, for kernels that pack weights (device side only).
 *
 * A block is all taps between lanes lane0 .. lane0 + 15 and channels k0 .. k0 + 15 of the reduction: vector k * taps + t
 * is tap t of channel k0 + k, zeros where there is no lane or channel. transposed: lanes are ic and the reduction is
 * over oc. weights [oc][ic][taps]. */
#ifndef GFLA_SHARED_CONV_TAPS_H
#define GFLA_SHARED_CONV_TAPS_H

#include "shared/conv.h"
#include "shared/prefetch.h"
#include "shared/transpose.h"

/* The parts in which load_taps reads a block. */
static inline int parts_of(int transposed, int taps)
{
    return transposed ? (taps + 15) / 16 * 16 : taps;
}

/* Reads up to sixteen vectors of a block, and returns how many: *first is the place of v[0] among all. A lane's kernels
 * follow each other where they are not transposed, and are read as one run; otherwise each by itself. */
static inline int load_taps(const struct gfla_conv *g, int transposed, int lane0, int k0, int taps, int part,
                            __global const float *weights, float16 v[16], int *first)
{
    const int pieces = (taps + 15) / 16, k = transposed ? part / pieces : 0,
              begin = transposed ? part % pieces * 16 : part * 16;
    const int rows = transposed ? (k0 + k < g->oc ? g->ic - lane0 : 0) : g->oc - lane0;
    const int count = min(transposed ? taps - begin : (g->ic - k0) * taps - begin, 16);
    const long step = transposed ? taps : (long)g->ic * taps, end = (long)g->oc * g->ic * taps;
    long at = ((long)(transposed ? k0 + k : lane0) * g->ic + (transposed ? lane0 : k0)) * taps + begin;
    ONE_BY_ONE for (int i = 0; i < 16; i++, at += step) v[i] =
        i < rows ? load_part(weights + at, count, end - at) : (float16)(0.f);
    transpose16(v);
    *first = k * taps + begin;
    return transposed ? count : 16;
}

/* A block as a whole: v[16 * taps]. */
static inline void load_block(const struct gfla_conv *g, int transposed, int lane0, int k0, int taps,
                              __global const float *weights, float16 *v)
{
    float16 some[16];
    ONE_BY_ONE for (int part = 0; part < parts_of(transposed, taps); part++)
    {
        int first;
        const int n = load_taps(g, transposed, lane0, k0, taps, part, weights, some, &first);
        ONE_BY_ONE for (int i = 0; i < n; i++) v[first + i] = some[i];
    }
}

/* Asks for the block of a work-item, and for that of the next, all at once: each vector by itself would wait for memory.
 * Work-items follow each other along the blocks of lanes. */
static inline void ask_for_taps(const struct gfla_conv *g, int transposed, int lane_blocks, int lane_block, int block,
                                int taps, __global const float *weights)
{
    for (int item = 0; item < 2; item++) {
        const int oc0 = (transposed ? block : lane_block) * 16, ic0 = (transposed ? lane_block : block) * 16;
        for (int oc = oc0; oc < min(oc0 + 16, g->oc); oc++)
            for (int at = ic0 * taps; at < min(ic0 + 16, g->ic) * taps; at += 16)
                PREFETCH(weights + (long)oc * g->ic * taps + at);
        lane_block = lane_block + 1 < lane_blocks ? lane_block + 1 : 0;
        block += lane_block == 0;
    }
}

#endif
