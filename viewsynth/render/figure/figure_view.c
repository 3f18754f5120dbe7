#include "viewsynth/render/figure/figure_view.h"

#include <math.h>
#include <string.h>

#include "viewsynth/render/figure/figure_pose.h"

#define RADIANS (3.14159265358979323846 / 180.0)
#define SLACK 0.015 /* metres that clothes lie above the skin that a joint's radius ends at */

int gfla_figure_view_square(int width, int height)
{
    return width > height ? width : height;
}

void gfla_figure_view_corner(int width, int height, int *left, int *top)
{
    const int side = gfla_figure_view_square(width, height);
    *left = (side - width) / 2;
    *top = (side - height) / 2;
}

/* ---- the camera ---- */

struct range {
    double low[2], high[2]; /* of x / z and y / z */
};

static struct range ranges_of(const struct gfla_camera *camera, const float (*points)[3], size_t n)
{
    struct range r = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (size_t i = 0; i < n; i++) {
        double p[3];
        for (int k = 0; k < 3; k++)
            p[k] = camera->rows[4 * k] * (double)points[i][0] + camera->rows[4 * k + 1] * (double)points[i][1] +
                   camera->rows[4 * k + 2] * (double)points[i][2] + camera->rows[4 * k + 3];
        for (int k = 0; k < 2 && p[2] > GFLA_CAMERA_NEAR; k++) {
            r.low[k] = fmin(r.low[k], p[k] / p[2]);
            r.high[k] = fmax(r.high[k], p[k] / p[2]);
        }
    }
    return r;
}

/* Moves the camera sideways, in its own axes. */
static void move(struct gfla_camera *camera, const double by[2])
{
    for (int k = 0; k < 2; k++)
        for (int j = 0; j < 3; j++)
            camera->eye[j] -= camera->rows[4 * k + j] * by[k];
    for (int k = 0; k < 2; k++)
        camera->rows[4 * k + 3] += by[k];
}

static void look_at_middle(struct gfla_camera *camera, const float (*points)[3], size_t n)
{
    double low[3] = {INFINITY, INFINITY, INFINITY}, high[3] = {-INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < 3; k++) {
            low[k] = fmin(low[k], (double)points[i][k]);
            high[k] = fmax(high[k], (double)points[i][k]);
        }
    for (int k = 0; k < 3; k++)
        camera->eye[k] += 0.5 * (low[k] + high[k]);
    for (int i = 0; i < 3; i++)
        camera->rows[4 * i + 3] = -(camera->rows[4 * i] * camera->eye[0] + camera->rows[4 * i + 1] * camera->eye[1] +
                                    camera->rows[4 * i + 2] * camera->eye[2]);
}

struct gfla_camera gfla_figure_view_camera(const struct gfla_figure_view *view, const float (*points)[3], size_t n)
{
    struct gfla_camera camera =
        gfla_camera_orbit_at(90 + view->azimuth, view->elevation, view->distance, GFLA_CAMERA_FOV);
    const int side = gfla_figure_view_square(view->width, view->height), sides[2] = {view->width, view->height};
    look_at_middle(&camera, points, n);
    struct range r = ranges_of(&camera, points, n);
    for (int again = 0; again < 3; again++) {
        const double by[2] = {-0.5 * (r.low[0] + r.high[0]) * view->distance,
                              -0.5 * (r.low[1] + r.high[1]) * view->distance};
        move(&camera, by);
        r = ranges_of(&camera, points, n);
    }
    double focal = INFINITY; /* in parts of the square */
    for (int k = 0; k < 2; k++)
        focal = fmin(focal, (1 - 2 * view->margin) * sides[k] / side / (r.high[k] - r.low[k]));
    camera.fov = 2 * atan(0.5 / focal) / RADIANS;
    const double shift[2] = {view->shift[0] * sides[0] / side / focal * view->distance,
                             view->shift[1] * sides[1] / side / focal * view->distance};
    move(&camera, shift);
    return camera;
}

/* ---- light ---- */

static void aim(struct raster_light *light, double azimuth, double elevation, float strength)
{
    const double a = azimuth * RADIANS, e = elevation * RADIANS;
    light->direction[0] = (float)(-cos(e) * sin(a));
    light->direction[1] = (float)sin(e);
    light->direction[2] = (float)(cos(e) * cos(a));
    light->strength = strength;
}

struct raster_lighting gfla_figure_view_lighting(double azimuth, struct gfla_random *random)
{
    struct raster_lighting l = gfla_default_lighting();
    const float even = gfla_random_uniform(random, 0.38f, 0.62f), key = gfla_random_uniform(random, 0.35f, 0.65f);
    const double side = (double)gfla_random_uniform(random, -65, 65), up = (double)gfla_random_uniform(random, 15, 60);
    l.sky = even;
    l.ground = even * gfla_random_uniform(random, 0.45f, 0.8f);
    l.n_lights = 2;
    aim(&l.lights[0], azimuth + side, up, key);
    aim(&l.lights[1], azimuth - side + 140, 30, gfla_random_uniform(random, 0, 0.25f));
    return l;
}

/* ---- joints ---- */

/* The nearest depth of the pixels around a place, so that a joint at a rim is not lost between pixels; 0: nothing is
 * there. */
static double depth_near(const float *depth, int side, double x, double y)
{
    const int px = (int)floor(x + 0.5), py = (int)floor(y + 0.5);
    float here = 0;
    for (int i = 0; i < 9 && here == 0; i++) {
        const int order[9] = {4, 1, 3, 5, 7, 0, 2, 6, 8};
        const int qx = px + order[i] % 3 - 1, qy = py + order[i] / 3 - 1;
        if (qx >= 0 && qy >= 0 && qx < side && qy < side)
            here = depth[(size_t)qy * (size_t)side + (size_t)qx];
    }
    return (double)here;
}

void gfla_figure_view_joints(const struct gfla_figure *figure, const struct gfla_figure_place *place,
                             const struct gfla_camera *camera, int width, int height, const float *depth,
                             struct gfla_figure_key_point points[GFLA_FIGURE_JOINTS])
{
    const int side = gfla_figure_view_square(width, height);
    int left, top;
    gfla_figure_view_corner(width, height, &left, &top);
    for (int j = 0; j < GFLA_FIGURE_JOINTS; j++) {
        const struct vector at = gfla_figure_point(&place[figure->joints[j].bone], figure->joints[j].at);
        double pixel[2] = {-1e6, -1e6}, z = 0;
        const bool in_front = gfla_camera_project(camera, side, (double[3]){at.x, at.y, at.z}, pixel, &z);
        struct gfla_figure_key_point *p = &points[j];
        *p = (struct gfla_figure_key_point){pixel[0] - left, pixel[1] - top, GFLA_FIGURE_OUT};
        if (!in_front || p->x < -0.5 || p->y < -0.5 || p->x >= width - 0.5 || p->y >= height - 0.5)
            continue;
        const double surface = depth_near(depth, side, pixel[0], pixel[1]);
        p->seen = surface > 0 && z - surface > (double)figure->joints[j].radius + SLACK ? GFLA_FIGURE_HIDDEN
                                                                                        : GFLA_FIGURE_SEEN;
    }
}
