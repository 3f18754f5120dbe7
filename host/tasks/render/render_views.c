#include "tasks/render/render_views.h"

#include <stdlib.h>
#include <string.h>

static const char *const depth_words[] = {"png", "npy", "none", NULL}, *const parts[] = {"train", "val", "test", "all",
                                                                                         NULL};

static void take_depth(struct gfla_render_views *v, int word)
{
    const unsigned bit = 1u << GFLA_IMAGE_DEPTH;
    v->depth_npy = word == 1;
    v->wanted = word == 2 ? v->wanted & ~bit : v->wanted | bit;
    v->unwanted = word == 2 ? v->unwanted | bit : v->unwanted & ~bit;
}

bool gfla_render_views_option(struct gfla_render_views *v, const struct argp_state *state, int key, const char *arg)
{
    const char *names[GFLA_LAYOUT_NAMES_MAX];
    switch (key) {
    case GFLA_RENDER_KEY_VIEWS:
        v->cameras = arg;
        break;
    case GFLA_RENDER_KEY_SIZE:
        v->size = (int)cli_option_int(state, "--size", arg, 8, 2040);
        break;
    case GFLA_RENDER_KEY_LAYOUT:
        gfla_layout_names(names);
        v->layout = gfla_layout_of(names[cli_option_word(state, "--layout", arg, names)]);
        break;
    case GFLA_RENDER_KEY_DISTANCE:
        v->distance = cli_option_double(state, "--distance", arg, 1e-3, 1e6);
        break;
    case GFLA_RENDER_KEY_FOV:
        v->fov = cli_option_double(state, "--fov", arg, 1, 150);
        break;
    case GFLA_RENDER_KEY_WHITE:
        v->white = true;
        break;
    case GFLA_RENDER_KEY_DEPTH:
        take_depth(v, cli_option_word(state, "--depth", arg, depth_words));
        break;
    case GFLA_RENDER_KEY_NO_DEPTH:
        take_depth(v, 2);
        break;
    case GFLA_RENDER_KEY_BACK:
        v->wanted |= 1u << GFLA_IMAGE_BACK | 1u << GFLA_IMAGE_BACK_DEPTH;
        break;
    case GFLA_RENDER_KEY_NORMALS:
        v->wanted |= 1u << GFLA_IMAGE_NORMAL;
        break;
    case GFLA_RENDER_KEY_COORDINATES:
        v->wanted |= 1u << GFLA_IMAGE_COORDINATES;
        break;
    case GFLA_RENDER_KEY_MASKS:
        v->wanted |= 1u << GFLA_IMAGE_MASK;
        break;
    case GFLA_RENDER_KEY_SPLIT:
        v->purpose = (enum gfla_purpose)cli_option_word(state, "--split", arg, parts);
        v->one_purpose = v->purpose != GFLA_PURPOSES;
        break;
    default:
        return false;
    }
    return true;
}

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
