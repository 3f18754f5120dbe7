/* Feature maps in another size. All BLOCKED: src [planes][h][w][16], dst [planes][oh][ow][16].
 *
 * resize_bilinear_fwd  Half-pixel centres, edges repeated (PyTorch interpolate, bilinear, align_corners=False); values
 *                      times value_scale: flows are measured in pixels. Work: one item per VEC floats of dst.
 * resize_bilinear_bwd  Gathers, for each pixel of d_src, the pixels of d_dst that read it. Work: one item per VEC
 *                      floats of d_src.
 * resize_nearest_fwd   Pixel (y, x) is pixel (y h / oh, x w / ow) of src, rounded down (PyTorch interpolate, nearest).
 *                      Work: as above, of dst.
 * resize_nearest_bwd   Sums, for each pixel of d_src, the pixels of d_dst that show it. Work: of d_src.
 * avg_pool2_fwd        Mean of 2 x 2 pixels, stride 2; an odd last row or column is dropped. Work: as above, of dst.
 * avg_pool2_bwd        Work: of d_src.
 * `n` is the number of floats of the tensor that is written. */
#include "shared/vec.h"

/* Where pixel `o` of an axis of `to` pixels reads an axis of `from`: pixels low and high, with weight 1 - part and
 * part. */
struct tap {
    int low, high;
    float part;
};

static inline struct tap axis_tap(int o, int from, int to)
{
    const float at = fmax((o + 0.5f) * ((float)from / (float)to) - 0.5f, 0.0f);
    const int low = min((int)at, from - 1);
    struct tap t = {low, min(low + 1, from - 1), at - (float)low};
    return t;
}

/* How much pixel `i` counts in what pixel `o` reads. */
static inline float tap_weight(int o, int i, int from, int to)
{
    const struct tap t = axis_tap(o, from, to);
    return (t.low == i ? 1.0f - t.part : 0.0f) + (t.high == i ? t.part : 0.0f);
}

/* The first and last pixel that can read pixel `i`, with one to spare for rounding; edges are read from outside too. */
static inline int first_reader(int i, int from, int to)
{
    return i == 0 ? 0 : max((int)floor((i - 0.5f) * ((float)to / (float)from) - 0.5f) - 1, 0);
}

static inline int last_reader(int i, int from, int to)
{
    return i == from - 1 ? to - 1 : min((int)ceil((i + 1.5f) * ((float)to / (float)from) - 0.5f) + 1, to - 1);
}

/* Vector `lane` (of VECS_PER_PIXEL) of a pixel. */
static inline vec at(global const float *p, int pixel, int lane)
{
    return VLOAD(pixel * VECS_PER_PIXEL + lane, p);
}

kernel void resize_bilinear_fwd(global const float *src, global float *dst, int n, int h, int w, int oh, int ow,
                                float value_scale)
{
    const int i = get_global_id(0), pixel = i / VECS_PER_PIXEL, lane = i % VECS_PER_PIXEL;
    if (i * VEC >= n)
        return;
    const struct tap x = axis_tap(pixel % ow, w, ow), y = axis_tap(pixel / ow % oh, h, oh);
    const int plane = pixel / (oh * ow) * h * w, low = plane + y.low * w, high = plane + y.high * w;
    const vec top = at(src, low + x.low, lane) * (1.0f - x.part) + at(src, low + x.high, lane) * x.part;
    const vec bottom = at(src, high + x.low, lane) * (1.0f - x.part) + at(src, high + x.high, lane) * x.part;
    VSTORE(value_scale * (top * (1.0f - y.part) + bottom * y.part), i, dst);
}

/* Weights along x are found once and used for every row, so many at a time. */
#define MAX_TAPS 8

