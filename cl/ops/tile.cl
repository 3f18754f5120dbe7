/* A vector per sample repeated over all pixels.
 *
 * tile_fwd  src BLOCKED [planes][1][16] -> dst [planes][hw][16]. Work: one item per VEC floats of dst (n in all).
 * tile_bwd  d_src = sum of d_dst over the pixels. Work: planes * VECS_PER_PIXEL items. */
#include "shared/vec.h"

kernel void tile_fwd(global const float *src, global float *dst, int n, int hw)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    VSTORE(VLOAD(i / VECS_PER_PIXEL / hw * VECS_PER_PIXEL + i % VECS_PER_PIXEL, src), i, dst);
}

kernel void tile_bwd(global const float *d_dst, global float *d_src, int planes, int hw)
{
    const int i = get_global_id(0);
    if (i >= planes * VECS_PER_PIXEL)
        return;
    global const float *plane = d_dst + (size_t)(i / VECS_PER_PIXEL) * hw * LANES + i % VECS_PER_PIXEL * VEC;
    vec sum = 0.0f;
    for (int row = 0; row < hw; row += 64) {
        vec part = 0.0f;
        for (int k = row; k < min(row + 64, hw); k++)
            part += VLOAD(0, plane + k * LANES);
        sum += part;
    }
    VSTORE(sum, i, d_src);
}
