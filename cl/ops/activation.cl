/* Activation functions, element by element; their gradients from the output, so that the input need not be kept.
 *
 * leaky_relu_fwd  dst = src > 0 ? src : slope * src, slope >= 0     leaky_relu_bwd  d_src = dst > 0 ? d_dst : slope *
 *                 d_dst
 * tanh_fwd                                                         tanh_bwd        d_src = d_dst * (1 - dst^2)
 * sigmoid_fwd     dst = 1 / (1 + exp(-src)); zero lanes restored   sigmoid_bwd     d_src = d_dst * dst * (1 - dst)
 * Tensors of n stored floats, any layout. Work: one item per VEC floats in dimension 0. */
#include "shared/vec.h"

static inline vec leaky(vec sign_of, vec v, float slope)
{
    return select(slope * v, v, sign_of > 0.0f);
}

kernel void leaky_relu_fwd(global const float *src, global float *dst, float slope, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    const vec v = vec_load(src, i, n);
    vec_store(leaky(v, v, slope), i, dst, n);
}

kernel void leaky_relu_bwd(global const float *dst, global const float *d_dst, global float *d_src, float slope, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    vec_store(leaky(vec_load(dst, i, n), vec_load(d_dst, i, n), slope), i, d_src, n);
}

kernel void tanh_fwd(global const float *src, global float *dst, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    vec_store(tanh(vec_load(src, i, n)), i, dst, n);
}

kernel void tanh_bwd(global const float *dst, global const float *d_dst, global float *d_src, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    const vec y = vec_load(dst, i, n);
    vec_store(vec_load(d_dst, i, n) * (1.0f - y * y), i, d_src, n);
}

/* BLOCKED [n][blocks][hw][16] with c channels; for PLAIN tensors blocks = 1, hw = n, c = 16. */
kernel void sigmoid_fwd(global const float *src, global float *dst, int n, int c, int blocks, int hw)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    const vec y = 1.0f / (1.0f + exp(-vec_load(src, i, n)));
    vec_store(vec_keep(y, vec_channel(i, blocks, hw), c), i, dst, n);
}

kernel void sigmoid_bwd(global const float *dst, global const float *d_dst, global float *d_src, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    const vec y = vec_load(dst, i, n);
    vec_store(vec_load(d_dst, i, n) * y * (1.0f - y), i, d_src, n);
}
