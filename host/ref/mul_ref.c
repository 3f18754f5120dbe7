#include "ref/mul_ref.h"

/* The element of b that goes with element i of a. */
static int64_t partner(struct gfla_shape shape, int64_t b_channels, int64_t i)
{
    const int64_t hw = shape.dim[2] * shape.dim[3], c = shape.dim[1];
    return b_channels == c ? i : i / (c * hw) * hw + i % hw;
}

void gfla_mul_ref_fwd(struct gfla_shape shape, int64_t b_channels, const double *a, const double *b, double *dst)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        dst[i] = a[i] * b[partner(shape, b_channels, i)];
}

void gfla_mul_ref_bwd(struct gfla_shape shape, int64_t b_channels, const double *a, const double *b,
                      const double *d_dst, double *d_a, double *d_b)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++) {
        const int64_t j = partner(shape, b_channels, i);
        if (d_a)
            d_a[i] += d_dst[i] * b[j];
        if (d_b)
            d_b[j] += d_dst[i] * a[i];
    }
}
