#include "ref/activation_ref.h"

#include <math.h>

void gfla_leaky_relu_ref_fwd(int64_t n, double slope, const double *src, double *dst)
{
    for (int64_t i = 0; i < n; i++)
        dst[i] = src[i] > 0 ? src[i] : slope * src[i];
}

void gfla_leaky_relu_ref_bwd(int64_t n, double slope, const double *src, const double *d_dst, double *d_src)
{
    for (int64_t i = 0; i < n; i++)
        d_src[i] += src[i] > 0 ? d_dst[i] : slope * d_dst[i];
}

void gfla_tanh_ref_fwd(int64_t n, const double *src, double *dst)
{
    for (int64_t i = 0; i < n; i++)
        dst[i] = tanh(src[i]);
}

void gfla_tanh_ref_bwd(int64_t n, const double *src, const double *d_dst, double *d_src)
{
    for (int64_t i = 0; i < n; i++)
        d_src[i] += d_dst[i] / (cosh(src[i]) * cosh(src[i]));
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

void gfla_sigmoid_ref_fwd(int64_t n, const double *src, double *dst)
{
    for (int64_t i = 0; i < n; i++)
        dst[i] = sigmoid(src[i]);
}

void gfla_sigmoid_ref_bwd(int64_t n, const double *src, const double *d_dst, double *d_src)
{
    for (int64_t i = 0; i < n; i++)
        d_src[i] += d_dst[i] * sigmoid(src[i]) * sigmoid(-src[i]);
}
