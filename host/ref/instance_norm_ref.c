#include "ref/instance_norm_ref.h"

#include <math.h>

struct statistics {
    double mean, rstd;
};

static struct statistics measure(const double *src, int64_t hw, double eps)
{
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < hw; i++)
        sum += src[i];
    const double mean = sum / (double)hw;
    for (int64_t i = 0; i < hw; i++)
        squares += (src[i] - mean) * (src[i] - mean);
    return (struct statistics){mean, 1 / sqrt(squares / (double)hw + eps)};
}

void gfla_instance_norm_ref_fwd(struct gfla_shape shape, double eps, double slope, const double *src,
                                const double *weight, const double *bias, double *dst)
{
    const int64_t c = shape.dim[1], hw = shape.dim[2] * shape.dim[3];
    for (int64_t plane = 0; plane < shape.dim[0] * c; plane++) {
        const struct statistics s = measure(src + plane * hw, hw, eps);
        for (int64_t i = plane * hw; i < (plane + 1) * hw; i++) {
            const double z = (src[i] - s.mean) * s.rstd * weight[plane % c] + bias[plane % c];
            dst[i] = z > 0 ? z : slope * z;
        }
    }
}

/* One channel of one sample. */
static void plane_bwd(int64_t hw, struct statistics s, double slope, const double *src, double weight, double bias,
                      const double *d_dst, double *d_src, double *d_weight, double *d_bias)
{
    double sum_g = 0, sum_gx = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int64_t i = 0; i < hw; i++) {
            const double xhat = (src[i] - s.mean) * s.rstd, g = xhat * weight + bias > 0 ? d_dst[i] : slope * d_dst[i];
            if (pass == 0) {
                sum_g += g;
                sum_gx += g * xhat;
            } else if (d_src)
                d_src[i] += weight * s.rstd * (g - sum_g / (double)hw - xhat * sum_gx / (double)hw);
        }
    if (d_weight)
        *d_weight += sum_gx;
    if (d_bias)
        *d_bias += sum_g;
}

void gfla_instance_norm_ref_bwd(struct gfla_shape shape, double eps, double slope, const double *src,
                                const double *weight, const double *bias, const double *d_dst, double *d_src,
                                double *d_weight, double *d_bias)
{
    const int64_t c = shape.dim[1], hw = shape.dim[2] * shape.dim[3];
    for (int64_t plane = 0; plane < shape.dim[0] * c; plane++) {
        const int64_t k = plane % c, at = plane * hw;
        plane_bwd(hw, measure(src + at, hw, eps), slope, src + at, weight[k], bias[k], d_dst + at,
                  d_src ? d_src + at : NULL, d_weight ? d_weight + k : NULL, d_bias ? d_bias + k : NULL);
    }
}
