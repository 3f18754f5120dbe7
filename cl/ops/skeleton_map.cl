/* ops/skeleton_map.cl - a person as a small drawing: smooth limbs one pixel wide, and a disk at each joint.
 *
 *   skeleton_map_fwd  dst [n][1][h][w][16] (lanes 0 .. 2: red, green, blue, 0 .. 255), points [n][joints][2], x then y
 *                     (shared/points.h). Work: one item per 16 pixels of a row, the last ones of a row fewer.
 * Each item draws all that touches its pixels, in order. All in whole numbers: the same image on every device. */
#include "shared/points.h"
#include "shared/skeleton.h"

#define RADIUS 2

/* (x, y, is it there). */
static int4 joint_at(global const float *points, int joint)
{
    const float x = points[2 * joint], y = points[2 * joint + 1];
    return point_present(x, y) ? (int4)((int)x, (int)y, 1, 0) : (int4)(0);
}

/* The largest v with v <= 255 (1 - distance / length), where length^2 and distance^2 < length^2 come in the same
 * unit. */
static int shade(long distance, long length2)
{
    int v = (int)(255.0f * (1.0f - (float)distance / sqrt((float)length2)));
    const long d2 = 65025 * distance * distance;
    while (v > 0 && d2 > (255 - v) * (255 - v) * length2) /* the float was a little too large, */
        v--;
    while (v < 255 && d2 <= (254 - v) * (254 - v) * length2) /* or too small */
        v++;
    return v;
}

/* The shade that a line from a to b has at (x, y) inside its bounding box: 255 on it, less with the distance; negative
 * where that is 1 or more. */
static int limb_shade(int4 a, int4 b, int x, int y)
{
    const long dx = b.x - a.x, dy = b.y - a.y, length2 = max(dx * dx + dy * dy, 1L);
    const long cross = abs(dx * (y - a.y) - dy * (x - a.x));
    if (cross > (long)(3 * POINT_LIMIT) || cross * cross >= length2) /* the first keeps the square within a long */
        return -1;
    return shade(cross, length2);
}

static void draw_limb(int4 a, int4 b, int x0, int x1, int y, global float *dst)
{
    if (!a.z || !b.z || y < min(a.y, b.y) || y > max(a.y, b.y))
        return;
    for (int x = max(x0, min(a.x, b.x)); x <= min(x1, max(a.x, b.x)); x++) {
        const int v = limb_shade(a, b, x, y);
        if (v >= 0)
            vstore3((float3)((float)v), 0, dst + (x - x0) * 16);
    }
}

static void draw_joint(int4 joint, int colour, int x0, int x1, int y, global float *dst)
{
    const int dy = y - joint.y;
    if (!joint.z || abs(dy) >= RADIUS)
        return;
    for (int x = max(x0, joint.x - RADIUS); x <= min(x1, joint.x + RADIUS); x++)
        if ((x - joint.x) * (x - joint.x) + dy * dy < RADIUS * RADIUS)
            vstore3((float3)((float)(colour & 255), (float)(colour >> 8 & 255), (float)(colour >> 16)), 0,
                    dst + (x - x0) * 16);
}

kernel void skeleton_map_fwd(const struct gfla_skeleton skeleton, global const float *restrict points,
                             global float *restrict dst, int n, int h, int w)
{
    const int i = get_global_id(0), runs = (w + GFLA_SKELETON_RUN - 1) / GFLA_SKELETON_RUN;
    if (i >= n * h * runs)
        return;
    const int row = i / runs, y = row % h, x0 = i % runs * GFLA_SKELETON_RUN, x1 = min(x0 + GFLA_SKELETON_RUN, w) - 1;
    points += row / h * skeleton.n_joints * 2;
    dst += ((size_t)row * w + x0) * 16;
    for (int x = x0; x <= x1; x++)
        vstore16((float16)(0.0f), x - x0, dst);
    for (int k = 0; k < skeleton.n_limbs; k++)
        draw_limb(joint_at(points, skeleton.limb[k][0]), joint_at(points, skeleton.limb[k][1]), x0, x1, y, dst);
    for (int k = 0; k < skeleton.n_joints; k++)
        draw_joint(joint_at(points, k), skeleton.colour[k], x0, x1, y, dst);
}
