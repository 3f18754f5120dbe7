/* shared/pair_loss.h - losses that sum a term of two equal tensors, element by element.
 * The host includes it for the arguments. A kernel file defines before it, in terms of float16 a and b,
 *     pair_term(a, b)   the term
 *     pair_slope(a, b)  its derivative with respect to a
 * and gets pair_sum and pair_gradient, the bodies of its kernels; the first is of a GROUPED one. */
#ifndef GFLA_SHARED_PAIR_LOSS_H
#define GFLA_SHARED_PAIR_LOSS_H

#define GFLA_PAIR_MAP 1
#define GFLA_PAIR_ALIKE 2

struct gfla_pair_args {
    int n_floats;  /* stored floats of either tensor */
    int n_vectors; /* of sixteen floats, the last one perhaps not full */
    int channels;  /* real values along `blocks` vectors; those past it are padding */
    int blocks;    /* vectors per pixel; PLAIN: all of them */
    int plane;     /* pixels per image; PLAIN: 1 */
    int chunk;     /* vectors summed by one group */
    int weighted;  /* GFLA_PAIR_MAP: a map [n,1,h,w] weights the pixels; GFLA_PAIR_ALIKE: a tensor like a and b */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_pair_args_size[sizeof(struct gfla_pair_args) == 28 ? 1 : -1];

#include "shared/group.h"
#include "shared/vec.h"

#include "shared/partial.h"

static int pair_block(const struct gfla_pair_args *args, int v)
{
    return args->blocks == 1 ? 0 : v / args->plane % args->blocks;
}

/* Weights of vector v. */
static float16 pair_weight(const struct gfla_pair_args *args, __global const float *weight, int v)
{
    if (args->weighted == GFLA_PAIR_ALIKE)
        return vec_load(weight, v, args->n_floats);
    if (args->weighted == GFLA_PAIR_MAP && args->blocks > 1)
        v = v / (args->plane * args->blocks) * args->plane + v % args->plane;
    return args->weighted ? weight[16 * (size_t)v] : 1.0f;
}

/* What they add to the sum of weights, of which pixels have one each. */
static float pair_weight_sum(const struct gfla_pair_args *args, float16 weight, int block)
{
    if (args->weighted == GFLA_PAIR_ALIKE)
        return lanes_sum(weight);
    return block == 0 ? weight.s0 : 0.0f;
}

/* Group i sums the terms of chunk i into partial[2 i], and the weights of its pixels into partial[2 i + 1]. */
static void pair_sum(const struct gfla_pair_args *args, __global const float *a, __global const float *b,
                     __global const float *weight, __global float *partial, __local float *scratch)
{
    const int part = GROUP_INDEX;
    const int first = part * args->chunk, last = min(first + args->chunk, args->n_vectors);
    float16 sum = 0.0f;
    float weight_sum = 0.0f;
    for (int v = first + GROUP_ITEM; v < last; v += GROUP) {
        const int block = pair_block(args, v);
        const float16 w = pair_weight(args, weight, v);
        const float16 term = pair_term(vec_load(a, v, args->n_floats), vec_load(b, v, args->n_floats));
        sum += w * vec_keep(term, 16 * block, args->channels);
        weight_sum += pair_weight_sum(args, w, block);
    }
    store_partial(lanes_sum(sum), weight_sum, part, partial, scratch);
}

/* d_a = d_loss * coefficient * weight * slope; one work-item per vector. */
static void pair_gradient(const struct gfla_pair_args *args, __global const float *a, __global const float *b,
                          __global const float *weight, __global const float *coefficient, __global const float *d_loss,
                          __global float *d_a)
{
    const int v = get_global_id(0);
    if (v >= args->n_vectors)
        return;
    const float16 factor = d_loss[0] * coefficient[0] * pair_weight(args, weight, v);
    const float16 slope = pair_slope(vec_load(a, v, args->n_floats), vec_load(b, v, args->n_floats));
    vec_store(factor * vec_keep(slope, 16 * pair_block(args, v), args->channels), v, d_a, args->n_floats);
}
#else
_Static_assert(sizeof(struct gfla_pair_args) == 28, "host and device agree on gfla_pair_args");
#endif

#endif
