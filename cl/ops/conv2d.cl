/* ops/conv2d.cl - two-dimensional convolution and its gradients, one work-item per result: the general form for every
 * shape and device. Launched by host/ops/conv/conv.c, and conv2d_unpad by conv_border.c.
 *
 * Activations are BLOCKED [n][ceil(c/16)][h][w][16], weights PLAIN [oc][ic][kh][kw]; shapes as in struct gfla_conv.
 * conv2d_fwd          work-item per stored element of dst, lanes past oc included (they become zero)
 * conv2d_bwd_data     work-item per stored element of d_src; with a bias it is the forward transposed convolution
 * conv2d_bwd_weights  work-item per weight
 * conv2d_bwd_bias     two steps, both in a fixed order: sums over pixel ranges, then over the ranges;
 *                     conv2d_bwd_bias_whole, for small maps on CPUs: both in one
 * conv2d_unpad        work-item per pixel vector: folds the gradient of a repeating border back */
#include "shared/conv.h"
#include "shared/group.h"
#include "shared/one_item.h"

#define LANES 16

/* Where element (n, c, y, x) lies in a BLOCKED tensor of `blocks` channel blocks. */
static size_t blocked_at(int n, int blocks, int c, int h, int y, int w, int x)
{
    return ((((size_t)n * blocks + c / LANES) * h + y) * w + x) * LANES + c % LANES;
}

/* What blocked_at undoes. */
struct place {
    int n, c, y, x;
};

static void find_place(size_t at, int blocks, int h, int w, struct place *p)
{
    const int lane = (int)(at % LANES);
    at /= LANES;
    p->x = (int)(at % w);
    at /= w;
    p->y = (int)(at % h);
    at /= h;
    p->c = (int)(at % blocks) * LANES + lane;
    p->n = (int)(at / blocks);
}

__kernel void conv2d_fwd(const struct gfla_conv g, const int has_bias, __global const float *restrict src,
                         __global const float *restrict weights, __global const float *restrict bias,
                         __global float *restrict dst)
{
    const int ic_blocks = (g.ic + LANES - 1) / LANES, oc_blocks = (g.oc + LANES - 1) / LANES;
    const size_t at = get_global_id(0);
    if (at >= (size_t)g.n * oc_blocks * g.oh * g.ow * LANES)
        return;
    struct place p;
    find_place(at, oc_blocks, g.oh, g.ow, &p);
    float sum = has_bias && p.c < g.oc ? bias[p.c] : 0.f;
    for (int ky = 0; ky < g.kh && p.c < g.oc; ky++) {
        const int y = gfla_conv_index(p.y * g.stride + ky - g.pad, g.ih, g.padding);
        for (int kx = 0; kx < g.kw && y >= 0; kx++) {
            const int x = gfla_conv_index(p.x * g.stride + kx - g.pad, g.iw, g.padding);
            for (int ic = 0; ic < g.ic && x >= 0; ic++)
                sum += src[blocked_at(p.n, ic_blocks, ic, g.ih, y, g.iw, x)] *
                       weights[(((size_t)p.c * g.ic + ic) * g.kh + ky) * g.kw + kx];
        }
    }
    dst[at] = sum;
}

/* What the bordered position (n, ic, by, bx) receives from all outputs that read it. */
static float gathered(const struct gfla_conv *g, int n, int ic, int by, int bx, __global const float *d_dst,
                      __global const float *weights)
{
    const int oc_blocks = (g->oc + LANES - 1) / LANES;
    float sum = 0.f;
    for (int ky = 0; ky < g->kh; ky++) {
        const int y = (by + g->pad - ky) / g->stride;
        if (by + g->pad < ky || (by + g->pad - ky) % g->stride || y >= g->oh)
            continue;
        for (int kx = 0; kx < g->kw; kx++) {
            const int x = (bx + g->pad - kx) / g->stride;
            if (bx + g->pad < kx || (bx + g->pad - kx) % g->stride || x >= g->ow)
                continue;
            for (int oc = 0; oc < g->oc; oc++)
                sum += d_dst[blocked_at(n, oc_blocks, oc, g->oh, y, g->ow, x)] *
                       weights[(((size_t)oc * g->ic + ic) * g->kh + ky) * g->kw + kx];
        }
    }
    return sum;
}

__kernel void conv2d_bwd_data(const struct gfla_conv g, const int has_bias, __global const float *restrict d_dst,
                              __global const float *restrict weights, __global const float *restrict bias,
                              __global float *restrict d_src)
{
    const int ic_blocks = (g.ic + LANES - 1) / LANES;
    const size_t at = get_global_id(0);
    if (at >= (size_t)g.n * ic_blocks * g.ih * g.iw * LANES)
        return;
    struct place p;
    find_place(at, ic_blocks, g.ih, g.iw, &p);
    float sum = 0.f;
    if (p.c < g.ic) {
        int y0, y1, x0, x1;
        gfla_conv_readers(p.y, g.ih, g.pad, g.padding, &y0, &y1);
        gfla_conv_readers(p.x, g.iw, g.pad, g.padding, &x0, &x1);
        sum = has_bias ? bias[p.c] : 0.f;
        for (int by = y0; by <= y1; by++)
            for (int bx = x0; bx <= x1; bx++)
                if (gfla_conv_index(by, g.ih, g.padding) == p.y && gfla_conv_index(bx, g.iw, g.padding) == p.x)
                    sum += gathered(&g, p.n, p.c, by, bx, d_dst, weights);
    }
    d_src[at] = sum;
}

