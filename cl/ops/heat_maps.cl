/* ops/heat_maps.cl - a Gaussian around each key point, one channel each.
 *
 *   heat_maps_fwd  dst = exp(scale * ((y - y0)^2 + (x - x0)^2)), zero where the joint is missing (shared/points.h) or
 *                  the lane holds none. points [n][c][2], x then y; dst BLOCKED [n][ceil(c/16)][h][w][16]; scale = -1 /
 *                  (2 sigma^2). Work: one item per GFLA_HEAT_RUN pixels of a row of a block, the last ones of a row
 *                  fewer.
 * Squared distances are whole numbers, exact in float inside any image. */
#include "shared/heat_maps.h"
#include "shared/points.h"

/* Of the 16 joints from `first` on: x, y, and -1 where they are there. */
static void load_joints(global const float *points, int first, int c, float16 *x, float16 *y, int16 *present)
{
    float xs[16], ys[16];
    int is_there[16];
    for (int k = 0; k < 16; k++) {
        const float px = first + k < c ? points[2 * k] : -1.0f, py = first + k < c ? points[2 * k + 1] : -1.0f;
        const int there = point_present(px, py);
        xs[k] = there ? trunc(px) : 0.0f;
        ys[k] = there ? trunc(py) : 0.0f;
        is_there[k] = there ? -1 : 0;
    }
    *x = vload16(0, xs);
    *y = vload16(0, ys);
    *present = vload16(0, is_there);
}

kernel void heat_maps_fwd(global const float *restrict points, global float *restrict dst, float scale, int n, int c,
                          int h, int w)
{
    const int i = get_global_id(0), blocks = (c + 15) / 16, runs = (w + GFLA_HEAT_RUN - 1) / GFLA_HEAT_RUN;
    if (i >= n * blocks * h * runs)
        return;
    const int row = i / runs, y = row % h, plane = row / h, first = plane % blocks * 16,
              end = min(i % runs * GFLA_HEAT_RUN + GFLA_HEAT_RUN, w);
    float16 x0, y0;
    int16 present;
    load_joints(points + (plane / blocks * c + first) * 2, first, c, &x0, &y0, &present);
    const float16 dy = (float)y - y0;
    for (int x = i % runs * GFLA_HEAT_RUN; x < end; x++) {
        const float16 dx = (float)x - x0;
        vstore16(select((float16)(0.0f), exp(scale * (dx * dx + dy * dy)), present), row * w + x, dst);
    }
}
