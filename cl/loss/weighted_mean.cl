/* loss/weighted_mean.cl - the second stage of every loss: partial sums to one number.
 *
 *   weighted_mean(n_parts, scale, factor, bias, partial, norm, loss, coefficient)
 *     partial [n_parts][2]: a sum of weighted terms, and the sum of their weights.
 *     coefficient[0] = scale / (factor * sum of weights + bias);  loss[0] = coefficient[0] * sum of terms.
 *     The coefficient is what each weighted term counts in the loss, so the gradient needs it.
 *     norm [1] or null: counts in the place of the sum of weights.
 *   One group, which adds in one order.
 */
#include "shared/group.h"

__kernel GROUPED void weighted_mean(const int n_parts, const float scale, const float factor, const float bias,
                                    __global const float *restrict partial, __global const float *restrict norm,
                                    __global float *restrict loss, __global float *restrict coefficient)
{
    GROUP_SCRATCH(scratch, 1);
    float terms = 0.0f, weights = 0.0f;
    for (int i = GROUP_ITEM; i < n_parts; i += GROUP) {
        terms += partial[2 * i];
        weights += partial[2 * i + 1];
    }
    terms = group_sum(terms, scratch);
    weights = group_sum(weights, scratch);
    if (GROUP_ITEM == 0) {
        const float c = scale / (factor * (norm ? norm[0] : weights) + bias);
        coefficient[0] = c;
        loss[0] = c * terms;
    }
}