__kernel void conv2d_bwd_weights(const struct gfla_conv g, __global const float *restrict src,
                                 __global const float *restrict d_dst, __global float *restrict d_weights)
{
    const int ic_blocks = (g.ic + LANES - 1) / LANES, oc_blocks = (g.oc + LANES - 1) / LANES;
    size_t at = get_global_id(0);
    if (at >= (size_t)g.oc * g.ic * g.kh * g.kw)
        return;
    const int kx = (int)(at % g.kw), ky = (int)(at / g.kw % g.kh);
    const int ic = (int)(at / ((size_t)g.kw * g.kh) % g.ic), oc = (int)(at / ((size_t)g.kw * g.kh * g.ic));
    float sum = 0.f;
    for (int n = 0; n < g.n; n++)
        for (int y = 0; y < g.oh; y++) {
            const int sy = gfla_conv_index(y * g.stride + ky - g.pad, g.ih, g.padding);
            float row = 0.f;
            for (int x = 0; x < g.ow && sy >= 0; x++) {
                const int sx = gfla_conv_index(x * g.stride + kx - g.pad, g.iw, g.padding);
                if (sx >= 0)
                    row += src[blocked_at(n, ic_blocks, ic, g.ih, sy, g.iw, sx)] *
                           d_dst[blocked_at(n, oc_blocks, oc, g.oh, y, g.ow, x)];
            }
            sum += row;
        }
    d_weights[at] = sum;
}

/* parts[range][blocks*16]; group (block, range): the sum over pixels of one range of one image, ranges_per_image of
 * them. */
__kernel GROUPED void conv2d_bwd_bias_part(const int blocks, const int pixels, const int ranges_per_image,
                                           __global const float *restrict d_dst, __global float *restrict parts)
{
    const int block = GROUP_INDEX, range = (int)get_global_id(1);
    const int n = range / ranges_per_image, r = range % ranges_per_image;
    const int first = (int)((long)pixels * r / ranges_per_image),
              end = (int)((long)pixels * (r + 1) / ranges_per_image);
    __global const float *p = d_dst + ((size_t)n * blocks + block) * pixels * LANES;
#if GROUP > 1
    GROUP_SCRATCH(scratch, LANES);
    float16 of_item = 0.f;
    for (int i = first + GROUP_ITEM; i < end; i += GROUP)
        of_item += vload16(i, p);
    vstore16(of_item, GROUP_ITEM, scratch);
    barrier(CLK_LOCAL_MEM_FENCE);
    float sum = 0.f;
    for (int i = 0; i < GROUP && GROUP_ITEM < LANES; i++)
        sum += scratch[i * LANES + GROUP_ITEM];
    if (GROUP_ITEM < LANES)
        parts[((size_t)range * blocks + block) * LANES + GROUP_ITEM] = sum;
#else
    float16 even = 0.f, odd = 0.f;
    int i = first;
    for (; i + 1 < end; i += 2) {
        even += vload16(i, p);
        odd += vload16(i + 1, p);
    }
    if (i < end)
        even += vload16(i, p);
    vstore16(even + odd, (size_t)range * blocks + block, parts);
#endif
}

/* Work-item per output channel. */
__kernel void conv2d_bwd_bias(const int oc, const int blocks, const int ranges, __global const float *restrict parts,
                              __global float *restrict d_bias)
{
    const int c = (int)get_global_id(0);
    if (c >= oc)
        return;
    float sum = 0.f;
    for (int r = 0; r < ranges; r++)
        sum += parts[(size_t)r * blocks * LANES + c];
    d_bias[c] = sum;
}

/* The same in one step: work-item per block of channels. */
__kernel ONE_ITEM void conv2d_bwd_bias_whole(const int oc, const int n, const int pixels,
                                             __global const float *restrict d_dst, __global float *restrict d_bias)
{
    const int block = (int)get_global_id(0), blocks = (oc + LANES - 1) / LANES;
    float16 even = 0.f, odd = 0.f;
    for (int image = 0; image < n; image++) {
        __global const float *p = d_dst + ((size_t)image * blocks + block) * pixels * LANES;
        for (int i = 0; i + 1 < pixels; i += 2) {
            even += vload16(i, p);
            odd += vload16(i + 1, p);
        }
        if (pixels % 2)
            even += vload16(pixels - 1, p);
    }
    float lanes[LANES];
    vstore16(even + odd, 0, lanes);
    for (int lane = 0; lane < min(LANES, oc - block * LANES); lane++)
        d_bias[block * LANES + lane] = lanes[lane];
}

/* The gradient of a border: work-item (x, y, n*blocks) adds up the bordered positions that repeat pixel (y, x). */
__kernel void conv2d_unpad(const struct gfla_conv g, __global const float *restrict d_bordered,
                           __global float *restrict d_src)
{
    const int x = (int)get_global_id(0), y = (int)get_global_id(1), plane = (int)get_global_id(2);
    const int bh = g.ih + 2 * g.pad, bw = g.iw + 2 * g.pad;
    int y0, y1, x0, x1;
    gfla_conv_readers(y, g.ih, g.pad, g.padding, &y0, &y1);
    gfla_conv_readers(x, g.iw, g.pad, g.padding, &x0, &x1);
    const size_t to = ((size_t)plane * g.ih + y) * g.iw + x;
    if (y0 == y1 && x0 == x1) {
        vstore16(vload16(((size_t)plane * bh + y + g.pad) * bw + x + g.pad, d_bordered), to, d_src);
        return;
    }
    float16 sum = 0.f;
    for (int by = y0; by <= y1; by++) {
        if (gfla_conv_index(by, g.ih, g.padding) != y)
            continue;
        for (int bx = x0; bx <= x1; bx++)
            if (gfla_conv_index(bx, g.iw, g.padding) == x)
                sum += vload16(((size_t)plane * bh + by + g.pad) * bw + bx + g.pad, d_bordered);
    }
    vstore16(sum, to, d_src);
}
