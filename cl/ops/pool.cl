/* Windows of pixels of which one value is made. BLOCKED: src [planes][ih][iw][16], dst [planes][oh][ow][16]; windows as
 * struct gfla_pool_args says. Positions outside the source do not count,
 * unless args.whole. Every window holds a source pixel.
 *
 * pool_max_fwd   the largest of a window. Work: one item per pixel vector of dst.
 * pool_max_bwd   d_dst goes to the first pixel of the window, in reading order, that holds the maximum. Work: one item
 *                per pixel vector of d_src, which looks at the windows that hold it.
 * pool_mean_fwd  the mean of a window. Work: one item per pixel vector of dst.
 * pool_mean_bwd  Work: one item per pixel vector of d_src. */
#include "shared/pool.h"
#include "shared/vec.h"

struct span {
    int y0, y1, x0, x1;
};

static inline struct span window_at(const struct gfla_pool_args *a, int y, int x)
{
    struct span s = {gfla_pool_first(y, a->stride, a->ph), gfla_pool_end(y, a->stride, a->ph, a->kh, a->ih),
                     gfla_pool_first(x, a->stride, a->pw), gfla_pool_end(x, a->stride, a->pw, a->kw, a->iw)};
    return s;
}

static inline struct span windows_of(const struct gfla_pool_args *a, int y, int x)
{
    struct span s = {
        gfla_pool_first_window(y, a->stride, a->ph, a->kh), gfla_pool_end_window(y, a->stride, a->ph, a->oh),
        gfla_pool_first_window(x, a->stride, a->pw, a->kw), gfla_pool_end_window(x, a->stride, a->pw, a->ow)};
    return s;
}

static inline float16 largest(const struct gfla_pool_args *a, global const float *plane, struct span s)
{
    float16 best = vload16(s.y0 * a->iw + s.x0, plane);
    for (int y = s.y0; y < s.y1; y++)
        for (int x = s.x0; x < s.x1; x++)
            best = fmax(best, vload16(y * a->iw + x, plane));
    return best;
}

kernel void pool_max_fwd(const struct gfla_pool_args a, global const float *restrict src, global float *restrict dst)
{
    const int i = get_global_id(0), area = a.oh * a.ow;
    if (i >= a.planes * area)
        return;
    global const float *plane = src + (size_t)(i / area) * a.ih * a.iw * LANES;
    vstore16(largest(&a, plane, window_at(&a, i % area / a.ow, i % a.ow)), i, dst);
}

/* Lanes of pixel (y, x) that are the first of window s to hold the largest value. */
static inline int16 wins(const struct gfla_pool_args *a, global const float *plane, struct span s, int y, int x)
{
    const float16 value = vload16(y * a->iw + x, plane);
    int16 first = value == value;
    for (int v = s.y0; v < s.y1; v++)
        for (int u = s.x0; u < s.x1; u++) {
            const float16 other = vload16(v * a->iw + u, plane);
            first &= v * a->iw + u < y * a->iw + x ? value > other : value >= other;
        }
    return first;
}

kernel void pool_max_bwd(const struct gfla_pool_args a, global const float *restrict src,
                         global const float *restrict d_dst, global float *restrict d_src)
{
    const int i = get_global_id(0), area = a.ih * a.iw, y = i % area / a.iw, x = i % a.iw;
    if (i >= a.planes * area)
        return;
    global const float *plane = src + (size_t)(i / area) * area * LANES;
    global const float *d_plane = d_dst + (size_t)(i / area) * a.oh * a.ow * LANES;
    const struct span s = windows_of(&a, y, x);
    float16 d = 0.0f;
    for (int oy = s.y0; oy < s.y1; oy++)
        for (int ox = s.x0; ox < s.x1; ox++)
            d +=
                select((float16)(0.0f), vload16(oy * a.ow + ox, d_plane), wins(&a, plane, window_at(&a, oy, ox), y, x));
    vstore16(d, i, d_src);
}

static inline float weight_of(const struct gfla_pool_args *a, struct span s)
{
    return 1.0f / (float)(a->whole ? a->kh * a->kw : (s.y1 - s.y0) * (s.x1 - s.x0));
}

kernel void pool_mean_fwd(const struct gfla_pool_args a, global const float *restrict src, global float *restrict dst)
{
    const int i = get_global_id(0), area = a.oh * a.ow;
    if (i >= a.planes * area)
        return;
    global const float *plane = src + (size_t)(i / area) * a.ih * a.iw * LANES;
    const struct span s = window_at(&a, i % area / a.ow, i % a.ow);
    float16 sum = 0.0f;
    for (int y = s.y0; y < s.y1; y++)
        for (int x = s.x0; x < s.x1; x++)
            sum += vload16(y * a.iw + x, plane);
    vstore16(sum * weight_of(&a, s), i, dst);
}

kernel void pool_mean_bwd(const struct gfla_pool_args a, global const float *restrict d_dst,
                          global float *restrict d_src)
{
    const int i = get_global_id(0), area = a.ih * a.iw;
    if (i >= a.planes * area)
        return;
    global const float *d_plane = d_dst + (size_t)(i / area) * a.oh * a.ow * LANES;
    const struct span s = windows_of(&a, i % area / a.iw, i % a.iw);
    float16 d = 0.0f;
    for (int oy = s.y0; oy < s.y1; oy++)
        for (int ox = s.x0; ox < s.x1; ox++)
            d += vload16(oy * a.ow + ox, d_plane) * weight_of(&a, window_at(&a, oy, ox));
    vstore16(d, i, d_src);
}
