/* tasks/render/render_lights.h - the lights of `gfla render --lights`. */
#ifndef GFLA_TASKS_RENDER_RENDER_LIGHTS_H
#define GFLA_TASKS_RENDER_RENDER_LIGHTS_H

#include "viewsynth/render/raster.h"

struct gfla_render_lights {
    enum { GFLA_LIGHTS_DEFAULT, GFLA_LIGHTS_OF_MODEL, GFLA_LIGHTS_OF_SEED } how;
    uint64_t seed; /* then */
};

/* Sets the renderer's lights for the model of this id. */
void gfla_render_lights_apply(const struct gfla_render_lights *lights, gfla_renderer *renderer, const char *id);

#endif
