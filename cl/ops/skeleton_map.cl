/* ops/skeleton_map.cl - a person as a small drawing: smooth limbs one pixel wide, and a disk at each joint.
 *
 *   skeleton_map_fwd  dst [n][1][h][w][16] (lanes 0 .. 2: red, green, blue, 0 .. 255), points [n][joints][2], x then y
 *                     (shared/points.h). Work: one item per pixel.
 * What is drawn later covers what was drawn before, so each pixel looks for the last that touches it. All in whole numbers: the same
 * picture on every device. */
#include "shared/points.h"
#include "shared/skeleton.h"

#define RADIUS 2

/* (x, y, is it there). */
static int4 joint_at(global const float *points, int joint)
{
    const float x = points[2 * joint], y = points[2 * joint + 1];
    return point_present(x, y) ? (int4)((int)x, (int)y, 1, 0) : (int4)(0);
}

/* The largest v with v <= 255 (1 - distance / length), where length^2 and distance^2 < length^2 come in the same unit. */
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

/* The shade that a line from a to b has at (x, y): 255 on it, less with the distance, none from distance 1 on and beside its
 * bounding box; negative where it does not touch. */
static int limb_shade(int4 a, int4 b, int x, int y)
{
    const long dx = abs(b.x - a.x), dy = abs(b.y - a.y), length2 = max(dx * dx + dy * dy, 1L);
    const long i = a.x <= b.x ? x - a.x : a.x - x, j = a.y <= b.y ? y - a.y : a.y - y;
    if (i < 0 || j < 0 || i > dx || j > dy)
        return -1;
    const long cross = abs(dx * j - dy * i);
    if (cross > (long)(3 * POINT_LIMIT) || cross * cross >= length2) /* the first keeps the square within a long */
        return -1;
    return shade(cross, length2);
}

static int draw_joints(const struct gfla_skeleton *skeleton, global const float *points, int x, int y, int *rgb)
{
    for (int k = skeleton->n_joints - 1; k >= 0; k--) {
        const int4 joint = joint_at(points, k);
        const long dx = x - joint.x, dy = y - joint.y;
        if (joint.z && dx * dx + dy * dy < RADIUS * RADIUS) {
            *rgb = skeleton->colour[k];
            return 1;
        }
    }
    return 0;
}

static void draw_limbs(const struct gfla_skeleton *skeleton, global const float *points, int x, int y, int *rgb)
{
    for (int k = skeleton->n_limbs - 1; k >= 0; k--) {
        const int4 a = joint_at(points, skeleton->limb[k][0]), b = joint_at(points, skeleton->limb[k][1]);
        const int v = a.z && b.z ? limb_shade(a, b, x, y) : -1;
        if (v >= 0) {
            *rgb = v * 0x010101;
            return;
        }
    }
}

kernel void skeleton_map_fwd(const struct gfla_skeleton skeleton, global const float *restrict points, global float *restrict dst,
                             int n, int h, int w)
{
    const int i = get_global_id(0);
    if (i >= n * h * w)
        return;
    const int x = i % w, y = i / w % h;
    int rgb = 0;
    points += i / (h * w) * skeleton.n_joints * 2;
    if (!draw_joints(&skeleton, points, x, y, &rgb))
        draw_limbs(&skeleton, points, x, y, &rgb);
    const float4 colour = (float4)((float)(rgb & 255), (float)(rgb >> 8 & 255), (float)(rgb >> 16), 0.0f);
    vstore16((float16)(colour, (float4)(0.0f), (float8)(0.0f)), i, dst);
}
