/* ops/spectral_norm.cl - division of a weight matrix W [rows][columns] by its largest singular value, as power
 * iteration finds it.
 *
 *   spectral_norm_left(rows, columns, w, u, t)              t = W^T u;   a group: COLUMNS columns
 *   spectral_norm_right(rows, columns, w, v, t)             t = W v;     a group: a row
 *   spectral_norm_unit(n, t, unit)                          unit = t / max(|t|, EPS);  one group
 *   spectral_norm_sigma(n, t, u, sigma)                     sigma = u . t;             one group
 *   spectral_norm_divide(n, w, sigma, dst)                  dst = w / sigma;  global: vectors of VEC floats
 * and, with s = sum of d_dst * dst, the gradient d_w = (d_dst - s u v^T) / sigma (u and v are constants):
 *   spectral_norm_bwd_rows(rows, columns, d_dst, dst, partial)      partial[i] = sum over row i of d_dst * dst;
 *                                                                   a group: a row
 *   spectral_norm_bwd(rows, columns, d_dst, partial, u, v, sigma, d_w)                     a group: a row
 * Matrices are plain; t, u and v vectors of rows or columns floats.
 */
#include "shared/group.h"
#include "shared/vec.h"

#define EPS 1e-12f
/* Of a group of spectral_norm_left, each of whose columns GROUP / COLUMNS work-items share. */
#define COLUMNS 16

__kernel GROUPED void spectral_norm_left(const int rows, const int columns, __global const float *restrict w,
                                         __global const float *restrict u, __global float *restrict t)
{
#if GROUP > 1
    GROUP_SCRATCH(scratch, 1);
    const int column = GROUP_INDEX * COLUMNS + GROUP_ITEM % COLUMNS, slice = GROUP_ITEM / COLUMNS;
    float sum = 0.0f;
    for (int i = slice; i < rows && column < columns; i += GROUP / COLUMNS)
        sum = fma(w[i * columns + column], u[i], sum);
    scratch[GROUP_ITEM] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (slice > 0 || column >= columns)
        return;
    for (int i = 1; i < GROUP / COLUMNS; i++)
        sum += scratch[i * COLUMNS + GROUP_ITEM];
    t[column] = sum;
#else
    const int column = get_global_id(0);
    if (column >= columns)
        return;
    float sum = 0.0f;
    for (int i = 0; i < rows; i++)
        sum = fma(w[i * columns + column], u[i], sum);
    t[column] = sum;
#endif
}

/* Products of two rows of n floats, known to the whole group. */
static float row_product(__global const float *a, __global const float *b, int n, __local float *scratch)
{
#if GROUP > 1
    float of_item = 0.0f;
    for (int i = GROUP_ITEM; i < n; i += GROUP)
        of_item = fma(a[i], b[i], of_item);
    return group_sum(of_item, scratch);
#else
    float16 sum = 0.0f;
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        sum = fma(vload16(0, a + i), vload16(0, b + i), sum);
    float rest = 0.0f;
    for (; i < n; i++)
        rest = fma(a[i], b[i], rest);
    return lanes_sum(sum) + rest;
#endif
}

__kernel GROUPED void spectral_norm_right(const int rows, const int columns, __global const float *restrict w,
                                          __global const float *restrict v, __global float *restrict t)
{
    GROUP_SCRATCH(scratch, 1);
    const int row = GROUP_INDEX;
    if (GROUP == 1 && row >= rows) /* groups are as many as rows */
        return;
    const float product = row_product(w + row * columns, v, columns, scratch);
    if (GROUP_ITEM == 0)
        t[row] = product;
}

__kernel GROUPED void spectral_norm_unit(const int n, __global const float *restrict t, __global float *restrict unit)
{
    GROUP_SCRATCH(scratch, 1);
    const float factor = 1.0f / fmax(sqrt(row_product(t, t, n, scratch)), EPS);
    for (int i = GROUP_ITEM; i < n; i += GROUP)
        unit[i] = factor * t[i];
}

__kernel GROUPED void spectral_norm_sigma(const int n, __global const float *restrict t,
                                          __global const float *restrict u, __global float *restrict sigma)
{
    GROUP_SCRATCH(scratch, 1);
    const float product = row_product(t, u, n, scratch);
    if (GROUP_ITEM == 0)
        sigma[0] = product;
}

__kernel void spectral_norm_divide(const int n, __global const float *restrict w, __global const float *restrict sigma,
                                   __global float *restrict dst)
{
    const int i = get_global_id(0);
    if (i * VEC < n)
        vec_store(vec_load(w, i, n) / sigma[0], i, dst, n);
}

__kernel GROUPED void spectral_norm_bwd_rows(const int rows, const int columns, __global const float *restrict d_dst,
                                             __global const float *restrict dst, __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    const int row = GROUP_INDEX;
    if (GROUP == 1 && row >= rows) /* groups are as many as rows */
        return;
    const float product = row_product(d_dst + row * columns, dst + row * columns, columns, scratch);
    if (GROUP_ITEM == 0)
        partial[row] = product;
}

__kernel GROUPED void spectral_norm_bwd(const int rows, const int columns, __global const float *restrict d_dst,
                                        __global const float *restrict partial, __global const float *restrict u,
                                        __global const float *restrict v, __global const float *restrict sigma,
                                        __global float *restrict d_w)
{
    GROUP_SCRATCH(scratch, 1);
    const int row = GROUP_INDEX;
    if (GROUP == 1 && row >= rows) /* groups are as many as rows */
        return;
    float s = 0.0f;
    for (int i = GROUP_ITEM; i < rows; i += GROUP)
        s += partial[i];
    s = group_sum(s, scratch);
    const float factor = 1.0f / sigma[0], along = s * u[row];
    for (int i = GROUP_ITEM; i < columns; i += GROUP)
        d_w[row * columns + i] = factor * (d_dst[row * columns + i] - along * v[i]);
}
