/* ops/spectral_norm.cl - division of a weight matrix W [rows][columns] by its largest singular value, as power
 * iteration finds it.
 *
 *   spectral_norm_left(rows, columns, w, u, t)              t = W^T u;   global: columns
 *   spectral_norm_right(rows, columns, w, v, t)             t = W v;     global: rows
 *   spectral_norm_unit(n, t, unit)                          unit = t / max(|t|, EPS);  one work-item
 *   spectral_norm_sigma(n, t, u, sigma)                     sigma = u . t;             one work-item
 *   spectral_norm_divide(n, w, sigma, dst)                  dst = w / sigma;  global: vectors of VEC floats
 * and, with s = sum of d_dst * dst, the gradient d_w = (d_dst - s u v^T) / sigma (u and v are constants):
 *   spectral_norm_bwd_rows(rows, columns, d_dst, dst, partial)      partial[i] = sum over row i of d_dst * dst;
 *                                                                   global: rows
 *   spectral_norm_bwd(rows, columns, d_dst, partial, u, v, sigma, d_w)                     global: rows
 * Matrices are plain; t, u and v vectors of rows or columns floats.
 */
#include "shared/vec.h"

#define EPS 1e-12f

__kernel void spectral_norm_left(const int rows, const int columns, __global const float *restrict w,
                                 __global const float *restrict u, __global float *restrict t)
{
    const int column = get_global_id(0);
    if (column >= columns)
        return;
    float sum = 0.0f;
    for (int i = 0; i < rows; i++)
        sum = fma(w[i * columns + column], u[i], sum);
    t[column] = sum;
}

/* Products of two rows of n floats. */
static float row_product(__global const float *a, __global const float *b, int n)
{
    float16 sum = 0.0f;
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        sum = fma(vload16(0, a + i), vload16(0, b + i), sum);
    float rest = 0.0f;
    for (; i < n; i++)
        rest = fma(a[i], b[i], rest);
    return lanes_sum(sum) + rest;
}

__kernel void spectral_norm_right(const int rows, const int columns, __global const float *restrict w,
                                  __global const float *restrict v, __global float *restrict t)
{
    const int row = get_global_id(0);
    if (row < rows)
        t[row] = row_product(w + row * columns, v, columns);
}

__kernel void spectral_norm_unit(const int n, __global const float *restrict t, __global float *restrict unit)
{
    const float factor = 1.0f / fmax(sqrt(row_product(t, t, n)), EPS);
    for (int i = 0; i < n; i++)
        unit[i] = factor * t[i];
}

__kernel void spectral_norm_sigma(const int n, __global const float *restrict t, __global const float *restrict u,
                                  __global float *restrict sigma)
{
    sigma[0] = row_product(t, u, n);
}

__kernel void spectral_norm_divide(const int n, __global const float *restrict w, __global const float *restrict sigma,
                                   __global float *restrict dst)
{
    const int i = get_global_id(0);
    if (i * VEC < n)
        vec_store(vec_load(w, i, n) / sigma[0], i, dst, n);
}

__kernel void spectral_norm_bwd_rows(const int rows, const int columns, __global const float *restrict d_dst,
                                     __global const float *restrict dst, __global float *restrict partial)
{
    const int row = get_global_id(0);
    if (row < rows)
        partial[row] = row_product(d_dst + row * columns, dst + row * columns, columns);
}

__kernel void spectral_norm_bwd(const int rows, const int columns, __global const float *restrict d_dst,
                                __global const float *restrict partial, __global const float *restrict u,
                                __global const float *restrict v, __global const float *restrict sigma,
                                __global float *restrict d_w)
{
    const int row = get_global_id(0);
    if (row >= rows)
        return;
    float s = 0.0f;
    for (int i = 0; i < rows; i++)
        s += partial[i];
    const float factor = 1.0f / sigma[0], along = s * u[row];
    for (int i = 0; i < columns; i++)
        d_w[row * columns + i] = factor * (d_dst[row * columns + i] - along * v[i]);
}
