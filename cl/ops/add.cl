/* Sums and multiples of tensors, element by element, and constants.
 *
 * add_scaled_fwd  dst = fa * a + fb * b     scale_fwd  dst = factor * src     fill_fwd  dst = value where there is a
 *                 channel
 * Tensors of n stored floats, any layout (PLAIN ones may end inside a vector).
 * Work: one item per VEC floats in dimension 0. */
#include "shared/vec.h"

kernel void add_scaled_fwd(global const float *a, global const float *b, global float *dst, float fa, float fb, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    vec_store(fa * vec_load(a, i, n) + fb * vec_load(b, i, n), i, dst, n);
}

kernel void scale_fwd(global const float *src, global float *dst, float factor, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    vec_store(factor * vec_load(src, i, n), i, dst, n);
}

/* dst BLOCKED [n][blocks][hw][16] with c channels; for PLAIN tensors blocks = 1, hw = n, c = 16. */
kernel void fill_fwd(global float *dst, float value, int n, int c, int blocks, int hw)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    vec_store(vec_keep((vec)(value), vec_channel(i, blocks, hw), c), i, dst, n);
}
