#include "viewsynth/data/pair_flow.h"

#include <math.h>
#include <string.h>

#define DISTANCE 4.0
#define HALF_FOV_TAN 0.26794919243112270 /* tan 15 degrees */
#define DEGREE 0.017453292519943295

/* Depths this near are one point: the renderer's steps, and what a slanted surface changes over half a pixel. */
#define SAME_POINT 0.04

/* A point of the model p is at (right . p, up . p, 4 - back . p) in front of the camera, whose eye is 4 back. */
struct camera {
    double right[3], up[3], back[3];
};

static struct camera camera_of(struct gfla_pose pose)
{
    double t = 20 * DEGREE * pose.azimuth, p = 10 * DEGREE * pose.elevation;
    return (struct camera){
        .back = {cos(p) * cos(t), sin(p), cos(p) * sin(t)},
        .right = {sin(t), 0, -cos(t)},
        .up = {-sin(p) * cos(t), cos(p), -sin(p) * sin(t)},
    };
}

/* Rows of the rotation from the target's camera to the source's: m[i][j] = source axis i . target axis j. */
static void relate(const struct camera *source, const struct camera *target, double m[3][3])
{
    const double *s[3] = {source->right, source->up, source->back};
    const double *t[3] = {target->right, target->up, target->back};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            m[i][j] = s[i][0] * t[j][0] + s[i][1] * t[j][1] + s[i][2] * t[j][2];
}

static double depth_of(uint16_t v)
{
    return GFLA_DEPTH_NEAR + (GFLA_DEPTH_FAR - GFLA_DEPTH_NEAR) / 65535 * v;
}

static bool is_visible(const uint16_t *depth, int size, double x, double y, double z)
{
    int x0 = (int)floor(x), y0 = (int)floor(y);
    for (int i = 0; i < 4; i++) {
        int px = x0 + i % 2, py = y0 + i / 2;
        if (px < 0 || py < 0 || px >= size || py >= size)
            continue;
        uint16_t v = depth[(size_t)py * size + px];
        if (v && fabs(depth_of(v) - z) < SAME_POINT)
            return true;
    }
    return false;
}

void gfla_pair_flow(const uint16_t *source_depth, struct gfla_pose source, const uint16_t *target_depth,
                    struct gfla_pose target, int size, float *flow, uint8_t *points)
{
    size_t plane = (size_t)size * size;
    struct camera s = camera_of(source), t = camera_of(target);
    double m[3][3], focal = 0.5 * size / HALF_FOV_TAN, centre = 0.5 * (size - 1);
    relate(&s, &t, m);
    memset(flow, 0, 2 * plane * sizeof *flow);
    memset(points, GFLA_POINT_BACKGROUND, plane);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            size_t i = (size_t)y * size + x;
            if (!target_depth[i])
                continue;
            double z = depth_of(target_depth[i]);
            double p[3] = {(x - centre) / focal * z, -(y - centre) / focal * z, DISTANCE - z}, q[3];
            for (int k = 0; k < 3; k++)
                q[k] = m[k][0] * p[0] + m[k][1] * p[1] + m[k][2] * p[2];
            double sz = DISTANCE - q[2], sx = centre + focal * q[0] / sz, sy = centre - focal * q[1] / sz;
            flow[i] = (float)(sx - x);
            flow[plane + i] = (float)(sy - y);
            points[i] = is_visible(source_depth, size, sx, sy, sz) ? GFLA_POINT_VISIBLE : GFLA_POINT_HIDDEN;
        }
}
