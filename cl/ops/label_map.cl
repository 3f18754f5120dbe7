/* ops/label_map.cl - polygons filled with labels, in whole numbers.
 *
 *   label_map_fwd  Work: one item per pixel; each looks at all sides.
 * edges [n][k][6]: polygon (below 0: none), label, x, y, x, y; dst [n][h][w][16], lane 0. */
#include "shared/vec.h"

#define LARGEST 65536

/* Whether the line from (a.x, a.y) to (a.z, a.w) passes nearest to this pixel, of those of its column, or of its row where it is steep. */
static bool is_on(int4 a, int x, int y)
{
    if (a.x > a.z)
        a = a.zwxy;
    const int across = a.z - a.x, down = abs(a.w - a.y);
    const int right = x - a.x, below = (a.w < a.y ? -1 : 1) * (y - a.y);
    const bool is_flat = across >= down;
    const int along = is_flat ? right : below, beside = is_flat ? below : right;
    const int longer = max(across, down), shorter = min(across, down), unit = max(longer, 1);
    const long twice_off = 2 * ((long)shorter * along - (long)longer * beside);
    if (longer == 0)
        return right == 0 && below == 0;
    return along >= 0 && along <= longer && twice_off > -unit && twice_off <= unit;
}

/* Whether it crosses the row to the right of the pixel. */
static bool is_right_of(int4 a, int x, int y)
{
    const long side = (long)(x - a.x) * (a.w - a.y) - (long)(a.z - a.x) * (y - a.y);
    return (a.y <= y) != (a.w <= y) && side != 0 && (side < 0) == (a.w > a.y);
}

static bool is_there(global const float *row)
{
    return row[0] >= 0 && fabs(row[2]) <= LARGEST && fabs(row[3]) <= LARGEST && fabs(row[4]) <= LARGEST && fabs(row[5]) <= LARGEST;
}

kernel void label_map_fwd(global const float *edges, global float *dst, int n, int k, int h, int w)
{
    const int i = get_global_id(0), x = i % w, y = i / w % h;
    if (i >= n * h * w)
        return;
    float label = 0, under = 0, current = -1;
    bool is_inside = false, is_outline = false;
    for (int e = 0; e < k; e++) {
        global const float *row = edges + (size_t)(i / (h * w) * k + e) * 6;
        if (!is_there(row))
            continue;
        const int4 a = convert_int4(vload4(0, row + 2));
        if (row[0] != current) {
            current = row[0];
            under = label;
            is_inside = is_outline = false;
        }
        if (min(a.y, a.w) > y || max(a.y, a.w) < y)
            continue;
        is_inside ^= is_right_of(a, x, y);
        is_outline |= is_on(a, x, y);
        label = is_inside || is_outline ? row[1] : under;
    }
    vstore16(lane0(label), i, dst);
}
