#include "ref/mask_blend_ref.h"

static int64_t mask_of(struct gfla_shape shape, int64_t i)
{
    const int64_t hw = shape.dim[2] * shape.dim[3];
    return i / (shape.dim[1] * hw) * hw + i % hw;
}

void gfla_mask_blend_ref_fwd(struct gfla_shape shape, const double *base, const double *top, const double *mask,
                             double *dst)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++) {
        const double m = mask[mask_of(shape, i)];
        dst[i] = base[i] * (1 - m) + top[i] * m;
    }
}

void gfla_mask_blend_ref_bwd(struct gfla_shape shape, const double *base, const double *top, const double *mask,
                             const double *d_dst, double *d_base, double *d_top, double *d_mask)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++) {
        const int64_t j = mask_of(shape, i);
        if (d_base)
            d_base[i] += d_dst[i] * (1 - mask[j]);
        if (d_top)
            d_top[i] += d_dst[i] * mask[j];
        if (d_mask)
            d_mask[j] += d_dst[i] * (top[i] - base[i]);
    }
}
