#include "ref/softmax_cross_entropy_ref.h"

#include <math.h>

/* log(sum(exp(logits))) over the channels of the pixel whose first channel is `logits`. */
static double log_sum(const double *logits, int64_t c, int64_t hw)
{
    double most = -INFINITY, sum = 0;
    for (int64_t k = 0; k < c; k++)
        most = fmax(most, logits[k * hw]);
    for (int64_t k = 0; k < c; k++)
        sum += exp(logits[k * hw] - most);
    return most + log(sum);
}

double gfla_softmax_cross_entropy_ref_fwd(struct gfla_shape shape, double scale, const double *logits,
                                          const double *target)
{
    const int64_t c = shape.dim[1], hw = shape.dim[2] * shape.dim[3], n = shape.dim[0] * hw;
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        const int64_t at = i / hw * c * hw + i % hw;
        const double z = log_sum(logits + at, c, hw);
        for (int64_t k = at; k < at + c * hw; k += hw)
            sum += target[k] * (z - logits[k]);
    }
    return scale * sum / (double)n;
}

void gfla_softmax_cross_entropy_ref_bwd(struct gfla_shape shape, double scale, const double *logits,
                                        const double *target, double d, double *d_logits)
{
    const int64_t c = shape.dim[1], hw = shape.dim[2] * shape.dim[3], n = shape.dim[0] * hw;
    for (int64_t i = 0; i < n; i++) {
        const int64_t at = i / hw * c * hw + i % hw;
        const double z = log_sum(logits + at, c, hw);
        double total = 0;
        for (int64_t k = at; k < at + c * hw; k += hw)
            total += target[k];
        for (int64_t k = at; k < at + c * hw; k += hw)
            d_logits[k] += d * scale / (double)n * (total * exp(logits[k] - z) - target[k]);
    }
}
