/* loss/softmax_cross_entropy.cl - mean cross-entropy of the softmax over the channels of each pixel against a target
 * distribution. With peak the largest logit and z = log(sum(exp(a - peak))), which keep large logits exact,
 *
 *     term = sum(target * (peak - a + z)),    d term / d a = exp(a - peak - z) * sum(target) - target
 *
 *   softmax_cross_entropy_fwd(g, a, target, partial)                        global: chunks of pixels
 *     partial [chunks][2]: sum of terms, and number of pixels
 *   softmax_cross_entropy_bwd(g, a, target, coefficient, d_loss, d_a)       global: pixels
 * a, target, d_a [n][blocks][plane][16]; lanes past the last channel are left out and stay zero.
 */
#include "shared/partial.h"
#include "shared/vec.h"
#include "shared/softmax_cross_entropy.h"

static float lanes_most(float16 v)
{
    const float8 a = fmax(v.lo, v.hi);
    const float4 b = fmax(a.lo, a.hi);
    const float2 d = fmax(b.lo, b.hi);
    return fmax(d.x, d.y);
}

/* First vector of a pixel. */
static size_t vector_of(const struct gfla_cross_entropy *g, int pixel)
{
    return (size_t)(pixel / g->plane) * g->blocks * g->plane + pixel % g->plane;
}

/* What softmax subtracts: the largest logit, then the logarithm of the sum of exponentials. */
struct norm {
    float peak, z;
};

/* The logits of a block less the peak; `other` in the lanes past the last channel. */
static float16 below_peak(const struct gfla_cross_entropy *g, __global const float16 *a, int block, float peak,
                          float other)
{
    return select((float16)(other), a[(size_t)block * g->plane] - peak, lanes_below(g->channels - block * LANES));
}

/* Of the logits that begin at `a`. */
static struct norm norm_of(const struct gfla_cross_entropy *g, __global const float16 *a)
{
    float16 most = -INFINITY, sum = 0.0f;
    for (int block = 0; block < g->blocks; block++)
        most = fmax(most, below_peak(g, a, block, 0.0f, -INFINITY));
    const float peak = lanes_most(most);
    for (int block = 0; block < g->blocks; block++)
        sum += exp(below_peak(g, a, block, peak, -INFINITY));
    return (struct norm){peak, log(lanes_sum(sum))};
}

__kernel GROUPED void softmax_cross_entropy_fwd(const struct gfla_cross_entropy g, __global const float16 *restrict a,
                                                __global const float16 *restrict target,
                                                __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    const int part = GROUP_INDEX, first = part * g.chunk, last = min(first + g.chunk, g.n_pixels);
    float sum = 0.0f;
    for (int pixel = first + GROUP_ITEM; pixel < last; pixel += GROUP) {
        const size_t at = vector_of(&g, pixel);
        const struct norm norm = norm_of(&g, a + at);
        float16 terms = 0.0f;
        for (int block = 0; block < g.blocks; block++)
            terms += target[at + (size_t)block * g.plane] * (norm.z - below_peak(&g, a + at, block, norm.peak, 0.0f));
        sum += lanes_sum(terms);
    }
    store_partial(sum, GROUP_ITEM ? 0.0f : (float)max(last - first, 0), part, partial, scratch);
}

__kernel void softmax_cross_entropy_bwd(const struct gfla_cross_entropy g, __global const float16 *restrict a,
                                        __global const float16 *restrict target,
                                        __global const float *restrict coefficient,
                                        __global const float *restrict d_loss, __global float16 *restrict d_a)
{
    const int pixel = get_global_id(0);
    if (pixel >= g.n_pixels)
        return;
    const size_t at = vector_of(&g, pixel);
    const struct norm norm = norm_of(&g, a + at);
    const float factor = d_loss[0] * coefficient[0];
    float16 mass = 0.0f;
    for (int block = 0; block < g.blocks; block++)
        mass += target[at + (size_t)block * g.plane];
    const float total = lanes_sum(mass);
    for (int block = 0; block < g.blocks; block++) {
        const size_t i = at + (size_t)block * g.plane;
        d_a[i] = factor * (total * exp(below_peak(&g, a + at, block, norm.peak, -INFINITY) - norm.z) - target[i]);
    }
}
