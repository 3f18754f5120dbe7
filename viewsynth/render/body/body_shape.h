/* render/body/body_shape.h - the shape of a body: what a seed decides, and the sum of morphs that it means.
 * Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_SHAPE_H
#define VIEWSYNTH_RENDER_BODY_BODY_SHAPE_H

#include <stdbool.h>

#include "base/random.h"
#include "viewsynth/render/body/body_data.h"

#define BODY_MAX_DETAILS 96

/* A person, adult. Shares are 0 .. 1, 0.5 the average. */
struct body_person {
    bool female;
    float years;
    float african, asian, caucasian; /* of the face and build; sum 1 */
    float muscle, weight, proportions, cup, firmness;
    float height;                    /* metres */
    float details[BODY_MAX_DETAILS]; /* -1 .. 1, in the order of the table of body_shape.c */
};

void body_person_draw(struct gfla_random *random, struct body_person *person);

/* Writes the shaped base mesh: data->n_vertices positions in metres, feet on y = 0. */
gfla_status body_shape(struct body_data *data, const struct body_person *person, float (*positions)[3]);

#endif
