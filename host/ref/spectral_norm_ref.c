#include "ref/spectral_norm_ref.h"

#include <math.h>

#define EPS 1e-12

static void make_unit(double *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i] * x[i];
    for (int i = 0; i < n; i++)
        x[i] /= fmax(sqrt(sum), EPS);
}

void gfla_spectral_norm_ref_iterate(int rows, int columns, const double *weight, double *u, double *v)
{
    for (int j = 0; j < columns; j++) {
        v[j] = 0;
        for (int i = 0; i < rows; i++)
            v[j] += weight[i * columns + j] * u[i];
    }
    make_unit(v, columns);
    for (int i = 0; i < rows; i++) {
        u[i] = 0;
        for (int j = 0; j < columns; j++)
            u[i] += weight[i * columns + j] * v[j];
    }
    make_unit(u, rows);
}

static double sigma_of(int rows, int columns, const double *weight, const double *u, const double *v)
{
    double sigma = 0;
    for (int i = 0; i < rows * columns; i++)
        sigma += u[i / columns] * weight[i] * v[i % columns];
    return sigma;
}

void gfla_spectral_norm_ref_fwd(int rows, int columns, const double *weight, const double *u, const double *v,
                                double *dst)
{
    const double sigma = sigma_of(rows, columns, weight, u, v);
    for (int i = 0; i < rows * columns; i++)
        dst[i] = weight[i] / sigma;
}

/* dst = W / sigma and d sigma / d W = u v^T. */
void gfla_spectral_norm_ref_bwd(int rows, int columns, const double *weight, const double *u, const double *v,
                                const double *d_dst, double *d_weight)
{
    const double sigma = sigma_of(rows, columns, weight, u, v);
    double sum = 0;
    for (int i = 0; i < rows * columns; i++)
        sum += d_dst[i] * weight[i] / (sigma * sigma);
    for (int i = 0; i < rows * columns; i++)
        d_weight[i] += d_dst[i] / sigma - sum * u[i / columns] * v[i % columns];
}
