/* Largest of 2 x 2 pixels, stride 2; an odd last row or column is dropped. BLOCKED: src [planes][h][w][16], dst [planes][oh][ow][16].
 *
 * max_pool2_fwd  Work: one item per VEC floats of dst.
 * max_pool2_bwd  d_dst goes to the first pixel, in reading order, that holds the maximum. Work: one item per VEC floats of d_src.
 * `n` is the number of floats of the tensor that is written. */
#include "shared/vec.h"

/* Vector `lane` (of VECS_PER_PIXEL) of a pixel. */
static inline vec at(global const float *p, int pixel, int lane)
{
    return VLOAD(pixel * VECS_PER_PIXEL + lane, p);
}

kernel void max_pool2_fwd(global const float *src, global float *dst, int n, int h, int w, int oh, int ow)
{
    const int i = get_global_id(0), pixel = i / VECS_PER_PIXEL, lane = i % VECS_PER_PIXEL;
    if (i * VEC >= n)
        return;
    const int first = (pixel / (oh * ow) * h + pixel / ow % oh * 2) * w + pixel % ow * 2;
    const vec top = fmax(at(src, first, lane), at(src, first + 1, lane));
    VSTORE(fmax(top, fmax(at(src, first + w, lane), at(src, first + w + 1, lane))), i, dst);
}

kernel void max_pool2_bwd(global const float *src, global const float *d_dst, global float *d_src, int n, int h, int w, int oh,
                          int ow)
{
    const int i = get_global_id(0), pixel = i / VECS_PER_PIXEL, lane = i % VECS_PER_PIXEL;
    if (i * VEC >= n)
        return;
    const int x = pixel % w, y = pixel / w % h, plane = pixel / (h * w);
    vec d = 0.0f;
    if (x / 2 < ow && y / 2 < oh) {
        const int first = (plane * h + (y & ~1)) * w + (x & ~1), mine = (y & 1) * 2 + (x & 1);
        const vec value = at(src, pixel, lane);
        ivec wins = value == value;
        for (int k = 0; k < 4; k++) {
            const vec other = at(src, first + k / 2 * w + k % 2, lane);
            wins &= k < mine ? value > other : value >= other;
        }
        d = select(d, at(d_dst, (plane * oh + y / 2) * ow + x / 2, lane), wins);
    }
    VSTORE(d, i, d_src);
}
