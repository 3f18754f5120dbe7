/* shared/sampling.h - sampling of a BLOCKED map src [n][blocks][src_h][src_w][16] at the pixels of a map of h x w,
 * displaced by flow [n][1][h][w][16] (lane 0 = x, lane 1 = y, in pixels). Indices are clamped to the border of src one
 * by one, while weights come from the unclamped fractions.
 *
 * Work sizes. Gathers: (ceil(w / span), h, n), one work-item per `span` pixels of a row. Scatters into src:
 * (ceil(src_h / band), ceil(blocks / group), n); a work-item owns `band` rows of `group` channel blocks, sets them to
 * zero, walks all pixels in order and adds what falls into its rows, so that sums have one order and need no
 * atomics. */
#ifndef GFLA_SHARED_SAMPLING_H
#define GFLA_SHARED_SAMPLING_H

struct gfla_sampling_args {
    int blocks; /* of 16 channels */
    int src_h, src_w, h, w;
    int offset; /* added to every position */
    int span, band, group;
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_sampling_args_size[sizeof(struct gfla_sampling_args) == 36 ? 1 : -1];

#include "shared/vec.h"

/* Positions beyond this are as far out as any: all their taps are border pixels. Keeps int conversions defined,
 * and infinities and NaN out. */
#define FARTHEST 4e6f

static inline float sampling_position(int at, float shift, int offset)
{
    return fmin(fmax((float)(at + offset) + shift, -FARTHEST), FARTHEST);
}

static inline int sampling_pixel(const struct gfla_sampling_args *args, int n, int y, int x)
{
    return (n * args->h + y) * args->w + x;
}

static inline size_t sampling_plane(const struct gfla_sampling_args *args, int n, int block, int h, int w)
{
    return (size_t)(n * args->blocks + block) * h * w;
}

/* Zeros in rows [first_row, last_row) of the blocks [first_block, last_block) of image n of d_src. */
static inline void sampling_clear(const struct gfla_sampling_args *args, __global float16 *d_src, int n,
                                  int first_block, int last_block, int first_row, int last_row)
{
    for (int block = first_block; block < last_block; block++) {
        __global float16 *plane = d_src + sampling_plane(args, n, block, args->src_h, args->src_w);
        for (int i = first_row * args->src_w; i < last_row * args->src_w; i++)
            plane[i] = 0.0f;
    }
}
#else
_Static_assert(sizeof(struct gfla_sampling_args) == 36, "host and device agree on gfla_sampling_args");
#endif

#endif
