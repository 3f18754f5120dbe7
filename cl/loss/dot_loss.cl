/* loss/dot_loss.cl - sum of a * b, the scalar from which tests start a gradient.
 *
 *   dot_loss_fwd(args, a, b, weight, partial)                            global: chunks
 *   dot_loss_bwd(args, a, b, weight, coefficient, d_loss, d_a)           global: vectors of sixteen floats
 * a, b, d_a: any layout, all the same; weight [n][1][h][w][16] or null. The term is symmetric: for d_b swap a and b.
 */
static float16 pair_term(float16 a, float16 b)
{
    return a * b;
}

static float16 pair_slope(float16 a, float16 b)
{
    return b;
}

#include "shared/pair_loss.h"

__kernel GROUPED void dot_loss_fwd(const struct gfla_pair_args args, __global const float *restrict a,
                                   __global const float *restrict b, __global const float *restrict weight,
                                   __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    pair_sum(&args, a, b, weight, partial, scratch);
}

__kernel void dot_loss_bwd(const struct gfla_pair_args args, __global const float *restrict a,
                           __global const float *restrict b, __global const float *restrict weight,
                           __global const float *restrict coefficient, __global const float *restrict d_loss,
                           __global float *restrict d_a)
{
    pair_gradient(&args, a, b, weight, coefficient, d_loss, d_a);
}
