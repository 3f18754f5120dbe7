/* render/body/body_palette.h - believable colours of people and clothes, sRGB 0 .. 1. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_PALETTE_H
#define VIEWSYNTH_RENDER_BODY_BODY_PALETTE_H

#include "viewsynth/render/body/body_shape.h"

struct body_colours {
    float skin[3], lips[3], hair[3], brows[3], iris[3];
    const char *hair_name; /* static text */
};

void body_colours_draw(struct gfla_random *random, const struct body_person *person, struct body_colours *colours);

/* What a colour of cloth is wanted for. */
enum body_cloth_use { BODY_CLOTH_ANY, BODY_CLOTH_LEGS, BODY_CLOTH_JACKET, BODY_CLOTH_LEATHER, BODY_CLOTH_LIGHT };

/* Writes a colour and returns its name, static text. */
const char *body_cloth_colour(struct gfla_random *random, enum body_cloth_use use, float colour[3]);

/* a towards b. */
void body_mix(const float a[3], const float b[3], float share, float out[3]);
float body_luma(const float colour[3]);

#endif
