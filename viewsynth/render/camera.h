/* render/camera.h - cameras around a normalised model, and the images they take.
 *
 * World: right-handed, y up, the model normalised into the unit sphere; models of the furniture libraries face +z.
 * A view (azimuth t, elevation p in degrees) has its eye at distance * (cos p cos t, sin p, cos p sin t) and looks at
 * the origin. So azimuth 0 looks along -x at the object's left side (its left hand, if it has any), 90 looks it in the
 * face, 180 at its right side, 270 at its back. A mirrored image of view t of an object that faces +z is view 180 - t
 * of the mirrored object. Camera: x right, y down, z forward (depth is z). Pixel centres have integer coordinates: the
 * middle of an image is at (size - 1) / 2. */
#ifndef VIEWSYNTH_RENDER_CAMERA_H
#define VIEWSYNTH_RENDER_CAMERA_H

#include <stdbool.h>

#define GFLA_CAMERA_DISTANCE 4.0
#define GFLA_CAMERA_FOV 30.0 /* vertical, degrees; images are square */
#define GFLA_CAMERA_NEAR 0.01
#define GFLA_CAMERA_FAR 100.0

struct gfla_camera {
    double azimuth, elevation; /* degrees, as given */
    double distance, fov;
    double eye[3];
    double rows[12]; /* world to camera, 3 x 4, row-major */
};

/* The camera of a view; elevation -90 .. 90. At the poles the image's right is where the azimuth says it would be. */
struct gfla_camera gfla_camera_orbit(double azimuth, double elevation);
/* The same with another distance (> 1) and field of view (degrees). */
struct gfla_camera gfla_camera_orbit_at(double azimuth, double elevation, double distance, double fov);

/* Focal length in pixels and the principal point of an image of `size` pixels: pixel = centre + focal * (x / z, y /
 * z). */
struct gfla_intrinsics {
    double focal, centre;
};
struct gfla_intrinsics gfla_camera_intrinsics(const struct gfla_camera *camera, int size);

/* 4 x 4, row-major, for column vectors, as OpenGL has them (x right, y up, looks along -z; clip z in -w .. w). */
void gfla_camera_view_matrix(const struct gfla_camera *camera, double view[16]);
void gfla_camera_projection_matrix(const struct gfla_camera *camera, double projection[16]);

/* Where the camera sees a world point: pixel coordinates and depth. False when it lies behind the camera. */
bool gfla_camera_project(const struct gfla_camera *camera, int size, const double world[3], double pixel[2],
                         double *depth);
/* The world point at a pixel and depth. */
void gfla_camera_unproject(const struct gfla_camera *camera, int size, double x, double y, double depth,
                           double world[3]);

#endif
