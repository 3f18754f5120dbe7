#include "models/gfla/view_camera.h"

#include <math.h>
#include <string.h>

#include "models/gfla/shapenet.h"

#define PI 3.14159265358979323846

/* Rows: the camera's right, down and forward in the world. */
static void camera_axes(struct gfla_view_angles a, double axes[9])
{
    double t = a.azimuth * PI / 180, p = a.elevation * PI / 180;
    const double forward[3] = {-cos(p) * cos(t), -sin(p), -cos(p) * sin(t)};
    const double right[3] = {sin(t), 0, -cos(t)};
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        axes[i] = right[i];
        axes[3 + i] = forward[j] * right[k] - forward[k] * right[j];
        axes[6 + i] = forward[i];
    }
}

/* R = S M T^t with M the mirror or nothing. Both cameras look at the origin from the same distance, so t = (0, 0, 4) -
 * R (0, 0, 4). */
static void relate(struct gfla_view_angles source, struct gfla_view_angles target, double x_sign, float camera[12])
{
    double s[9], t[9];
    camera_axes(source, s);
    camera_axes(target, t);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
            camera[3 * i + j] =
                (float)(x_sign * s[3 * i] * t[3 * j] + s[3 * i + 1] * t[3 * j + 1] + s[3 * i + 2] * t[3 * j + 2]);
        camera[9 + i] = GFLA_SHAPENET_DISTANCE * ((i == 2 ? 1.0f : 0.0f) - camera[3 * i + 2]);
    }
}

void gfla_view_camera(struct gfla_view_angles source, struct gfla_view_angles target, float camera[12])
{
    relate(source, target, 1, camera);
}

void gfla_view_mirror_camera(struct gfla_view_angles source, struct gfla_view_angles target, float camera[12])
{
    relate(source, target, -1, camera);
}

/* With x_s = S x + s and x_t = T x + t, and M the mirror or nothing: x_s = S M T^t (x_t - t) + s. */
void gfla_view_camera_between(const double source[12], const double target[12], bool mirrored, float camera[12])
{
    for (int i = 0; i < 3; i++) {
        const double *s = source + 4 * i;
        double move = s[3];
        for (int j = 0; j < 3; j++) {
            const double *t = target + 4 * j, r = (mirrored ? -1 : 1) * s[0] * t[0] + s[1] * t[1] + s[2] * t[2];
            camera[3 * i + j] = (float)r;
            move -= r * t[3];
        }
        camera[9 + i] = (float)move;
    }
}

static void share_azimuth(double degrees, float *label)
{
    double position = degrees / 20 - 18 * floor(degrees / 360), part = position - floor(position);
    int i = (int)floor(position) % 18;
    label[i] += (float)(1 - part);
    label[(i + 1) % 18] += (float)part;
}

void gfla_view_pose(struct gfla_view_angles angles, float label[21])
{
    double elevation = fmin(fmax(angles.elevation / 10, 0), 2);
    int low = elevation < 1 ? 0 : 1;
    memset(label, 0, 21 * sizeof *label);
    share_azimuth(angles.azimuth, label);
    label[18 + low] = (float)(1 - (elevation - low));
    label[19 + low] = (float)(elevation - low);
}

void gfla_view_turn(struct gfla_view_angles source, struct gfla_view_angles target, float label[18])
{
    memset(label, 0, 18 * sizeof *label);
    share_azimuth(target.azimuth - source.azimuth, label);
}

void gfla_view_pose_numbers(struct gfla_view_angles angles, double turn, float numbers[GFLA_POSE_NUMBERS])
{
    const double degrees[] = {angles.azimuth, 2 * angles.azimuth, angles.elevation, turn};
    for (int i = 0; i < GFLA_POSE_NUMBERS / 2; i++) {
        numbers[2 * i] = (float)sin(degrees[i] * PI / 180);
        numbers[2 * i + 1] = (float)cos(degrees[i] * PI / 180);
    }
}
