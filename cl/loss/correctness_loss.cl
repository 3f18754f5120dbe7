/* loss/correctness_loss.cl - how much less alike sampled features are to the target's than the best of the source's
 * would be.
 *
 * With mu = s . t / ((|s| + EPS) (|t| + EPS)), the term of a pixel is exp(-mu / (best + EPS)) - 1 / e, and
 *     d mu / d s = (t / (|t| + EPS) - mu s / |s|) / (|s| + EPS)
 *
 *   correctness_loss_fwd(g, sampled, target, best, weight, partial)                                 global: chunks of
 *                                                                                                   pixels
 *     partial [chunks][2]: sum of weight * term, and sum of weight
 *   correctness_loss_bwd(g, sampled, target, best, weight, coefficient, d_loss, d_sampled)          global: pixels
 * sampled, target, d_sampled [n][blocks][plane][16]; best, weight [n][1][plane][16], lane 0.
 */
#define EPS 1e-8f
#define LEAST 0.36787944117144233f /* exp(-1): the term of a pixel as alike as can be */

#include "shared/partial.h"
#include "shared/vec.h"
#include "shared/correctness_loss.h"

struct likeness {
    float sampled, target, cosine; /* two lengths, with EPS, and mu */
};

/* First vector of a pixel of a map of g->blocks blocks. */
static size_t first_vector(const struct gfla_correctness *g, int pixel)
{
    return (size_t)(pixel / g->plane) * g->blocks * g->plane + pixel % g->plane;
}

static struct likeness compare(const struct gfla_correctness *g, __global const float16 *s, __global const float16 *t)
{
    float16 ss = 0.0f, tt = 0.0f, st = 0.0f;
    for (int block = 0; block < g->blocks; block++, s += g->plane, t += g->plane) {
        ss = fma(*s, *s, ss);
        tt = fma(*t, *t, tt);
        st = fma(*s, *t, st);
    }
    struct likeness like = {sqrt(lanes_sum(ss)) + EPS, sqrt(lanes_sum(tt)) + EPS, 0.0f};
    like.cosine = lanes_sum(st) / (like.sampled * like.target);
    return like;
}

static float weight_of(const struct gfla_correctness *g, __global const float *weight, int pixel)
{
    return g->weighted ? weight[LANES * (size_t)pixel] : 1.0f;
}

__kernel GROUPED void correctness_loss_fwd(const struct gfla_correctness g, __global const float16 *restrict sampled,
                                           __global const float16 *restrict target, __global const float *restrict best,
                                           __global const float *restrict weight, __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    const int part = GROUP_INDEX, first = part * g.chunk, last = min(first + g.chunk, g.n_pixels);
    float sum = 0.0f, weight_sum = 0.0f;
    for (int pixel = first + GROUP_ITEM; pixel < last; pixel += GROUP) {
        const size_t at = first_vector(&g, pixel);
        const float w = weight_of(&g, weight, pixel);
        const struct likeness like = compare(&g, sampled + at, target + at);
        sum += w * (exp(-like.cosine / (best[LANES * (size_t)pixel] + EPS)) - LEAST);
        weight_sum += w;
    }
    store_partial(sum, weight_sum, part, partial, scratch);
}

__kernel void correctness_loss_bwd(const struct gfla_correctness g, __global const float16 *restrict sampled,
                                   __global const float16 *restrict target, __global const float *restrict best,
                                   __global const float *restrict weight, __global const float *restrict coefficient,
                                   __global const float *restrict d_loss, __global float16 *restrict d_sampled)
{
    const int pixel = get_global_id(0);
    if (pixel >= g.n_pixels)
        return;
    const size_t at = first_vector(&g, pixel);
    const struct likeness like = compare(&g, sampled + at, target + at);
    const float scale = 1.0f / (best[LANES * (size_t)pixel] + EPS);
    const float d_cosine =
        -d_loss[0] * coefficient[0] * weight_of(&g, weight, pixel) * scale * exp(-like.cosine * scale);
    const float along_t = d_cosine / (like.sampled * like.target);
    /* Features that are all zero have no direction to lose. */
    const float length = like.sampled - EPS;
    const float along_s = length > 0.0f ? d_cosine * like.cosine / (like.sampled * length) : 0.0f;
    for (int block = 0; block < g.blocks; block++) {
        const size_t i = at + (size_t)block * g.plane;
        d_sampled[i] = along_t * target[i] - along_s * sampled[i];
    }
}
