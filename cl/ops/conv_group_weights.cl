/* ops/conv_group_weights.cl - the weight gradient of a convolution by work-groups, for devices whose vectors are
 * neighbouring work-items.
 *
 * d_weights[oc][ic][ky][kx] = sum over n, y, x of d_dst[n][oc][y][x] * src[n][ic][y*stride + ky - pad][x*stride + kx -
 * pad]
 * conv_group_weights  one tap of GFLA_CONV_GROUP_CHANNELS x GFLA_CONV_GROUP_CHANNELS channels over one range of the
 *                     pixels of d_dst, counted through all images: of `count` of them from pixels.first on; global {64 * tiles of oc, tiles of ic * taps,
 *                     ranges}, local {64, 1, 1}. d_parts [ranges][oc][ic][kh][kw], from pixels.first_range on
 * Ranges are added by conv_tile_weights_sum.cl.
 *
 * src, d_dst are BLOCKED. Sixteen pixels at a time pass through local memory, 4 KiB; a work-item holds 4 x 4 channels. */
#include "shared/conv.h"
#include "shared/conv_group_weights.h"

#define LANES 16
#define CHANNELS GFLA_CONV_GROUP_CHANNELS
#define STEP GFLA_CONV_GROUP_STEP
#define ITEMS GFLA_CONV_GROUP_WEIGHTS_ITEMS
#define SIDE (CHANNELS / 4) /* work-items along either side of the tile */
#define QUADS (LANES / 4)
#define UNROLL _Pragma("unroll")

/* A pixel of d_dst and the one of src that the tap of the group reads there; negative: none. */
struct pair {
    int n, d, s; /* pixels of their planes */
};

static inline struct pair find_pair(const struct gfla_conv *g, int index, int end, int ky, int kx)
{
    const int x = index % g->ow, y = index / g->ow % g->oh;
    const int sy = gfla_conv_index(y * g->stride + ky - g->pad, g->ih, g->padding);
    const int sx = gfla_conv_index(x * g->stride + kx - g->pad, g->iw, g->padding);
    const struct pair p = {index / g->ow / g->oh, index < end ? y * g->ow + x : -1,
                           index < end && sy >= 0 && sx >= 0 ? sy * g->iw + sx : -1};
    return p;
}

/* Four channels of a pixel of one block. */
static inline float4 fetch(__global const float *map, int n, int blocks, int block, int plane, int pixel, int quad)
{
    return block < blocks && pixel >= 0 ? vload4(quad, map + (((size_t)n * blocks + block) * plane + pixel) * LANES)
                                        : (float4)(0.f);
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void
conv_group_weights(const struct gfla_conv g, const struct gfla_conv_group_pixels pixels,
                   __global const float *restrict src, __global const float *restrict d_dst,
                   __global float *restrict d_parts)
{
    __local float4 d_tile[STEP * SIDE], s_tile[STEP * SIDE];
    const int item = (int)get_local_id(0), row = item / SIDE, column = item % SIDE, taps = g.kh * g.kw;
    const int tap = (int)get_group_id(1) % taps, ky = tap / g.kw, kx = tap % g.kw;
    const int oc_blocks = (g.oc + LANES - 1) / LANES, ic_blocks = (g.ic + LANES - 1) / LANES;
    const int oc0 = (int)get_group_id(0) * CHANNELS, ic0 = (int)get_group_id(1) / taps * CHANNELS;
    const int range = (int)get_group_id(2), first = pixels.first + range * pixels.per_range;
    const int end = min(first + pixels.per_range, pixels.first + pixels.count);
    float4 c[4];
    UNROLL for (int i = 0; i < 4; i++) c[i] = 0.f;
    for (int at = first; at < end; at += STEP) {
        const int pixel = item / QUADS, quad = item % QUADS;
        const struct pair p = find_pair(&g, at + pixel, end, ky, kx);
        barrier(CLK_LOCAL_MEM_FENCE);
        UNROLL for (int j = 0; j < CHANNELS / LANES; j++)
        {
            const int to = pixel * SIDE + j * QUADS + quad;
            d_tile[to] = fetch(d_dst, p.n, oc_blocks, oc0 / LANES + j, g.oh * g.ow, p.d, quad);
            s_tile[to] = fetch(src, p.n, ic_blocks, ic0 / LANES + j, g.ih * g.iw, p.s, quad);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < STEP; i++) {
            const float4 d = d_tile[i * SIDE + row], s = s_tile[i * SIDE + column];
            c[0] = fma((float4)(d.x), s, c[0]);
            c[1] = fma((float4)(d.y), s, c[1]);
            c[2] = fma((float4)(d.z), s, c[2]);
            c[3] = fma((float4)(d.w), s, c[3]);
        }
    }
    __global float *out = d_parts + (size_t)(pixels.first_range + range) * g.oc * g.ic * taps;
    for (int i = 0; i < 4; i++) {
        float of_ic[4];
        const int oc = oc0 + row * 4 + i, ic = ic0 + column * 4;
        vstore4(c[i], 0, of_ic);
        for (int j = 0; j < 4 && oc < g.oc && ic + j < g.ic; j++)
            out[((size_t)oc * g.ic + ic + j) * taps + tap] = of_ic[j];
    }
}
