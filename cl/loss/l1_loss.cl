/* loss/l1_loss.cl - mean of |a - b|.
 *
 *   l1_loss_fwd(args, a, b, weight, partial)                            global: chunks
 *   l1_loss_bwd(args, a, b, weight, coefficient, d_loss, d_a)           global: vectors of sixteen floats
 * a, b, d_a: any layout, all the same; weight [n][1][h][w][16] or null. The term is symmetric: for d_b swap a and b.
 */
static float16 pair_term(float16 a, float16 b)
{
    return fabs(a - b);
}

static float16 pair_slope(float16 a, float16 b)
{
    return sign(a - b);
}

#include "shared/pair_loss.h"

__kernel GROUPED void l1_loss_fwd(const struct gfla_pair_args args, __global const float *restrict a,
                                  __global const float *restrict b, __global const float *restrict weight,
                                  __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    pair_sum(&args, a, b, weight, partial, scratch);
}

__kernel void l1_loss_bwd(const struct gfla_pair_args args, __global const float *restrict a,
                          __global const float *restrict b, __global const float *restrict weight,
                          __global const float *restrict coefficient, __global const float *restrict d_loss,
                          __global float *restrict d_a)
{
    pair_gradient(&args, a, b, weight, coefficient, d_loss, d_a);
}
