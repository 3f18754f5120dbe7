#include "viewsynth/data/views_hdf5.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "viewsynth/data/view_lists.h"

#define ALL_POSES ((UINT64_C(1) << GFLA_N_VIEWS) - 1)

/* What models are gathered from. */
struct search {
    const char *path;
    gfla_hdf5 *file;
    int max_models;
    gfla_arena *arena;
    struct gfla_hdf5_models *found;
    bool by_rule, held_out; /* without lists the rule says who is held out; held_out: of this list */
    size_t n_leaked;        /* models of both lists */
};

/* ---- one model ---- */

static gfla_status check_pose(const char *name, struct gfla_pose pose, const int64_t stored[2])
{
    if (stored[0] == 2 * pose.azimuth && stored[1] == 10 * pose.elevation)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT, "%s: its pose is %lld, %lld: not that of its name", name, (long long)stored[0],
                     (long long)stored[1]);
}

#define MAX_NAME 1024

/* The names that the group of a view may have, however its numbers are written. */
struct group_names {
    char text[GFLA_VIEW_GROUP_STYLES][MAX_NAME];
    const char *list[GFLA_VIEW_GROUP_STYLES];
};

static struct gfla_hdf5_choice name_group(struct group_names *names, const char *model, struct gfla_pose pose)
{
    for (int style = 0; style < GFLA_VIEW_GROUP_STYLES; style++)
        names->list[style] = gfla_view_group_styled(model, pose, style, names->text[style], MAX_NAME);
    return (struct gfla_hdf5_choice){names->list, GFLA_VIEW_GROUP_STYLES};
}

/* Every view without its pixels: that it is there, as large as the others, and from where its name says. */
static gfla_status check_views(struct search *s, const char *model)
{
    gfla_status status = GFLA_OK;
    struct group_names names;
    for (int i = 0; i < GFLA_N_VIEWS; i++) {
        const struct gfla_pose pose = gfla_pose_of_number(i);
        const struct gfla_hdf5_choice choice = name_group(&names, model, pose);
        int64_t stored[2];
        int which, width, height;
        TRY(gfla_hdf5_look_at_view(s->file, &choice, &which, &width, &height, stored));
        const char *name = names.list[which];
        TRY(check_pose(name, pose, stored));
        REQUIRE(width == height && width >= 8, GFLA_ERROR_INPUT,
                "%s: %s: views of %d x %d pixels; squares of 8 at the least are read", s->path, name, width, height);
        REQUIRE(s->found->size == 0 || s->found->size == width, GFLA_ERROR_INPUT, "%s: %s: %d pixels, others have %d",
                s->path, name, width, s->found->size);
        s->found->size = width;
    }
fail:
    return status;
}

/* A model of the training's list that is in that of the test, too, is for the test. */
static bool hold_out_again(const struct search *s, const char *name, size_t length)
{
    for (size_t i = 0; s->held_out && i < s->found->n; i++) {
        struct gfla_set_object *model = &s->found->models[i];
        if (!model->held_out && strlen(model->id) == length && memcmp(model->id, name, length) == 0)
            return model->held_out = true;
    }
    return false;
}

static gfla_status keep_model(struct search *s, const char *name, size_t length)
{
    gfla_status status = GFLA_OK;
    struct gfla_hdf5_models *found = s->found;
    struct gfla_set_object model = {.catalogue_id = "", .name = "", .category = "", .creator = "", .licence = ""};
    model.id = gfla_arena_printf(s->arena, "%.*s", (int)length, name);
    model.folder = gfla_arena_strdup(s->arena, s->path);
    REQUIRE(model.id && model.folder, GFLA_ERROR_MEMORY, "%s: no memory for its models", s->path);
    TRY(check_views(s, model.id));
    model.n_views = GFLA_N_VIEWS;
    model.listed = !s->by_rule;
    model.held_out = s->held_out;
    TRY(gfla_grow(&found->models, &found->capacity, found->n + 1, sizeof model, "models of a set"));
    found->models[found->n++] = model;
fail:
    return status;
}

static gfla_status add_model(struct search *s, const char *name, size_t length, uint64_t poses)
{
    if (hold_out_again(s, name, length)) {
        if (s->n_leaked++ == 0)
            gfla_log(GFLA_LOG_WARNING, "%s: %.*s is in the lists of training and test; it is held out", s->path,
                     (int)length, name);
        return GFLA_OK;
    }
    gfla_status status = GFLA_ERROR_INPUT;
    if (poses == ALL_POSES)
        status = keep_model(s, name, length);
    else
        gfla_fail(GFLA_ERROR_INPUT, "%s: %.*s has not all %d views", s->path, (int)length, name, GFLA_N_VIEWS);
    if (status != GFLA_ERROR_INPUT || gfla_hdf5_is_given_up(s->file))
        return status;
    gfla_log(GFLA_LOG_WARNING, "skipped: %s", gfla_error_message());
    s->found->n_skipped++;
    return GFLA_OK;
}

