/* render/body/body_make.h - what is known while a figure is made of the CC0 bodies. Private to viewsynth/render.
 *
 * Lengths in metres, the body at rest: y up, facing +z, its left towards +x. Colours are sRGB, 0 .. 1. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_MAKE_H
#define VIEWSYNTH_RENDER_BODY_BODY_MAKE_H

#include "viewsynth/render/body/body_palette.h"
#include "viewsynth/render/body/body_shape.h"
#include "viewsynth/render/body/body_surface.h"

struct body_make {
    struct body_data *data;
    struct body_person person;
    struct gfla_random random;
    float (*positions)[3], (*normals)[3]; /* of the shaped body: skin, eyes, helpers */
    float joint[BODY_JOINT_COUNT][3];
    float crotch_y, waist_y, ground_y;
    struct body_colours colours;
    struct body_builder builder;
    struct gfla_text description;
};

/* Bends the fingers of the shaped body towards the palms, by so much at their tips. */
void body_hands_relax(struct body_make *make, float degrees);

#endif
