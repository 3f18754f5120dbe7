/* ops/heat_maps.cl - a Gaussian around each key point, one channel each.
 *
 *   heat_maps_fwd  dst = exp(scale * ((y - y0)^2 + (x - x0)^2)), zero where the joint is missing (shared/points.h) or the lane holds
 *                  none. points [n][c][2], x then y; dst BLOCKED [n][ceil(c/16)][h][w][16]; scale = -1 / (2 sigma^2).
 *                  Work: one item per pixel of a block.
 * Squared distances are whole numbers, exact in float inside any picture. */
#include "shared/points.h"

kernel void heat_maps_fwd(global const float *restrict points, global float *restrict dst, float scale, int n, int c, int h, int w)
{
    const int i = get_global_id(0), blocks = (c + 15) / 16;
    if (i >= n * blocks * h * w)
        return;
    const int x = i % w, y = i / w % h, plane = i / (h * w), first = plane % blocks * 16;
    global const float *point = points + (plane / blocks * c + first) * 2;
    float squared[16];
    int present[16];
    for (int k = 0; k < 16; k++) {
        const int in_set = first + k < c;
        const float px = in_set ? point[2 * k] : -1.0f, py = in_set ? point[2 * k + 1] : -1.0f;
        const float dx = (float)x - trunc(px), dy = (float)y - trunc(py);
        present[k] = point_present(px, py) ? -1 : 0;
        squared[k] = present[k] ? dx * dx + dy * dy : 0.0f;
    }
    vstore16(select((float16)(0.0f), exp(scale * vload16(0, squared)), vload16(0, present)), i, dst);
}
