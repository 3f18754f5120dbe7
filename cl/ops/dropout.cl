/* Elements left out at random; the gradient is the same kernel on the gradient.
 *
 * dropout_fwd   dst = src * scale where the hash of the element is at least `limit`, else 0 (shared/dropout.h). src,
 *               dst BLOCKED [n][blocks][hw][16] of c channels; key [6]. An element's number is its place in n c h w,
 *               where n counts from the first item's number on.
 *               Work: one item per pixel of a block. */
#include "shared/dropout.h"
#include "shared/vec.h"

kernel void dropout_fwd(global const float *src, global const float *key, global float *dst, int limit, int stream,
                        float scale, int c, int blocks, int hw, int n_items)
{
    const int i = get_global_id(0);
    if (i >= n_items)
        return;
    const uint low = (uint)key[0] | (uint)key[1] << 16, high = (uint)key[2] | (uint)key[3] << 16;
    const uint first = (uint)key[4] | (uint)key[5] << 16;
    const int n = i / (blocks * hw), block = i / hw % blocks, pixel = i % hw;
    float values[LANES];
    vstore16(vload16(i, src), 0, values);
    for (int lane = 0; lane < LANES; lane++) {
        const uint element = ((first + (uint)n) * (uint)c + (uint)(block * LANES + lane)) * (uint)hw + (uint)pixel;
        const bool is_kept = gfla_dropout_hash(low, high, (uint)stream, element) >= (uint)limit;
        values[lane] = is_kept ? values[lane] * scale : 0.0f;
    }
    vstore16(vload16(0, values), i, dst);
}
