/* data/pair_look.h - augmentation of a pair: other colours of the object, alike in both views; another exposure, blur and
 * noise of the source alone, as photographs have them; and a source camera that is known a little wrong. The light of
 * a view cannot be changed afterwards: models rendered in lights and variants of their own (`gfla render --lights
 * model --variants N`) are for that, and a pair takes both views of one variant. */
#ifndef VIEWSYNTH_DATA_PAIR_LOOK_H
#define VIEWSYNTH_DATA_PAIR_LOOK_H

#include <gfla/view.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* How far each may go; 0: not at all. A factor of strength s is drawn between 1 / (1 + s) and 1 + s. */
struct gfla_look_strengths {
    float gain, gamma; /* of all channels: v -> gain v^gamma, 0 <= v <= 1 */
    float tint;        /* of each channel by itself */
    float saturation;  /* of the distance from grey */
    float exposure;    /* a further gain of the source alone */
    float blur;        /* most that is taken of the mean of 3 x 3 pixels, 0..1; of every other source */
    float noise;       /* most deviation of each value of the source, in 0..1; of every other source */
    float angles;      /* degrees that the source's azimuth and elevation may be off */
};
/* What form SOLID learns with. */
extern const struct gfla_look_strengths gfla_look_default;
/* GFLA_ERROR_USAGE for strengths that are out of range. */
gfla_status gfla_look_check(const struct gfla_look_strengths *strengths);
bool gfla_look_is_none(const struct gfla_look_strengths *strengths);

/* What was drawn for one pair. */
struct gfla_look {
    float tone[2][3][256]; /* of source and target: 0..255 of each channel of the result, to 0..255 */
    float saturation;
    float blur, noise;
    double azimuth, elevation; /* to be added to what is known of the source */
    uint64_t seed;             /* of the noise */
};

/* A pure function of all it is given. */
void gfla_look_draw(const struct gfla_look_strengths *strengths, uint64_t seed, uint64_t step, int place,
                    struct gfla_look *look);

/* An image on white in [-1, 1], [3][size][size], of rgba: which 0: the source, 1: the target, and all that both have. */
void gfla_look_image(const struct gfla_look *look, int which, const uint8_t *rgba, size_t plane, const int channel[3],
                     float *planes);
/* Blur and noise of the source; scratch [size][size]. */
void gfla_look_spoil(const struct gfla_look *look, int size, float *planes, float *scratch);
/* What is said of the source's camera: azimuth 0..360, elevation at most 90 from the horizon. */
struct gfla_view_angles gfla_look_angles(const struct gfla_look *look, struct gfla_view_angles angles);

#endif
