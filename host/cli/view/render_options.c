#include "cli/view/render_options.h"

#include <string.h>

static const char *const depth_words[] = {"png", "npy", "none", NULL}, *const parts[] = {"train", "val", "test", "all",
                                                                                         NULL};

static void take_depth(struct gfla_render_views *v, int word)
{
    const unsigned bit = 1u << GFLA_LAYOUT_DEPTH;
    v->depth_npy = word == 1;
    v->wanted = word == 2 ? v->wanted & ~bit : v->wanted | bit;
    v->unwanted = word == 2 ? v->unwanted | bit : v->unwanted & ~bit;
}

bool render_views_option(struct gfla_render_views *v, const struct argp_state *state, int key, const char *arg)
{
    const char *names[GFLA_LAYOUT_NAMES_MAX];
    switch (key) {
    case RENDER_KEY_VIEWS:
        v->cameras = arg;
        break;
    case RENDER_KEY_SIZE:
        v->size = (int)cli_option_int(state, "--size", arg, 8, 2040);
        break;
    case RENDER_KEY_LAYOUT:
        gfla_layout_names(names);
        v->layout = gfla_layout_of(names[cli_option_word(state, "--layout", arg, names)]);
        break;
    case RENDER_KEY_DISTANCE:
        v->distance = cli_option_double(state, "--distance", arg, 1e-3, 1e6);
        break;
    case RENDER_KEY_FOV:
        v->fov = cli_option_double(state, "--fov", arg, 1, 150);
        break;
    case RENDER_KEY_WHITE:
        v->white = true;
        break;
    case RENDER_KEY_DEPTH:
        take_depth(v, cli_option_word(state, "--depth", arg, depth_words));
        break;
    case RENDER_KEY_NO_DEPTH:
        take_depth(v, 2);
        break;
    case RENDER_KEY_BACK:
        v->wanted |= 1u << GFLA_LAYOUT_BACK | 1u << GFLA_LAYOUT_BACK_DEPTH;
        break;
    case RENDER_KEY_NORMALS:
        v->wanted |= 1u << GFLA_LAYOUT_NORMAL;
        break;
    case RENDER_KEY_COORDINATES:
        v->wanted |= 1u << GFLA_LAYOUT_COORDINATES;
        break;
    case RENDER_KEY_MASKS:
        v->wanted |= 1u << GFLA_LAYOUT_MASK;
        break;
    case RENDER_KEY_SPLIT:
        v->purpose = (enum gfla_purpose)cli_option_word(state, "--split", arg, parts);
        v->one_purpose = v->purpose != GFLA_PURPOSES;
        break;
    default:
        return false;
    }
    return true;
}

void render_lights_parse(struct gfla_render_lights *lights, const struct argp_state *state, const char *arg)
{
    *lights = (struct gfla_render_lights){GFLA_LIGHTS_DEFAULT, 0};
    if (strcmp(arg, "default") == 0)
        return;
    lights->how = strcmp(arg, "model") == 0 ? GFLA_LIGHTS_OF_MODEL : GFLA_LIGHTS_OF_SEED;
    if (lights->how == GFLA_LIGHTS_OF_SEED && (arg[0] < '0' || arg[0] > '9'))
        cli_usage(state, "--lights: '%s' is none of default, model and a number, the lights' seed", arg);
    if (lights->how == GFLA_LIGHTS_OF_SEED)
        lights->seed = (uint64_t)cli_option_int(state, "--lights: seed", arg, 0, INT64_MAX);
}
