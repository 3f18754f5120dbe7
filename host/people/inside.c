#include "people/inside.h"

#include "base/log.h"

int gfla_points_outside(const struct gfla_keypoints *points, int width, int height)
{
    int n = 0;
    for (int i = 0; i < points->n; i++) {
        const struct gfla_joint *joint = &points->joint[i];
        const bool is_inside = joint->x >= 0 && joint->y >= 0 && joint->x <= width && joint->y <= height;
        n += joint->confidence > 0 && !is_inside;
    }
    return n;
}

gfla_status gfla_points_check_inside(const struct gfla_keypoints *points, int width, int height, const char *hint)
{
    const int n = gfla_keypoints_count(points), n_outside = gfla_points_outside(points, width, height);
    double left, top, right, bottom;
    if (n == 0 || 2 * n_outside <= n)
        return GFLA_OK;
    gfla_keypoints_bounds(points, &left, &top, &right, &bottom);
    if (n_outside == n)
        return gfla_fail(GFLA_ERROR_INPUT,
                         "all %d joints lie outside of a picture of %d x %d (x is %g .. %g, y %g .. %g). hint: %s", n,
                         width, height, left, right, top, bottom, hint);
    gfla_log(GFLA_LOG_WARNING,
             "%d of %d joints lie outside of a picture of %d x %d (x is %g .. %g, y %g .. %g). hint: %s", n_outside, n,
             width, height, left, right, top, bottom, hint);
    return GFLA_OK;
}
