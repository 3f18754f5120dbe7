/* shared/sampling_tables.h - the stencils of a sampling op, written down once for each pixel of the flow, so that
 * thousands of work-items can share them (device side only; for GPUs).
 *
 * The taps of a pixel are the TAPS x TAPS pixels from (left, top) on, clamped to the border one by one. Where all of
 * them are clamped to the same column or row, left and top are, too: to -(TAPS - 1) .. size - 1. So whatever the flow,
 * row y of src is a tap of those pixels alone whose top is y - TAPS + 1 .. y, and column x likewise.
 *   anchors  [n][h*w]: (left, top)
 *   stencils [n][h*w][TAPS*TAPS]: the weight of each tap */
#ifndef GFLA_SHARED_SAMPLING_TABLES_H
#define GFLA_SHARED_SAMPLING_TABLES_H

#include "shared/sampling.h"

static inline int2 sampling_anchor(const struct gfla_sampling_args *args, int left, int top, int taps)
{
    return (int2)(clamp(left, 1 - taps, args->src_w - 1), clamp(top, 1 - taps, args->src_h - 1));
}

#endif
