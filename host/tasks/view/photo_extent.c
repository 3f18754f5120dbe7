#include "tasks/view/photo_extent.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846
#define REACH 3.0   /* coordinates lie within it */
#define N_BINS 1536 /* over -REACH .. REACH: 1 / 256 each */
#define STRAY 0.005 /* of the points, at each end of an axis, may lie outside of the box */
#define MAX_YAW 20  /* degrees */
#define YAW_STEP 10

/* How many points lie where along an axis. */
struct spread {
    int bins[N_BINS], count;
};

static void add(struct spread *spread, double value)
{
    const double at = (value + REACH) / (2 * REACH) * N_BINS;
    spread->bins[(int)fmin(fmax(at, 0), N_BINS - 1)]++;
    spread->count++;
}

/* Where what lies below is `left` points, counted from one end. */
static double end_of(const struct spread *spread, bool from_above)
{
    const int stray = (int)(STRAY * spread->count);
    int seen = 0, i = 0;
    for (; i < N_BINS; i++) {
        seen += spread->bins[from_above ? N_BINS - 1 - i : i];
        if (seen > stray)
            break;
    }
    const double edge = 2 * REACH * i / N_BINS - REACH;
    return from_above ? -edge : edge;
}

struct side {
    double low, high;
};

static struct side side_of(const struct spread *spread)
{
    return (struct side){end_of(spread, false), end_of(spread, true)};
}

/* The axes of a camera in the world (render/camera.h). */
struct turn {
    double right[3], down[3], forward[3];
};

static struct turn turn_of(double azimuth, double elevation)
{
    const double t = azimuth * PI / 180, p = elevation * PI / 180;
    return (struct turn){.right = {sin(t), 0, -cos(t)},
                         .down = {sin(p) * cos(t), -cos(p), sin(p) * sin(t)},
                         .forward = {-cos(p) * cos(t), -sin(p), -cos(p) * sin(t)}};
}

static void add_point(struct spread spreads[3], const struct turn *turn, const double point[3])
{
    for (int k = 0; k < 3; k++)
        add(&spreads[k], turn->right[k] * point[0] + turn->down[k] * point[1] + turn->forward[k] * point[2]);
}

static void add_points(const struct gfla_photo_surfaces *s, const struct turn *turn, struct spread spreads[3])
{
    const float *const surfaces[] = {s->front, s->back};
    for (int i = 0; i < s->size * s->size; i++) {
        if (s->alpha[i] <= 0.5f)
            continue;
        const double x = (2 * (i % s->size) + 1.0) / s->size - 1, y = (2 * (i / s->size) + 1.0) / s->size - 1;
        for (int k = 0; k < 2; k++) {
            const double away = (double)surfaces[k][i] * s->radius, depth = s->distance + away;
            const double point[3] = {x * s->tan_half_fov * depth, y * s->tan_half_fov * depth, away};
            add_point(spreads, turn, point);
        }
    }
}

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static struct gfla_photo_extent box_of(const struct spread spreads[3], const struct turn *turn)
{
    double middle[3], sum = 0;
    for (int k = 0; k < 3; k++) {
        const struct side side = side_of(&spreads[k]);
        middle[k] = 0.5 * (side.low + side.high);
        sum += (side.high - side.low) * (side.high - side.low);
    }
    return (struct gfla_photo_extent){
        .diagonal = sqrt(sum),
        .centre = {dot(middle, turn->right), dot(middle, turn->down), dot(middle, turn->forward)}};
}

static void scale(struct gfla_photo_extent *extent, double factor)
{
    extent->diagonal *= factor;
    for (int k = 0; k < 3; k++)
        extent->centre[k] *= factor;
}

bool gfla_photo_extent_find(const struct gfla_photo_surfaces *s, struct gfla_view_angles angles,
                            struct gfla_photo_extent *extent)
{
    bool found = false;
    for (int yaw = -MAX_YAW; yaw <= MAX_YAW; yaw += YAW_STEP) {
        struct spread spreads[3] = {{.count = 0}};
        const struct turn turn = turn_of(angles.azimuth + yaw, angles.elevation);
        add_points(s, &turn, spreads);
        if (spreads[0].count == 0)
            return false;
        const struct gfla_photo_extent box = box_of(spreads, &turn);
        if (!found || box.diagonal < extent->diagonal)
            *extent = box;
        found = true;
    }
    scale(extent, s->unit > 0 ? 1 / s->unit : 1);
    return found;
}
