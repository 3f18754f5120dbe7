#include "viewsynth/data/views_hdf5.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "viewsynth/data/view_lists.h"

#define ALL_POSES ((UINT64_C(1) << GFLA_N_VIEWS) - 1)

/* What models are gathered from. */
struct search {
    const char *path;
    int max_models;
    gfla_arena *arena;
    struct gfla_hdf5_models *found;
    bool by_rule, held_out; /* without lists the rule says who is held out; held_out: of this list */
};

static gfla_status add_model(struct search *s, const char *name, size_t length, uint64_t poses)
{
    gfla_status status = GFLA_OK;
    struct gfla_hdf5_models *found = s->found;
    struct gfla_set_object model = {.catalogue_id = "", .name = "", .category = "", .creator = "", .licence = ""};
    if (poses != ALL_POSES) {
        gfla_log(GFLA_LOG_WARNING, "skipped: %s: %.*s has not all %d views", s->path, (int)length, name, GFLA_N_VIEWS);
        found->n_skipped++;
        return GFLA_OK;
    }
    model.id = gfla_arena_printf(s->arena, "%.*s", (int)length, name);
    model.folder = gfla_arena_strdup(s->arena, s->path);
    REQUIRE(model.id && model.folder, GFLA_ERROR_MEMORY, "%s: no memory for its models", s->path);
    model.n_views = GFLA_N_VIEWS;
    model.listed = !s->by_rule;
    model.held_out = s->held_out;
    TRY(gfla_grow(&found->models, &found->capacity, found->n + 1, sizeof model, "models of a set"));
    found->models[found->n++] = model;
fail:
    return status;
}

/* Sorted names: those of one model follow each other. */
static gfla_status add_models(struct search *s, char *const *names, size_t count)
{
    gfla_status status = GFLA_OK;
    size_t i = 0, n_odd = 0;
    while (i < count && (!s->max_models || s->found->n < (size_t)s->max_models)) {
        size_t length, first = i;
        uint64_t poses = 0;
        struct gfla_pose pose;
        if (!gfla_view_group_parse(names[i], &length, &pose)) {
            i++;
            n_odd++;
            continue;
        }
        const size_t prefix = length + 1;
        for (; i < count && strncmp(names[i], names[first], prefix) == 0; i++)
            if (gfla_view_group_parse(names[i], &length, &pose) && pose.azimuth >= 0)
                poses |= UINT64_C(1) << (pose.elevation * GFLA_N_AZIMUTHS + pose.azimuth);
        TRY(add_model(s, names[first], prefix - 1, poses));
    }
    if (n_odd)
        gfla_log(GFLA_LOG_WARNING, "%s: %zu names that are not of the form MODEL_AZ_EL are left out", s->path, n_odd);
fail:
    return status;
}

static gfla_status add_list(struct search *s, enum gfla_view_list list, bool *found)
{
    gfla_status status;
    struct gfla_string_list names = {0};
    char **sorted = NULL;
    TRY(gfla_view_list_read(s->path, list, &names, found));
    TRY(gfla_string_list_sort(&names, &sorted, s->path));
    s->held_out = list == GFLA_LIST_TEST;
    TRY(add_models(s, sorted, names.count));
fail:
    free(sorted);
    gfla_string_list_free(&names);
    return status;
}

static gfla_status add_groups(struct search *s, gfla_hdf5 *file)
{
    gfla_status status;
    char **names = NULL;
    size_t count;
    TRY(gfla_hdf5_names(file, &names, &count));
    s->by_rule = true;
    TRY(add_models(s, names, count));
fail:
    free(names);
    return status;
}

static gfla_status measure_size(gfla_hdf5 *file, struct gfla_hdf5_models *found)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    TRY(gfla_hdf5_view(file, found->models[0].id, (struct gfla_pose){0, 0}, &image));
    REQUIRE(image.width == image.height && image.width >= 8, GFLA_ERROR_INPUT,
            "%s: views of %d x %d pixels; squares of 8 at the least are read", found->models[0].folder, image.width,
            image.height);
    found->size = image.width;
fail:
    gfla_bitmap_free(&image);
    return status;
}

gfla_status gfla_hdf5_models_find(gfla_hdf5 *file, const char *path, int max_models, gfla_arena *arena,
                                  struct gfla_hdf5_models *found)
{
    gfla_status status;
    bool has_train, has_test;
    struct search search = {.path = path, .max_models = max_models, .arena = arena, .found = found};
    *found = (struct gfla_hdf5_models){0};
    TRY(add_list(&search, GFLA_LIST_TRAIN, &has_train));
    TRY(add_list(&search, GFLA_LIST_TEST, &has_test));
    if (!has_train && !has_test)
        TRY(add_groups(&search, file));
    REQUIRE(found->n > 0, GFLA_ERROR_INPUT,
            "%s: no model with all %d views in it (%d with fewer). hint: make one with `gfla render MODEL... --layout "
            "hdf5`",
            path, GFLA_N_VIEWS, found->n_skipped);
    TRY(measure_size(file, found));
fail:
    return status;
}

gfla_status gfla_hdf5_view(gfla_hdf5 *file, const char *model, struct gfla_pose pose, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap picture = {0};
    char name[1024];
    int64_t stored[2];
    *image = (struct gfla_bitmap){0};
    TRY(gfla_hdf5_read_view(file, gfla_view_group(model, pose, name, sizeof name), &picture, stored));
    REQUIRE(stored[0] == 2 * pose.azimuth && stored[1] == 10 * pose.elevation, GFLA_ERROR_INPUT,
            "%s: its pose is %lld, %lld: not that of its name", name, (long long)stored[0], (long long)stored[1]);
    TRY(gfla_bitmap_convert(&picture, 4, image));
    uint8_t *rgba = image->pixels;
    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++)
        if (rgba[4 * i] == 255 && rgba[4 * i + 1] == 255 && rgba[4 * i + 2] == 255)
            rgba[4 * i + 3] = 0;
fail:
    gfla_bitmap_free(&picture);
    return status;
}
