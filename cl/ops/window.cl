/* Windows of `size` frames along the time of sequences and clips. BLOCKED, frames as struct gfla_window_args says.
 *
 * window_unfold_fwd  the frames of a window side by side: channel c * size + k of dst is channel c of the window's
 *                    place k; zeros where a window reaches past the ends. Work: one item per pixel vector of dst.
 * window_unfold_bwd  d_src = the sum of what was made of it. Work: one item per pixel vector of d_src.
 * window_mean_fwd    the mean of the frames of a window, zeros past the ends included. Work: one item per pixel vector
 *                    of dst.
 * window_mean_bwd    Work: one item per pixel vector of d_src. */
#include "shared/vec.h"
#include "shared/window.h"

/* A pixel vector of a tensor of `blocks` channel blocks and n_t frames. */
struct place {
    int clip, block, t, pixel;
};

static inline int blocks_of(int channels)
{
    return (channels + LANES - 1) / LANES;
}

static inline size_t vector_at(const struct gfla_window_args *a, int blocks, int n_t, struct place p)
{
    const int plane = a->in_rows ? (p.clip * blocks + p.block) * n_t + p.t : (p.clip * n_t + p.t) * blocks + p.block;
    return (size_t)plane * a->pixels + p.pixel;
}

/* What vector_at undoes. */
static inline struct place find_place(const struct gfla_window_args *a, int blocks, int n_t, int i)
{
    const int plane = i / a->pixels, inner = a->in_rows ? n_t : blocks, outer = plane / inner;
    struct place p;
    p.pixel = i % a->pixels;
    p.clip = outer / (a->in_rows ? blocks : n_t);
    p.t = a->in_rows ? plane % inner : outer % n_t;
    p.block = a->in_rows ? outer % blocks : plane % inner;
    return p;
}

kernel void window_unfold_fwd(const struct gfla_window_args a, global const float *restrict src,
                              global float *restrict dst)
{
    const int i = get_global_id(0), src_blocks = blocks_of(a.channels), blocks = blocks_of(a.channels * a.size);
    if (i >= a.clips * blocks * a.dst_t * a.pixels)
        return;
    const struct place to = find_place(&a, blocks, a.dst_t, i);
    struct place from = to;
    int c = to.block * LANES / a.size, k = to.block * LANES % a.size;
    float lanes[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        from.block = c / LANES;
        from.t = gfla_window_src(&a, to.t, k);
        lanes[lane] = 0.0f;
        if (from.t >= 0 && c < a.channels)
            lanes[lane] = src[vector_at(&a, src_blocks, a.src_t, from) * LANES + c % LANES];
        k++;
        c += k == a.size;
        k = k == a.size ? 0 : k;
    }
    vstore16(vload16(0, lanes), i, dst);
}

kernel void window_unfold_bwd(const struct gfla_window_args a, global const float *restrict d_dst,
                              global float *restrict d_src)
{
    const int i = get_global_id(0), blocks = blocks_of(a.channels), dst_blocks = blocks_of(a.channels * a.size);
    if (i >= a.clips * blocks * a.src_t * a.pixels)
        return;
    const struct place to = find_place(&a, blocks, a.src_t, i);
    struct place from = to;
    float lanes[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        const int c = to.block * LANES + lane;
        lanes[lane] = 0.0f;
        for (int k = 0; k < a.size && c < a.channels; k++) {
            from.t = gfla_window_dst(&a, to.t, k);
            from.block = (c * a.size + k) / LANES;
            if (from.t >= 0)
                lanes[lane] += d_dst[vector_at(&a, dst_blocks, a.dst_t, from) * LANES + (c * a.size + k) % LANES];
        }
    }
    vstore16(vload16(0, lanes), i, d_src);
}

kernel void window_mean_fwd(const struct gfla_window_args a, global const float *restrict src,
                            global float *restrict dst)
{
    const int i = get_global_id(0), blocks = blocks_of(a.channels);
    if (i >= a.clips * blocks * a.dst_t * a.pixels)
        return;
    const struct place to = find_place(&a, blocks, a.dst_t, i);
    struct place from = to;
    float16 sum = 0.0f;
    for (int k = 0; k < a.size; k++) {
        from.t = gfla_window_src(&a, to.t, k);
        if (from.t >= 0)
            sum += vload16(vector_at(&a, blocks, a.src_t, from), src);
    }
    vstore16(sum / (float)a.size, i, dst);
}

kernel void window_mean_bwd(const struct gfla_window_args a, global const float *restrict d_dst,
                            global float *restrict d_src)
{
    const int i = get_global_id(0), blocks = blocks_of(a.channels);
    if (i >= a.clips * blocks * a.src_t * a.pixels)
        return;
    const struct place to = find_place(&a, blocks, a.src_t, i);
    struct place from = to;
    float16 sum = 0.0f;
    for (int k = 0; k < a.size; k++) {
        from.t = gfla_window_dst(&a, to.t, k);
        if (from.t >= 0)
            sum += vload16(vector_at(&a, blocks, a.dst_t, from), d_dst);
    }
    vstore16(sum / (float)a.size, i, d_src);
}
