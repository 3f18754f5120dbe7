#include "io/keypoints/keypoints.h"

#include <math.h>

void gfla_keypoints_scale(struct gfla_keypoints *points, double scale_x, double scale_y, double move_x, double move_y)
{
    for (int i = 0; i < points->n; i++) {
        points->joint[i].x = points->joint[i].x * scale_x + move_x;
        points->joint[i].y = points->joint[i].y * scale_y + move_y;
    }
}

int gfla_keypoints_count(const struct gfla_keypoints *points)
{
    int n = 0;
    for (int i = 0; i < points->n; i++)
        n += points->joint[i].confidence > 0;
    return n;
}

bool gfla_keypoints_bounds(const struct gfla_keypoints *points, double *left, double *top, double *right,
                           double *bottom)
{
    *left = *top = INFINITY;
    *right = *bottom = -INFINITY;
    for (int i = 0; i < points->n; i++) {
        const struct gfla_joint *joint = &points->joint[i];
        if (joint->confidence <= 0)
            continue;
        *left = fmin(*left, joint->x);
        *right = fmax(*right, joint->x);
        *top = fmin(*top, joint->y);
        *bottom = fmax(*bottom, joint->y);
    }
    return *left <= *right;
}
