/* loss/hinge_loss.cl - mean hinge of verdicts a that should reach b, 1 or -1: max(0, 1 - a b).
 *
 *   hinge_loss_fwd(args, a, b, weight, partial)                         global: chunks
 *   hinge_loss_bwd(args, a, b, weight, coefficient, d_loss, d_a)        global: vectors of sixteen floats
 * a, b, d_a: any layout, all the same; weight is null. The derivative at the kink is zero.
 */
static float16 pair_term(float16 a, float16 b)
{
    return max(1.0f - a * b, 0.0f);
}

static float16 pair_slope(float16 a, float16 b)
{
    return select((float16)(0.0f), -b, a * b < 1.0f);
}

#include "shared/pair_loss.h"

__kernel GROUPED void hinge_loss_fwd(const struct gfla_pair_args args, __global const float *restrict a,
                                     __global const float *restrict b, __global const float *restrict weight,
                                     __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    pair_sum(&args, a, b, weight, partial, scratch);
}

__kernel void hinge_loss_bwd(const struct gfla_pair_args args, __global const float *restrict a,
                             __global const float *restrict b, __global const float *restrict weight,
                             __global const float *restrict coefficient, __global const float *restrict d_loss,
                             __global float *restrict d_a)
{
    pair_gradient(&args, a, b, weight, coefficient, d_loss, d_a);
}
