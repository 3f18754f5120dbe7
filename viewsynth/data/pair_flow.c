#include "viewsynth/data/pair_flow.h"

#include <math.h>
#include <string.h>

#include "viewsynth/render/camera.h"
#include "viewsynth/render/layout.h"

/* Depths this near are one point: the renderer's steps, and what a slanted surface changes over half a pixel. */
#define SAME_POINT 0.04

/* From the target's camera to the source's: a point p becomes rotation p + shift. */
struct relation {
    double rotation[3][3], shift[3];
};

static struct relation relate(struct gfla_pose source, struct gfla_pose target)
{
    struct gfla_camera s = gfla_camera_orbit(20 * source.azimuth, 10 * source.elevation);
    struct gfla_camera t = gfla_camera_orbit(20 * target.azimuth, 10 * target.elevation);
    struct relation r;
    for (int i = 0; i < 3; i++) {
        r.shift[i] = s.rows[4 * i + 3];
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int k = 0; k < 3; k++)
                sum += s.rows[4 * i + k] * t.rows[4 * j + k];
            r.rotation[i][j] = sum;
            r.shift[i] -= sum * t.rows[4 * j + 3];
        }
    }
    return r;
}

static bool is_visible(const uint16_t *depth, int size, double x, double y, double z)
{
    int x0 = (int)floor(x), y0 = (int)floor(y);
    for (int i = 0; i < 4; i++) {
        int px = x0 + i % 2, py = y0 + i / 2;
        if (px < 0 || py < 0 || px >= size || py >= size)
            continue;
        uint16_t v = depth[(size_t)py * size + px];
        if (v && fabs((double)gfla_depth_decode(v) - z) < SAME_POINT)
            return true;
    }
    return false;
}

void gfla_pair_flow(const uint16_t *source_depth, struct gfla_pose source, const uint16_t *target_depth,
                    struct gfla_pose target, int size, float *flow, uint8_t *points)
{
    size_t plane = (size_t)size * size;
    struct relation r = relate(source, target);
    struct gfla_camera any = gfla_camera_orbit(0, 0);
    struct gfla_intrinsics in = gfla_camera_intrinsics(&any, size);
    memset(flow, 0, 2 * plane * sizeof *flow);
    memset(points, GFLA_POINT_BACKGROUND, plane);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            size_t i = (size_t)y * size + x;
            if (!target_depth[i])
                continue;
            double z = gfla_depth_decode(target_depth[i]);
            double p[3] = {(x - in.centre) / in.focal * z, (y - in.centre) / in.focal * z, z}, q[3];
            for (int k = 0; k < 3; k++)
                q[k] = r.rotation[k][0] * p[0] + r.rotation[k][1] * p[1] + r.rotation[k][2] * p[2] + r.shift[k];
            double sx = in.centre + in.focal * q[0] / q[2], sy = in.centre + in.focal * q[1] / q[2];
            flow[i] = (float)(sx - x);
            flow[plane + i] = (float)(sy - y);
            points[i] = is_visible(source_depth, size, sx, sy, q[2]) ? GFLA_POINT_VISIBLE : GFLA_POINT_HIDDEN;
        }
}
