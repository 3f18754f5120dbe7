#include "ref/layer_norm_ref.h"

#include <math.h>

struct stats {
    double mean, rstd;
};

static struct stats measure(const struct gfla_layer_norm_ref *s, const double *sample)
{
    const int count = s->c * s->area;
    double sum = 0, squares = 0;
    for (int i = 0; i < count; i++)
        sum += sample[i];
    for (int i = 0; i < count; i++)
        squares += (sample[i] - sum / count) * (sample[i] - sum / count);
    return (struct stats){sum / count, 1 / sqrt(squares / count + s->eps)};
}

/* Which scale and shift element i of sample n has. */
static int row_at(const struct gfla_layer_norm_ref *s, int n, int i)
{
    return (s->adaptive ? n * s->c : 0) + i / s->area;
}

static double factor(const struct gfla_layer_norm_ref *s, const double *scale, int at)
{
    return (s->adaptive ? 1 : 0) + scale[at];
}

void gfla_layer_norm_ref_fwd(const struct gfla_layer_norm_ref *s, const double *src, const double *scale,
                             const double *shift, double *dst)
{
    const int count = s->c * s->area;
    for (int n = 0; n < s->n; n++) {
        const struct stats stats = measure(s, src + n * count);
        for (int i = 0; i < count; i++) {
            const int at = row_at(s, n, i);
            dst[n * count + i] = (src[n * count + i] - stats.mean) * stats.rstd * factor(s, scale, at) + shift[at];
        }
    }
}

static void sample_backward(const struct gfla_layer_norm_ref *s, int n, const double *src, const double *scale,
                            const double *d_dst, double *d_src, double *d_scale, double *d_shift)
{
    const int count = s->c * s->area;
    const struct stats stats = measure(s, src);
    double mean = 0, product = 0;
    for (int i = 0; i < count; i++) {
        const int at = row_at(s, n, i);
        const double xhat = (src[i] - stats.mean) * stats.rstd, g = d_dst[i] * factor(s, scale, at);
        mean += g / count;
        product += g * xhat / count;
        d_scale[at] += d_dst[i] * xhat;
        d_shift[at] += d_dst[i];
    }
    for (int i = 0; i < count; i++) {
        const double xhat = (src[i] - stats.mean) * stats.rstd, g = d_dst[i] * factor(s, scale, row_at(s, n, i));
        d_src[i] += stats.rstd * (g - mean - xhat * product);
    }
}

void gfla_layer_norm_ref_bwd(const struct gfla_layer_norm_ref *s, const double *src, const double *scale,
                             const double *d_dst, double *d_src, double *d_scale, double *d_shift)
{
    const int count = s->c * s->area;
    for (int n = 0; n < s->n; n++)
        sample_backward(s, n, src + n * count, scale, d_dst + n * count, d_src + n * count, d_scale, d_shift);
}
