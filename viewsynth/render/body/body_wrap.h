/* render/body/body_wrap.h - texture coordinates of cloth that is wound around a limb. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_WRAP_H
#define VIEWSYNTH_RENDER_BODY_BODY_WRAP_H

#include "viewsynth/render/body/body_surface.h"

/* A limb: its axis points down along it, and bends once. */
struct body_wrap {
    float from[3], axis[3], prefetch[3], aside[3];
    float length, bend_at; /* metres along the axis */
    float bend[3];         /* how far the limb lies beside the axis there */
    float radius;          /* what an angle is multiplied with to give metres */
};

/* middle: the elbow or knee; NULL: straight. */
void body_wrap_set(struct body_wrap *wrap, const float from[3], const float *middle, const float to[3], float radius);

/* Sets u around the limb and v along it, one for `repeat` metres (0: one metre). A whole number of repetitions goes
 * around, so that no seam shows; where the angle turns over is at the back. */
void body_wrap_wind(const struct body_wrap *wrap, float repeat, struct body_corner corner[3]);

#endif
