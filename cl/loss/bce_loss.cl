/* loss/bce_loss.cl - mean binary cross-entropy of probabilities a against targets b.
 *
 *   bce_loss_fwd(args, a, b, weight, partial)                            global: chunks
 *   bce_loss_bwd(args, a, b, weight, coefficient, d_loss, d_a)           global: vectors of sixteen floats
 * a, b, d_a: any layout, all the same; weight is null. The logarithms see a clamped to [FLOOR, 1 - FLOOR], where the
 * gradient is zero outside, as the derivative of the clamp is.
 */
#define FLOOR 1e-6f

static float16 pair_term(float16 a, float16 b)
{
    const float16 p = clamp(a, FLOOR, 1.0f - FLOOR);
    return -b * log(p) - (1.0f - b) * log(1.0f - p);
}

static float16 pair_slope(float16 a, float16 b)
{
    const float16 p = clamp(a, FLOOR, 1.0f - FLOOR);
    return select((float16)(0.0f), (p - b) / (p * (1.0f - p)), p == a);
}

#include "shared/pair_loss.h"

__kernel GROUPED void bce_loss_fwd(const struct gfla_pair_args args, __global const float *restrict a,
                                   __global const float *restrict b, __global const float *restrict weight,
                                   __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    pair_sum(&args, a, b, weight, partial, scratch);
}

__kernel void bce_loss_bwd(const struct gfla_pair_args args, __global const float *restrict a,
                           __global const float *restrict b, __global const float *restrict weight,
                           __global const float *restrict coefficient, __global const float *restrict d_loss,
                           __global float *restrict d_a)
{
    pair_gradient(&args, a, b, weight, coefficient, d_loss, d_a);
}
