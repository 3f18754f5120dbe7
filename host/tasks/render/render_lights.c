#include "tasks/render/render_lights.h"

#include <string.h>

#include "base/random.h"

void gfla_render_lights_parse(struct gfla_render_lights *lights, const struct argp_state *state, const char *arg)
{
    *lights = (struct gfla_render_lights){LIGHTS_DEFAULT, 0};
    if (strcmp(arg, "default") == 0)
        return;
    lights->how = strcmp(arg, "model") == 0 ? LIGHTS_OF_MODEL : LIGHTS_OF_SEED;
    if (lights->how == LIGHTS_OF_SEED && (arg[0] < '0' || arg[0] > '9'))
        cli_usage(state, "--lights: '%s' is none of default, model and a number, the lights' seed", arg);
    if (lights->how == LIGHTS_OF_SEED)
        lights->seed = (uint64_t)cli_option_int(state, "--lights: seed", arg, 0, INT64_MAX);
}

void gfla_render_lights_apply(const struct gfla_render_lights *lights, gfla_renderer *renderer, const char *id)
{
    if (lights->how == LIGHTS_DEFAULT)
        return;
    struct raster_lighting l =
        gfla_lighting_of_seed(lights->how == LIGHTS_OF_MODEL ? gfla_hash_text(id) : lights->seed);
    gfla_renderer_set_lighting(renderer, &l);
}
