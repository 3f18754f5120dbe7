/* ops/conv_gemm.cl - what surrounds the matrix product of a convolution, for one image n at a time.
 *
 * columns [ic*kh*kw][oh*ow] and matrices [channels][pixels] are plain; images are BLOCKED.
 * conv_im2col   unfolds the matrix of src: neighbours read neighbours; work-item per element of columns, global {ow,
 *               oh, ic*kh*kw}: divisions are the same for all of a row
 * conv_col2im   adds columns up where they came from (zero padding); global {iw, ih, lanes of d_src}
 * conv_unblock  BLOCKED image to matrix; global {pixels, channels}
 * conv_block    matrix to BLOCKED image, adding bias; global {pixels, lanes} */
#include "shared/conv.h"

#define LANES 16

/* Where channel c of image n begins; its pixels follow at a distance of LANES. */
static size_t channel_at(int n, int channels, int c, int pixels)
{
    const int blocks = (channels + LANES - 1) / LANES;
    return ((size_t)n * blocks + c / LANES) * pixels * LANES + c % LANES;
}

__kernel void conv_im2col(const struct gfla_conv g, __global const float *restrict matrix,
                          __global float *restrict columns)
{
    const int ox = (int)get_global_id(0), oy = (int)get_global_id(1), row = (int)get_global_id(2);
    if (ox >= g.ow)
        return;
    const int kx = row % g.kw, ky = row / g.kw % g.kh, ic = row / g.kw / g.kh;
    const int y = gfla_conv_index(oy * g.stride + ky - g.pad, g.ih, g.padding);
    const int x = gfla_conv_index(ox * g.stride + kx - g.pad, g.iw, g.padding);
    columns[((size_t)row * g.oh + oy) * g.ow + ox] = y < 0 || x < 0 ? 0.f : matrix[((size_t)ic * g.ih + y) * g.iw + x];
}

__kernel void conv_col2im(const struct gfla_conv g, const int n, const int has_bias,
                          __global const float *restrict columns, __global const float *restrict bias,
                          __global float *restrict d_src)
{
    const int x = (int)get_global_id(0), y = (int)get_global_id(1), ic = (int)get_global_id(2);
    if (x >= g.iw)
        return;
    float sum = has_bias && ic < g.ic ? bias[ic] : 0.f;
    for (int ky = 0; ky < g.kh && ic < g.ic; ky++)
        for (int kx = 0; kx < g.kw; kx++) {
            const int by = y + g.pad - ky, bx = x + g.pad - kx;
            if (by < 0 || bx < 0 || by % g.stride || bx % g.stride || by / g.stride >= g.oh || bx / g.stride >= g.ow)
                continue;
            const size_t row = ((size_t)ic * g.kh + ky) * g.kw + kx;
            sum += columns[(row * g.oh + by / g.stride) * g.ow + bx / g.stride];
        }
    d_src[channel_at(n, g.ic, ic, g.ih * g.iw) + (size_t)(y * g.iw + x) * LANES] = sum;
}

__kernel void conv_unblock(const int n, const int channels, const int pixels, __global const float *restrict blocked,
                           __global float *restrict matrix)
{
    const int pixel = (int)get_global_id(0), c = (int)get_global_id(1);
    if (pixel < pixels)
        matrix[(size_t)c * pixels + pixel] = blocked[channel_at(n, channels, c, pixels) + (size_t)pixel * LANES];
}

__kernel void conv_block(const int n, const int channels, const int pixels, const int has_bias,
                         __global const float *restrict matrix, __global const float *restrict bias,
                         __global float *restrict blocked)
{
    const int pixel = (int)get_global_id(0), c = (int)get_global_id(1);
    if (pixel >= pixels)
        return;
    float v = 0.f;
    if (c < channels)
        v = matrix[(size_t)c * pixels + pixel] + (has_bias ? bias[c] : 0.f);
    blocked[channel_at(n, channels, c, pixels) + (size_t)pixel * LANES] = v;
}
