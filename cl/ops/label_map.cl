/* ops/label_map.cl - polygons filled with labels, in whole numbers.
 *
 *   label_map_fwd  Work: one item per 16 pixels of a row; each looks at all sides.
 * edges [n][k][6]: polygon (below 0: none), label, x, y, x, y; dst [n][h][w][16], lane 0. */
#include "shared/vec.h"

#define LARGEST 65536

/* What a side does to a row: it covers the pixels first .. last of its line, and those left of `inside` change
 * sides. */
struct span {
    int first, last, inside;
};

static int floor_of(long a, long b)
{
    return (int)(a / b - (a % b < 0));
}

static int ceil_of(long a, long b)
{
    return -floor_of(-a, b);
}

/* Row y lies between the ends (a.x, a.y) and (a.z, a.w), or on one of them. The line's pixels are the nearest ones of
 * each column, or of each row where it is steep; of two the one towards the left end. */
static struct span span_of(int4 a, int y)
{
    struct span span;
    if (a.x > a.z)
        a = a.zwxy;
    const long across = a.z - a.x, down = abs(a.w - a.y), below = abs(y - a.y);
    span.inside = (a.y <= y) != (a.w <= y) ? a.x + ceil_of(across * below, down) : INT_MIN;
    if (across < down) {
        span.first = span.last = a.x + ceil_of(2 * across * below - down, 2 * down);
    } else if (down == 0) {
        span.first = a.x;
        span.last = a.z;
    } else {
        span.first = a.x + max(floor_of(2 * across * below - across, 2 * down) + 1, 0);
        span.last = min(a.x + floor_of(2 * across * below + across, 2 * down), a.z);
    }
    return span;
}

static bool is_there(global const float *row)
{
    return row[0] >= 0 && all(fabs(vload4(0, row + 2)) <= (float4)(LARGEST));
}

static float16 label_row(global const float *edges, int k, int16 x, int y)
{
    float16 label = 0, under = 0;
    int16 is_inside = 0, is_outline = 0;
    float current = -1;
    for (int e = 0; e < k; e++, edges += 6) {
        if (!is_there(edges))
            continue;
        const int4 a = convert_int4(vload4(0, edges + 2));
        if (edges[0] != current) {
            current = edges[0];
            under = label;
            is_inside = is_outline = 0;
        }
        if (min(a.y, a.w) > y || max(a.y, a.w) < y)
            continue;
        const struct span span = span_of(a, y);
        is_inside ^= x < span.inside;
        is_outline |= x >= span.first && x <= span.last;
        label = select(under, (float16)(edges[1]), is_inside | is_outline);
    }
    return label;
}

kernel void label_map_fwd(global const float *edges, global float *dst, int n, int k, int h, int w)
{
    const int groups = (w + 15) / 16, i = get_global_id(0), x = i % groups * 16, y = i / groups % h,
              image = i / groups / h;
    if (image >= n)
        return;
    float labels[16];
    vstore16(label_row(edges + (size_t)image * k * 6, k,
                       x + (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), y),
             0, labels);
    for (int o = 0; o < 16 && x + o < w; o++)
        vstore16(lane0(labels[o]), (size_t)(image * h + y) * w + x + o, dst);
}
