#include "ref/gram_ref.h"

void gfla_gram_ref_fwd(int n, int c, int area, const double *src, double *dst)
{
    for (int e = 0; e < n * c * c; e++) {
        const double *a = src + (e / c) * area, *b = src + (e / (c * c) * c + e % c) * area;
        double sum = 0;
        for (int p = 0; p < area; p++)
            sum += a[p] * b[p];
        dst[e] = sum / ((double)c * area);
    }
}

void gfla_gram_ref_bwd(int n, int c, int area, const double *src, const double *d_dst, double *d_src)
{
    for (int e = 0; e < n * c * c; e++) {
        const int a = (e / c) * area, b = (e / (c * c) * c + e % c) * area;
        const double d = d_dst[e] / ((double)c * area);
        for (int p = 0; p < area; p++) {
            d_src[a + p] += d * src[b + p];
            d_src[b + p] += d * src[a + p];
        }
    }
}
