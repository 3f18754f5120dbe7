#include "tasks/render/render_views.h"

#include <stdlib.h>
#include <string.h>

gfla_status gfla_render_views_resolve(struct gfla_render_views *v)
{
    gfla_status status = GFLA_OK;
    v->layout = v->layout ? v->layout : &gfla_layout_views;
    v->size = v->size ? v->size : v->layout->size;
    v->white = v->white || v->layout->white;
    if (v->cameras) {
        v->n_sets = 1;
        TRY(gfla_camera_set_parse(v->cameras, &v->sets[0], &v->lines));
    } else {
        v->n_sets = v->layout->n_sets;
        memcpy(v->sets, v->layout->sets, (size_t)v->n_sets * sizeof *v->sets);
    }
    for (int i = 0; i < v->n_sets; i++) {
        v->n_views += gfla_camera_set_count(&v->sets[i]);
        if (v->distance > 0)
            v->sets[i].distances[0] = v->sets[i].distances[1] = 0;
    }
fail:
    return status;
}

void gfla_render_views_free(struct gfla_render_views *v)
{
    free(v->lines);
    v->lines = NULL;
}

unsigned gfla_render_views_images(const struct gfla_render_views *v)
{
    return (v->layout->images | v->wanted) & ~v->unwanted;
}

gfla_status gfla_render_views_place(const struct gfla_render_views *v, double unit, uint64_t seed, const char *id,
                                    struct gfla_camera *cameras)
{
    gfla_status status = GFLA_OK;
    const struct gfla_camera_place place = {.distance = v->distance > 0 ? v->distance : v->layout->distance,
                                            .fov = v->fov > 0 ? v->fov : v->layout->fov,
                                            .unit = unit};
    for (int i = 0; i < v->n_sets; i++) {
        TRY(gfla_camera_set_place(&v->sets[i], &place, seed + (uint64_t)i, id, cameras));
        cameras += gfla_camera_set_count(&v->sets[i]);
    }
fail:
    return status;
}

bool gfla_render_views_are_fixed(const struct gfla_render_views *v)
{
    for (int i = 0; i < v->n_sets; i++)
        if (!gfla_camera_set_is_fixed(&v->sets[i]))
            return false;
    return true;
}
