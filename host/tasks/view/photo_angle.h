/* tasks/view/photo_angle.h - what the distributions of the angle network say (models/gfla/angle_net.h). */
#ifndef GFLA_TASKS_VIEW_PHOTO_ANGLE_H
#define GFLA_TASKS_VIEW_PHOTO_ANGLE_H

#include <stddef.h>

enum gfla_photo_symmetry {
    GFLA_PHOTO_SYMMETRY_NONE,
    GFLA_PHOTO_SYMMETRY_OPPOSITE, /* looks alike from the opposite side: two peaks, half a turn apart */
    GFLA_PHOTO_SYMMETRY_ROUND,    /* looks alike from everywhere, or like nothing that is known: no peak */
    GFLA_PHOTO_SYMMETRY_COUNT
};

struct gfla_photo_angle {
    double azimuth, elevation; /* degrees */
    double confidence;         /* 0 .. 1: how much of the distribution lies within 25 degrees of the azimuth, and of
                                * the opposite one where that is as good */
    enum gfla_photo_symmetry symmetry;
    double peak_azimuth, peak_confidence; /* of the better side alone, be it front or back */
};

/* azimuth[36] and elevation[9] sum to 1. Where it may have been the opposite side, the side whose azimuth is within 0 ..
 * 180: photographs mostly show fronts. Only where both sides are as good, the object is said to look alike from there. */
struct gfla_photo_angle gfla_photo_angle_of(const float *azimuth, const float *elevation);

/* A second opinion: the network also sees the mirrored image, whose azimuth is 180 degrees minus that of the image.
 * Planes are [n_rows][width], mirrored in place; the distributions become the means of both. */
void gfla_photo_angle_mirror(float *planes, size_t n_rows, int width);
void gfla_photo_angle_join(float *azimuth, float *elevation, const float *mirrored_azimuth,
                           const float *mirrored_elevation);

#endif
