#include "ref/softmax_ref.h"

#include <math.h>

/* The sum of exp(src) over the channels of the pixel whose first channel is `src`. */
static double exp_sum(const double *src, int64_t c, int64_t hw)
{
    double sum = 0;
    for (int64_t k = 0; k < c; k++)
        sum += exp(src[k * hw]);
    return sum;
}

void gfla_softmax_channels_ref_fwd(struct gfla_shape shape, const double *src, double *dst)
{
    const int64_t c = shape.dim[1], hw = shape.dim[2] * shape.dim[3];
    for (int64_t i = 0; i < shape.dim[0] * hw; i++) {
        const int64_t at = i / hw * c * hw + i % hw;
        const double sum = exp_sum(src + at, c, hw);
        for (int64_t k = 0; k < c; k++)
            dst[at + k * hw] = exp(src[at + k * hw]) / sum;
    }
}

void gfla_softmax_channels_ref_bwd(struct gfla_shape shape, const double *src, const double *d_dst, double *d_src)
{
    const int64_t c = shape.dim[1], hw = shape.dim[2] * shape.dim[3];
    for (int64_t i = 0; i < shape.dim[0] * hw; i++) {
        const int64_t at = i / hw * c * hw + i % hw;
        const double sum = exp_sum(src + at, c, hw);
        double mean = 0; /* of d_dst, weighted by the softmax */
        for (int64_t k = at; k < at + c * hw; k += hw)
            mean += d_dst[k] * exp(src[k]) / sum;
        for (int64_t k = at; k < at + c * hw; k += hw)
            d_src[k] += exp(src[k]) / sum * (d_dst[k] - mean);
    }
}
