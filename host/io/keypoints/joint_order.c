#include "io/keypoints/joint_order.h"

#include <math.h>

#include "io/keypoints/joint_parts.h"

#define MOST_COST 6.0
#define LEAST_LIMBS 3

/* Lengths of a standing person's limbs as shares of the height: rough, since a wrong order is far off. */
static const struct {
    enum gfla_part from, to;
    double length;
} limbs[] = {
    {GFLA_PART_NOSE, GFLA_PART_L_EYE, 0.04},
    {GFLA_PART_NOSE, GFLA_PART_R_EYE, 0.04},
    {GFLA_PART_L_EYE, GFLA_PART_L_EAR, 0.05},
    {GFLA_PART_R_EYE, GFLA_PART_R_EAR, 0.05},
    {GFLA_PART_NOSE, GFLA_PART_HEAD, 0.07},
    {GFLA_PART_NECK, GFLA_PART_NOSE, 0.13},
    {GFLA_PART_NECK, GFLA_PART_L_SHOULDER, 0.11},
    {GFLA_PART_NECK, GFLA_PART_R_SHOULDER, 0.11},
    {GFLA_PART_L_SHOULDER, GFLA_PART_L_ELBOW, 0.18},
    {GFLA_PART_R_SHOULDER, GFLA_PART_R_ELBOW, 0.18},
    {GFLA_PART_L_ELBOW, GFLA_PART_L_WRIST, 0.16},
    {GFLA_PART_R_ELBOW, GFLA_PART_R_WRIST, 0.16},
    {GFLA_PART_L_SHOULDER, GFLA_PART_L_HIP, 0.3},
    {GFLA_PART_R_SHOULDER, GFLA_PART_R_HIP, 0.3},
    {GFLA_PART_L_SHOULDER, GFLA_PART_R_SHOULDER, 0.22},
    {GFLA_PART_L_HIP, GFLA_PART_R_HIP, 0.13},
    {GFLA_PART_NECK, GFLA_PART_SPINE, 0.15},
    {GFLA_PART_SPINE, GFLA_PART_HIP, 0.15},
    {GFLA_PART_HIP, GFLA_PART_L_HIP, 0.07},
    {GFLA_PART_HIP, GFLA_PART_R_HIP, 0.07},
    {GFLA_PART_L_HIP, GFLA_PART_L_KNEE, 0.26},
    {GFLA_PART_R_HIP, GFLA_PART_R_KNEE, 0.26},
    {GFLA_PART_L_KNEE, GFLA_PART_L_ANKLE, 0.26},
    {GFLA_PART_R_KNEE, GFLA_PART_R_ANKLE, 0.26},
    {GFLA_PART_L_ANKLE, GFLA_PART_L_BIG_TOE, 0.06},
    {GFLA_PART_R_ANKLE, GFLA_PART_R_BIG_TOE, 0.06},
    {GFLA_PART_L_ANKLE, GFLA_PART_L_HEEL, 0.04},
    {GFLA_PART_R_ANKLE, GFLA_PART_R_HEEL, 0.04},
};

double gfla_joint_order_cost(const struct gfla_keypoints *points, double extent)
{
    double sum = 0;
    int n = 0;
    for (size_t i = 0; i < sizeof limbs / sizeof *limbs; i++) {
        const struct gfla_joint a = gfla_find_part(points, limbs[i].from), b = gfla_find_part(points, limbs[i].to);
        if (a.confidence <= 0 || b.confidence <= 0)
            continue;
        sum += fmin(hypot(a.x - b.x, a.y - b.y) / (extent * limbs[i].length), MOST_COST);
        n++;
    }
    return n >= LEAST_LIMBS && extent > 0 ? sum / n : 0;
}

static double extent_of(const struct gfla_keypoints *points)
{
    double left, top, right, bottom;
    return gfla_keypoints_bounds(points, &left, &top, &right, &bottom) ? fmax(right - left, bottom - top) : 0;
}

double gfla_joint_order_compare(const struct gfla_keypoints *first, const struct gfla_keypoints *second)
{
    const double extent = fmax(extent_of(first), extent_of(second));
    const double a = gfla_joint_order_cost(first, extent), b = gfla_joint_order_cost(second, extent);
    return a > 0 && b > 0 ? log(b / a) : 0;
}
