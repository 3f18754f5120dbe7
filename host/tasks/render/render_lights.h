/* tasks/render/render_lights.h - the lights of `gfla render --lights`. */
#ifndef GFLA_TASKS_RENDER_RENDER_LIGHTS_H
#define GFLA_TASKS_RENDER_RENDER_LIGHTS_H

#include "cli/cli.h"
#include "viewsynth/render/raster.h"

struct gfla_render_lights {
    enum { LIGHTS_DEFAULT, LIGHTS_OF_MODEL, LIGHTS_OF_SEED } how;
    uint64_t seed; /* then */
};

#define GFLA_RENDER_LIGHTS_OPTION(KEY)                                                                                 \
    {                                                                                                                  \
        "lights", KEY, "WHICH", 0,                                                                                     \
            "default; model: each model in other lights, which its id chooses; or a number: all models in the lights " \
            "of this seed",                                                                                            \
            0                                                                                                          \
    }

/* A wrong value is wrong usage. */
void gfla_render_lights_parse(struct gfla_render_lights *lights, const struct argp_state *state, const char *arg);
/* Sets the renderer's lights for the model of this id. */
void gfla_render_lights_apply(const struct gfla_render_lights *lights, gfla_renderer *renderer, const char *id);

#endif