/* ---- lists ---- */

/* The name of a view, taken apart. */
struct view_name {
    const char *name;
    size_t length; /* of the id */
    struct gfla_pose pose;
};

/* By ids with the underscore behind them, as the names themselves are sorted where ids have none. */
static int compare_ids(const void *a, const void *b)
{
    const struct view_name *x = a, *y = b;
    const size_t n = x->length < y->length ? x->length : y->length;
    const int order = strncmp(x->name, y->name, n + 1);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

static bool is_same_model(const struct view_name *a, const struct view_name *b)
{
    return a->length == b->length && memcmp(a->name, b->name, a->length) == 0;
}

static size_t take_apart(char *const *names, size_t count, struct view_name *views)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        views[n].name = names[i];
        n += gfla_view_group_parse(names[i], &views[n].length, &views[n].pose);
    }
    return n;
}

static gfla_status add_models(struct search *s, char *const *names, size_t count)
{
    gfla_status status;
    struct view_name *views = NULL;
    TRY(gfla_calloc(&views, count + 1, sizeof *views, "names of views"));
    const size_t n = take_apart(names, count, views);
    qsort(views, n, sizeof *views, compare_ids);
    for (size_t i = 0, first = 0; i < n && (!s->max_models || s->found->n < (size_t)s->max_models); first = i) {
        uint64_t poses = 0;
        for (; i < n && is_same_model(&views[i], &views[first]); i++)
            if (views[i].pose.azimuth >= 0)
                poses |= UINT64_C(1) << (views[i].pose.elevation * GFLA_N_AZIMUTHS + views[i].pose.azimuth);
        TRY(add_model(s, views[first].name, views[first].length, poses));
    }
    if (n < count)
        gfla_log(GFLA_LOG_WARNING, "%s: %zu names that are not of the form MODEL_AZ_EL are left out", s->path,
                 count - n);
fail:
    free(views);
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

gfla_status gfla_hdf5_models_find(gfla_hdf5 *file, const char *path, int max_models, gfla_arena *arena,
                                  struct gfla_hdf5_models *found)
{
    gfla_status status;
    bool has_train, has_test;
    struct search search = {.path = path, .file = file, .max_models = max_models, .arena = arena, .found = found};
    *found = (struct gfla_hdf5_models){0};
    TRY(add_list(&search, GFLA_LIST_TRAIN, &has_train));
    TRY(add_list(&search, GFLA_LIST_TEST, &has_test));
    if (!has_train && !has_test) {
        if (gfla_view_lists_are_beside(path))
            gfla_log(
                GFLA_LOG_WARNING,
                "%s: the lists beside it have other names, and are not its own: models are held out by rule. hint: "
                "id_NAME_train.txt and id_NAME_test.txt for data_NAME.hdf5",
                path);
        TRY(add_groups(&search, file));
    } else if (!has_train || !has_test) {
        gfla_log(GFLA_LOG_WARNING, "%s: there is no list of its views for %s", path,
                 has_train ? "testing" : "training");
    }
    if (search.n_leaked > 1)
        gfla_log(GFLA_LOG_WARNING, "%s: %zu models are in both lists; all are held out", path, search.n_leaked);
    REQUIRE(found->n > 0, GFLA_ERROR_INPUT,
            "%s: no model with all %d views in it (%d with fewer). hint: make one with `gfla render MODEL... --layout "
            "hdf5`",
            path, GFLA_N_VIEWS, found->n_skipped);
fail:
    return status;
}

gfla_status gfla_hdf5_view(gfla_hdf5 *file, const char *model, struct gfla_pose pose, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap picture = {0};
    struct group_names names;
    const struct gfla_hdf5_choice choice = name_group(&names, model, pose);
    int64_t stored[2];
    int which;
    *image = (struct gfla_bitmap){0};
    TRY(gfla_hdf5_choose_view(file, &choice, &which, &picture, stored));
    TRY(check_pose(names.list[which], pose, stored));
    TRY(gfla_bitmap_convert(&picture, 4, image));
    uint8_t *rgba = image->pixels;
    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++)
        if (rgba[4 * i] == 255 && rgba[4 * i + 1] == 255 && rgba[4 * i + 2] == 255)
            rgba[4 * i + 3] = 0;
fail:
    gfla_bitmap_free(&picture);
    return status;
}
