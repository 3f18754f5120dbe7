/* shared/partial.h - the two sums that each chunk of a loss leaves for loss/weighted_mean.cl (device side only). */
#ifndef GFLA_SHARED_PARTIAL_H
#define GFLA_SHARED_PARTIAL_H

#include "shared/group.h"

/* The terms and weights of all work-items of the group, as partial[part][2]. */
static inline void store_partial(float terms, float weights, int part, __global float *partial, __local float *scratch)
{
    terms = group_sum(terms, scratch);
    weights = group_sum(weights, scratch);
    if (GROUP_ITEM == 0) {
        partial[2 * part] = terms;
        partial[2 * part + 1] = weights;
    }
}

#endif
