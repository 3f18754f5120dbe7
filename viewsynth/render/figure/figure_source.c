#include "viewsynth/render/figure/figure_source.h"

#include <math.h>
#include <string.h>

static const struct gfla_figure_source *const sources[] = {&gfla_figure_source_cc0, &gfla_figure_source_zeroad,
                                                           &gfla_figure_source_blocks};
enum { N_SOURCES = sizeof sources / sizeof sources[0] };

const struct gfla_figure_source *gfla_figure_source_of(const char *name)
{
    for (int i = 0; i < N_SOURCES; i++)
        if (strcmp(sources[i]->name, name) == 0)
            return sources[i];
    return NULL;
}

const char *gfla_figure_source_names(void)
{
    return "cc0, 0ad, blocks";
}

gfla_status gfla_figure_maker_open(struct gfla_figure_maker *maker, const char *source, const char *path)
{
    gfla_status status;
    *maker = (struct gfla_figure_maker){.source = gfla_figure_source_of(source)};
    REQUIRE(maker->source, GFLA_ERROR_USAGE, "no source of figures is called '%s'. hint: %s", source,
            gfla_figure_source_names());
    TRY(maker->source->open(&maker->state, path));
    return GFLA_OK;
fail:
    *maker = (struct gfla_figure_maker){0};
    return status;
}

void gfla_figure_maker_close(struct gfla_figure_maker *maker)
{
    if (maker->source)
        maker->source->close(&maker->state);
    *maker = (struct gfla_figure_maker){0};
}

/* Posing divides by the lengths of limbs, and indexes by what the source says. */
static gfla_status check(const struct gfla_figure *f)
{
    static const enum gfla_figure_bone_role limbs[] = {
        GFLA_FIGURE_R_UPPER_ARM, GFLA_FIGURE_R_FOREARM, GFLA_FIGURE_L_UPPER_ARM, GFLA_FIGURE_L_FOREARM,
        GFLA_FIGURE_R_THIGH,     GFLA_FIGURE_R_SHIN,    GFLA_FIGURE_L_THIGH,     GFLA_FIGURE_L_SHIN};
    gfla_status status = GFLA_OK;
    REQUIRE(f->n_bones > 0 && f->n_bones <= GFLA_FIGURE_MAX_BONES && f->mesh->n_triangles > 0, GFLA_ERROR_INPUT,
            "a figure of %d bones and %zu triangles; at most %d bones", f->n_bones, f->mesh->n_triangles,
            GFLA_FIGURE_MAX_BONES);
    for (int i = 0; i < f->n_bones; i++)
        REQUIRE(f->bones[i].parent < i, GFLA_ERROR_INPUT, "bone %d of a figure comes before its parent", i);
    for (int i = 0; i < GFLA_FIGURE_BONE_ROLES; i++)
        REQUIRE(f->roles[i] >= 0 && f->roles[i] < f->n_bones, GFLA_ERROR_INPUT, "a figure has no bone for role %d", i);
    for (size_t i = 0; i < sizeof limbs / sizeof limbs[0]; i++) {
        const float *a = f->bones[f->roles[limbs[i]]].head, *b = f->bones[f->roles[limbs[i] + 1]].head;
        REQUIRE(hypotf(hypotf(a[0] - b[0], a[1] - b[1]), a[2] - b[2]) > 1e-4f, GFLA_ERROR_INPUT,
                "limb %d of a figure has no length", limbs[i]);
    }
fail:
    return status;
}

typedef gfla_status (*make_function)(void *state, uint64_t seed, struct gfla_figure *figure);

static gfla_status make(struct gfla_figure_maker *maker, make_function function, uint64_t seed,
                        struct gfla_figure *figure)
{
    gfla_status status;
    *figure = (struct gfla_figure){0};
    TRY(function(maker->state, seed, figure));
    TRY(check(figure));
    gfla_figure_measure(figure);
    return GFLA_OK;
fail:
    gfla_figure_free(figure);
    return status;
}

gfla_status gfla_figure_maker_make(struct gfla_figure_maker *maker, uint64_t seed, struct gfla_figure *figure)
{
    return make(maker, maker->source->make, seed, figure);
}

gfla_status gfla_figure_maker_make_test(struct gfla_figure_maker *maker, uint64_t seed, struct gfla_figure *figure)
{
    return make(maker, maker->source->make_test ? maker->source->make_test : maker->source->make, seed, figure);
}
