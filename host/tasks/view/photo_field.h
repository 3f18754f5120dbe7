/* tasks/view/photo_field.h - areas of pixels that hang together. For the files of this folder that make mattes. */
#ifndef GFLA_TASKS_VIEW_PHOTO_FIELD_H
#define GFLA_TASKS_VIEW_PHOTO_FIELD_H

#include <stdint.h>

#include "base/error.h"

/* Pixels with a state each, and the stack of the fill. {0} is none. */
struct gfla_field {
    int width, height;
    uint8_t *state;
    int *stack;
};
gfla_status gfla_field_create(struct gfla_field *field, int width, int height);
void gfla_field_free(struct gfla_field *field);

/* Gives the pixels that hang together with seed in state `from` the state `to`; returns their number. */
long gfla_field_flood(struct gfla_field *field, int seed, uint8_t from, uint8_t to);
/* Index of the i-th pixel of the outermost ring, i below 2 (width + height). */
int gfla_field_border(int width, int height, int i);

#endif
