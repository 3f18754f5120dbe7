#include "tasks/render/render_lights.h"

#include "base/random.h"

void gfla_render_lights_apply(const struct gfla_render_lights *lights, gfla_renderer *renderer, const char *id)
{
    if (lights->how == GFLA_LIGHTS_DEFAULT)
        return;
    struct raster_lighting l =
        gfla_lighting_of_seed(lights->how == GFLA_LIGHTS_OF_MODEL ? gfla_hash_text(id) : lights->seed);
    gfla_renderer_set_lighting(renderer, &l);
}