kernel void resize_bilinear_bwd(global const float *d_dst, global float *d_src, int n, int h, int w, int oh, int ow,
                                float value_scale)
{
    const int i = get_global_id(0), pixel = i / VECS_PER_PIXEL, lane = i % VECS_PER_PIXEL;
    if (i * VEC >= n)
        return;
    const int x = pixel % w, y = pixel / w % h, plane = pixel / (h * w) * oh * ow;
    const int x_first = first_reader(x, w, ow), x_last = last_reader(x, w, ow), y_last = last_reader(y, h, oh);
    vec sum = 0.0f;
    for (int first = x_first; first <= x_last; first += MAX_TAPS) {
        const int n_taps = min(x_last - first + 1, MAX_TAPS);
        float weight[MAX_TAPS];
        for (int tap = 0; tap < n_taps; tap++)
            weight[tap] = tap_weight(first + tap, x, w, ow);
        for (int oy = first_reader(y, h, oh); oy <= y_last; oy++) {
            const float row_weight = tap_weight(oy, y, h, oh);
            if (row_weight == 0.0f)
                continue;
            vec row = 0.0f;
            for (int tap = 0; tap < n_taps; tap++)
                if (weight[tap] != 0.0f)
                    row += weight[tap] * at(d_dst, plane + oy * ow + first + tap, lane);
            sum += row_weight * row;
        }
    }
    VSTORE(value_scale * sum, i, d_src);
}

kernel void avg_pool2_fwd(global const float *src, global float *dst, int n, int h, int w, int oh, int ow)
{
    const int i = get_global_id(0), pixel = i / VECS_PER_PIXEL, lane = i % VECS_PER_PIXEL;
    if (i * VEC >= n)
        return;
    const int first = (pixel / (oh * ow) * h + pixel / ow % oh * 2) * w + pixel % ow * 2;
    const vec top = at(src, first, lane) + at(src, first + 1, lane);
    VSTORE(0.25f * (top + (at(src, first + w, lane) + at(src, first + w + 1, lane))), i, dst);
}

kernel void avg_pool2_bwd(global const float *d_dst, global float *d_src, int n, int h, int w, int oh, int ow)
{
    const int i = get_global_id(0), pixel = i / VECS_PER_PIXEL, lane = i % VECS_PER_PIXEL;
    if (i * VEC >= n)
        return;
    const int x = pixel % w / 2, y = pixel / w % h / 2;
    vec d = 0.0f;
    if (x < ow && y < oh)
        d = 0.25f * at(d_dst, (pixel / (h * w) * oh + y) * ow + x, lane);
    VSTORE(d, i, d_src);
}

kernel void resize_nearest_fwd(global const float *src, global float *dst, int n, int h, int w, int oh, int ow)
{
    const int i = get_global_id(0), pixel = i / VECS_PER_PIXEL, lane = i % VECS_PER_PIXEL;
    if (i * VEC >= n)
        return;
    const int x = pixel % ow * w / ow, y = pixel / ow % oh * h / oh;
    VSTORE(at(src, (pixel / (oh * ow) * h + y) * w + x, lane), i, dst);
}

/* The first pixel of an axis of `to` pixels that shows pixel `i` of `from`, or a later one. */
static inline int first_shower(int i, int from, int to)
{
    return (i * to + from - 1) / from;
}

kernel void resize_nearest_bwd(global const float *d_dst, global float *d_src, int n, int h, int w, int oh, int ow)
{
    const int i = get_global_id(0), pixel = i / VECS_PER_PIXEL, lane = i % VECS_PER_PIXEL;
    if (i * VEC >= n)
        return;
    const int x = pixel % w, y = pixel / w % h, plane = pixel / (h * w) * oh * ow;
    const int x_end = first_shower(x + 1, w, ow), y_end = first_shower(y + 1, h, oh);
    vec sum = 0.0f;
    for (int oy = first_shower(y, h, oh); oy < y_end; oy++)
        for (int ox = first_shower(x, w, ow); ox < x_end; ox++)
            sum += at(d_dst, plane + oy * ow + ox, lane);
    VSTORE(sum, i, d_src);
}
