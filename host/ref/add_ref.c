#include "ref/add_ref.h"

void gfla_add_scaled_ref_fwd(int64_t n, const double *a, double fa, const double *b, double fb, double *dst)
{
    for (int64_t i = 0; i < n; i++)
        dst[i] = fa * a[i] + fb * b[i];
}

void gfla_add_scaled_ref_bwd(int64_t n, double fa, double fb, const double *d_dst, double *d_a, double *d_b)
{
    for (int64_t i = 0; i < n; i++) {
        if (d_a)
            d_a[i] += fa * d_dst[i];
        if (d_b)
            d_b[i] += fb * d_dst[i];
    }
}
