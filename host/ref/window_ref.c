#include "ref/window_ref.h"

#include <string.h>

static int at(const struct gfla_window_args *a, int channels, int n_t, int clip, int c, int t, int pixel)
{
    const int plane = a->in_rows ? (clip * channels + c) * n_t + t : (clip * n_t + t) * channels + c;
    return plane * a->pixels + pixel;
}

/* Adds `factor` times each value that belongs to a window: from the source to dst, or back. */
static void add(const struct gfla_window_args *a, bool mean, bool back, const double *from, double *to)
{
    const double factor = mean ? 1.0 / a->size : 1.0;
    const int dst_channels = mean ? a->channels : a->channels * a->size;
    const int n = a->clips * a->channels * a->dst_t * a->size * a->pixels;
    for (int i = 0; i < n; i++) {
        const int pixel = i % a->pixels, k = i / a->pixels % a->size, t = i / a->pixels / a->size % a->dst_t;
        const int plane = i / a->pixels / a->size / a->dst_t, c = plane % a->channels, clip = plane / a->channels;
        const int frame = t * a->stride - a->pad + k * a->dilation;
        if (frame < 0 || frame >= a->src_t)
            continue;
        const int s = at(a, a->channels, a->src_t, clip, c, frame, pixel);
        const int d = at(a, dst_channels, a->dst_t, clip, mean ? c : c * a->size + k, t, pixel);
        to[back ? s : d] += factor * from[back ? d : s];
    }
}

void gfla_window_ref_fwd(const struct gfla_window_args *a, bool mean, const double *src, double *dst)
{
    const int count = a->clips * a->channels * a->dst_t * a->pixels * (mean ? 1 : a->size);
    memset(dst, 0, (size_t)count * sizeof *dst);
    add(a, mean, false, src, dst);
}

void gfla_window_ref_bwd(const struct gfla_window_args *a, bool mean, const double *d_dst, double *d_src)
{
    add(a, mean, true, d_dst, d_src);
}
