#include "viewsynth/render/camera.h"

#include <math.h>
#include <string.h>

#define RADIANS (3.14159265358979323846 / 180.0)

static void cross(const double a[3], const double b[3], double out[3])
{
    for (int k = 0; k < 3; k++)
        out[k] = a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3];
}

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

struct gfla_camera gfla_camera_orbit_at(double azimuth, double elevation, double distance, double fov)
{
    struct gfla_camera c = {.azimuth = azimuth, .elevation = elevation, .distance = distance, .fov = fov};
    double t = azimuth * RADIANS, p = elevation * RADIANS;
    double forward[3] = {-cos(p) * cos(t), -sin(p), -cos(p) * sin(t)};
    double right[3] = {sin(t), 0, -cos(t)}; /* forward x up, made unit: also right at the poles */
    double down[3];
    cross(forward, right, down);
    const double *axes[3] = {right, down, forward};
    for (int k = 0; k < 3; k++)
        c.eye[k] = -distance * forward[k];
    for (int i = 0; i < 3; i++) {
        memcpy(c.rows + 4 * i, axes[i], 3 * sizeof(double));
        c.rows[4 * i + 3] = -dot(axes[i], c.eye);
    }
    return c;
}

struct gfla_camera gfla_camera_orbit(double azimuth, double elevation)
{
    return gfla_camera_orbit_at(azimuth, elevation, GFLA_CAMERA_DISTANCE, GFLA_CAMERA_FOV);
}

struct gfla_intrinsics gfla_camera_intrinsics(const struct gfla_camera *camera, int size)
{
    return (struct gfla_intrinsics){.focal = 0.5 * size / tan(0.5 * camera->fov * RADIANS), .centre = 0.5 * (size - 1)};
}

void gfla_camera_view_matrix(const struct gfla_camera *camera, double view[16])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            view[4 * i + j] = (i == 0 ? 1 : -1) * camera->rows[4 * i + j];
    for (int j = 0; j < 4; j++)
        view[12 + j] = j == 3;
}

void gfla_camera_projection_matrix(const struct gfla_camera *camera, double projection[16])
{
    double f = 1 / tan(0.5 * camera->fov * RADIANS), n = GFLA_CAMERA_NEAR, far = GFLA_CAMERA_FAR;
    double m[16] = {f, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + n) / (n - far), 2 * far * n / (n - far), 0, 0, -1, 0};
    memcpy(projection, m, sizeof m);
}

bool gfla_camera_project(const struct gfla_camera *camera, int size, const double world[3], double pixel[2],
                         double *depth)
{
    struct gfla_intrinsics k = gfla_camera_intrinsics(camera, size);
    double p[3];
    for (int i = 0; i < 3; i++)
        p[i] = dot(camera->rows + 4 * i, world) + camera->rows[4 * i + 3];
    *depth = p[2];
    if (!(p[2] > GFLA_CAMERA_NEAR))
        return false;
    pixel[0] = k.centre + k.focal * p[0] / p[2];
    pixel[1] = k.centre + k.focal * p[1] / p[2];
    return true;
}

void gfla_camera_unproject(const struct gfla_camera *camera, int size, double x, double y, double depth,
                           double world[3])
{
    struct gfla_intrinsics k = gfla_camera_intrinsics(camera, size);
    double p[3] = {(x - k.centre) / k.focal * depth, (y - k.centre) / k.focal * depth, depth};
    for (int j = 0; j < 3; j++) {
        world[j] = 0;
        for (int i = 0; i < 3; i++)
            world[j] += camera->rows[4 * i + j] * (p[i] - camera->rows[4 * i + 3]);
    }
}
