/* shared/pair_loss.h - losses that sum a term of two equal tensors, element by element.
 * The host includes it for the arguments. A kernel file defines before it, in terms of float16 a and b,
 *     pair_term(a, b)   the term
 *     pair_slope(a, b)  its derivative with respect to a
 * and gets pair_sum and pair_gradient, the bodies of its kernels. */
#ifndef GFLA_SHARED_PAIR_LOSS_H
#define GFLA_SHARED_PAIR_LOSS_H

struct gfla_pair_args {
    int n_floats;  /* stored floats of either tensor */
    int n_vectors; /* of sixteen floats, the last one perhaps not full */
    int channels;  /* real values along `blocks` vectors; those past it are padding */
    int blocks;    /* vectors per pixel; PLAIN: all of them */
    int plane;     /* pixels per image; PLAIN: 1 */
    int chunk;     /* vectors summed by one work-item */
    int weighted;  /* a map [n,1,h,w] weights the pixels */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_pair_args_size[sizeof(struct gfla_pair_args) == 28 ? 1 : -1];

#include "shared/lanes.h"

static float16 pair_load(const struct gfla_pair_args *args, __global const float *x, int v)
{
    if (16 * v + 16 <= args->n_floats)
        return vload16(v, x);
    float lane[16];
    for (int i = 0; i < 16; i++)
        lane[i] = 16 * v + i < args->n_floats ? x[16 * v + i] : 0.0f;
    return vload16(0, lane);
}

static void pair_store(const struct gfla_pair_args *args, float16 value, __global float *x, int v)
{
    if (16 * v + 16 <= args->n_floats) {
        vstore16(value, v, x);
        return;
    }
    float lane[16];
    vstore16(value, 0, lane);
    for (int i = 0; 16 * v + i < args->n_floats; i++)
        x[16 * v + i] = lane[i];
}

static int pair_block(const struct gfla_pair_args *args, int v)
{
    return v / args->plane % args->blocks;
}

static float pair_weight(const struct gfla_pair_args *args, __global const float *weight, int v)
{
    const int image = v / (args->plane * args->blocks);
    return args->weighted ? weight[16 * (size_t)(image * args->plane + v % args->plane)] : 1.0f;
}

/* Work-item i sums the terms of chunk i into partial[2 i], and the weights of its pixels into partial[2 i + 1]. */
static void pair_sum(const struct gfla_pair_args *args, __global const float *a, __global const float *b,
                     __global const float *weight, __global float *partial)
{
    const int part = get_global_id(0);
    const int first = part * args->chunk, last = min(first + args->chunk, args->n_vectors);
    float16 sum = 0.0f;
    float weight_sum = 0.0f;
    for (int v = first; v < last; v++) {
        const int block = pair_block(args, v);
        const float w = pair_weight(args, weight, v);
        const float16 term = pair_term(pair_load(args, a, v), pair_load(args, b, v));
        sum += w * lanes_first(term, args->channels - 16 * block);
        weight_sum += block == 0 ? w : 0.0f;
    }
    partial[2 * part] = lanes_sum(sum);
    partial[2 * part + 1] = weight_sum;
}

/* d_a = d_loss * coefficient * weight * slope; one work-item per vector. */
static void pair_gradient(const struct gfla_pair_args *args, __global const float *a, __global const float *b,
                          __global const float *weight, __global const float *coefficient,
                          __global const float *d_loss, __global float *d_a)
{
    const int v = get_global_id(0);
    if (v >= args->n_vectors)
        return;
    const float factor = d_loss[0] * coefficient[0] * pair_weight(args, weight, v);
    const float16 slope = pair_slope(pair_load(args, a, v), pair_load(args, b, v));
    pair_store(args, factor * lanes_first(slope, args->channels - 16 * pair_block(args, v)), d_a, v);
}
#else
_Static_assert(sizeof(struct gfla_pair_args) == 28, "host and device agree on gfla_pair_args");
#endif

#endif
