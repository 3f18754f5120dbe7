#include "ref/resize_ref.h"

struct tap {
    int64_t index[2];
    double weight[2];
};

static struct tap axis_tap(int64_t o, int64_t from, int64_t to)
{
    double at = ((double)o + 0.5) * (double)from / (double)to - 0.5;
    at = at < 0 ? 0 : at;
    const int64_t low = (int64_t)at, high = low + 1 < from ? low + 1 : from - 1;
    return (struct tap){{low, high}, {1 - (at - (double)low), at - (double)low}};
}

void gfla_resize_bilinear_ref_fwd(int64_t planes, int64_t h, int64_t w, int64_t oh, int64_t ow, double value_scale,
                                  const double *src, double *dst)
{
    for (int64_t i = 0; i < planes * oh * ow; i++) {
        const struct tap y = axis_tap(i / ow % oh, h, oh), x = axis_tap(i % ow, w, ow);
        dst[i] = 0;
        for (int k = 0; k < 4; k++)
            dst[i] += value_scale * y.weight[k / 2] * x.weight[k % 2] *
                      src[(i / (oh * ow) * h + y.index[k / 2]) * w + x.index[k % 2]];
    }
}

void gfla_resize_bilinear_ref_bwd(int64_t planes, int64_t h, int64_t w, int64_t oh, int64_t ow, double value_scale,
                                  const double *d_dst, double *d_src)
{
    for (int64_t i = 0; i < planes * oh * ow; i++) {
        const struct tap y = axis_tap(i / ow % oh, h, oh), x = axis_tap(i % ow, w, ow);
        for (int k = 0; k < 4; k++)
            d_src[(i / (oh * ow) * h + y.index[k / 2]) * w + x.index[k % 2]] +=
                value_scale * y.weight[k / 2] * x.weight[k % 2] * d_dst[i];
    }
}

/* Where element i of the result comes from. */
static int64_t nearest(int64_t i, int64_t h, int64_t w, int64_t oh, int64_t ow)
{
    return (i / (oh * ow) * h + i / ow % oh * h / oh) * w + i % ow * w / ow;
}

void gfla_resize_nearest_ref_fwd(int64_t planes, int64_t h, int64_t w, int64_t oh, int64_t ow, const double *src,
                                 double *dst)
{
    for (int64_t i = 0; i < planes * oh * ow; i++)
        dst[i] = src[nearest(i, h, w, oh, ow)];
}

void gfla_resize_nearest_ref_bwd(int64_t planes, int64_t h, int64_t w, int64_t oh, int64_t ow, const double *d_dst,
                                 double *d_src)
{
    for (int64_t i = 0; i < planes * oh * ow; i++)
        d_src[nearest(i, h, w, oh, ow)] += d_dst[i];
}

void gfla_avg_pool2_ref_fwd(int64_t planes, int64_t h, int64_t w, const double *src, double *dst)
{
    const int64_t oh = h / 2, ow = w / 2;
    for (int64_t i = 0; i < planes * oh * ow; i++) {
        const double *p = src + (i / (oh * ow) * h + i / ow % oh * 2) * w + i % ow * 2;
        dst[i] = (p[0] + p[1] + p[w] + p[w + 1]) / 4;
    }
}

void gfla_avg_pool2_ref_bwd(int64_t planes, int64_t h, int64_t w, const double *d_dst, double *d_src)
{
    const int64_t oh = h / 2, ow = w / 2;
    for (int64_t i = 0; i < planes * oh * ow; i++) {
        double *p = d_src + (i / (oh * ow) * h + i / ow % oh * 2) * w + i % ow * 2;
        for (int k = 0; k < 4; k++)
            p[k / 2 * w + k % 2] += d_dst[i] / 4;
    }
}
