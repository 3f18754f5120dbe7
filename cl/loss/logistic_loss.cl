/* loss/logistic_loss.cl - mean cross-entropy of logits a that should take the sign of b, 1 or -1: log(1 + exp(-a b)).
 *
 *   logistic_loss_fwd(args, a, b, weight, partial)                      global: chunks
 *   logistic_loss_bwd(args, a, b, weight, coefficient, d_loss, d_a)     global: vectors of sixteen floats
 * a, b, d_a: any layout, all the same; weight is null. Both in a form whose exponential never overflows.
 */
static float16 pair_term(float16 a, float16 b)
{
    const float16 z = -a * b;
    return max(z, 0.0f) + log1p(exp(-fabs(z)));
}

static float16 pair_slope(float16 a, float16 b)
{
    const float16 z = -a * b, e = exp(-fabs(z));
    return -b * select(e, (float16)(1.0f), z > 0.0f) / (1.0f + e);
}

#include "shared/pair_loss.h"

__kernel GROUPED void logistic_loss_fwd(const struct gfla_pair_args args, __global const float *restrict a,
                                        __global const float *restrict b, __global const float *restrict weight,
                                        __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    pair_sum(&args, a, b, weight, partial, scratch);
}

__kernel void logistic_loss_bwd(const struct gfla_pair_args args, __global const float *restrict a,
                                __global const float *restrict b, __global const float *restrict weight,
                                __global const float *restrict coefficient, __global const float *restrict d_loss,
                                __global float *restrict d_a)
{
    pair_gradient(&args, a, b, weight, coefficient, d_loss, d_a);
}
