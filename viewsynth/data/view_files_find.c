/* The search for models below a folder, and the scale that all their cameras are brought to. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "base/string_list.h"
#include "io/image/bitmap.h"
#include "viewsynth/data/split.h"
#include "viewsynth/data/view_files.h"

#define MAX_PATH 4096
#define MAX_DEPTH 2
#define FOV_TOLERANCE 0.05      /* degrees */
#define DISTANCE_TOLERANCE 0.05 /* of the mean */

static const struct gfla_view_format *const formats[] = {&gfla_view_format_json, &gfla_view_format_srn,
                                                         &gfla_view_format_nmr, &gfla_view_format_nerf};

static const struct gfla_view_format *format_of(const char *folder)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i]->is_model(folder))
            return formats[i];
    return NULL;
}

/* What a folder says of the models right in it. */
struct place {
    const char *root, *prefix; /* prefix: of ids, "" or "chairs/" */
    int depth;
    bool by_folder, held_out; /* its name ends in _train, _val or _test */
    bool by_list;
    char **test; /* sorted, of softras_test.lst and softras_val.lst */
    size_t n_test;
};

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_listed(const struct place *place, const char *name)
{
    return place->n_test && bsearch(&name, place->test, place->n_test, sizeof *place->test, compare_names);
}

static gfla_status read_list(const char *folder, const char *file, struct gfla_string_list *names, bool *found)
{
    gfla_status status = GFLA_OK;
    char path[MAX_PATH], *text = NULL, *rest = NULL;
    snprintf(path, sizeof path, "%.4000s/%s", folder, file);
    if (!gfla_file_exists(path))
        return GFLA_OK;
    TRY(gfla_view_text(path, &text));
    *found = true;
    for (char *line = strtok_r(text, " \t\r\n", &rest); line; line = strtok_r(NULL, " \t\r\n", &rest))
        TRY(gfla_string_list_add(names, line, path));
fail:
    free(text);
    return status;
}

/* ---- one model ---- */

/* A file of a view, NULL where there is none, looked at at both ends. Depths in arrays are there, and not empty. */
static gfla_status probe(const char *path, int size)
{
    struct gfla_bitmap_about about;
    struct stat file;
    if (!path)
        return GFLA_OK;
    if (ends_with(path, ".npy"))
        return stat(path, &file) == 0 && file.st_size > 0 ? GFLA_OK
                                                          : gfla_fail(GFLA_ERROR_INPUT, "%s: missing or empty", path);
    const gfla_status status = gfla_bitmap_probe(path, &about);
    if (status != GFLA_OK || (about.width == size && about.height == size))
        return status;
    return gfla_fail(GFLA_ERROR_INPUT, "%s: %d x %d pixels, but the set has %d x %d", path, about.width, about.height,
                     size, size);
}

static gfla_status probe_views(const struct gfla_view_files *files)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < files->n; i++) {
        const struct gfla_set_view *v = &files->views[i];
        const char *const paths[] = {v->image, v->mask, v->depth, v->back, v->back_depth};
        for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
            TRY(probe(paths[k], files->size));
    }
fail:
    return status;
}

static gfla_status keep_model(struct gfla_view_search *s, const struct place *place, const char *name,
                              struct gfla_set_object *model, const struct gfla_view_files *files)
{
    gfla_status status = GFLA_OK;
    REQUIRE(files->n >= 2, GFLA_ERROR_INPUT, "%s: %zu views, at least 2 are needed for a pair", model->folder,
            files->n);
    REQUIRE(!s->n || files->size == s->size, GFLA_ERROR_INPUT, "%s: views of %d pixels, but %s has %d", model->folder,
            files->size, s->models[0].folder, s->size);
    TRY(probe_views(files));
    struct gfla_set_view *views = gfla_arena_alloc(s->arena, files->n * sizeof *views);
    REQUIRE(views, GFLA_ERROR_MEMORY, "%s: no memory for its views", model->folder);
    memcpy(views, files->views, files->n * sizeof *views);
    model->views = views;
    model->n_views = (int)files->n;
    model->listed = place->by_folder || place->by_list;
    model->held_out = place->by_folder ? place->held_out : place->by_list && is_listed(place, name);
    TRY(gfla_grow(&s->models, &s->capacity, s->n + 1, sizeof *model, "models of a set"));
    s->size = files->size;
    s->models[s->n++] = *model;
fail:
    return status;
}

static gfla_status read_model(struct gfla_view_search *s, const struct place *place, const char *name,
                              const char *folder, const struct gfla_view_format *format)
{
    gfla_status status;
    struct gfla_view_files files = {.arena = s->arena};
    struct gfla_set_object model = {.catalogue_id = "", .name = "", .category = "", .creator = "", .licence = ""};
    s->format = format;
    model.id = gfla_arena_printf(s->arena, "%s%s", place->prefix, name);
    model.folder = gfla_arena_strdup(s->arena, folder);
    REQUIRE(model.id && model.folder, GFLA_ERROR_MEMORY, "%s: no memory for its name", folder);
    TRY(format->read(folder, &files, &model));
    TRY(keep_model(s, place, name, &model, &files));
fail:
    free(files.views);
    if (status != GFLA_ERROR_INPUT)
        return status;
    gfla_log(GFLA_LOG_WARNING, "skipped: %s: %s", folder, gfla_error_message());
    s->n_skipped++;
    return GFLA_OK;
}

/* ---- folders ---- */

static gfla_status search_folder(struct gfla_view_search *s, const struct place *above);
static gfla_status warn_of_lists(const struct place *place);

static gfla_status search_below(struct gfla_view_search *s, const struct place *above, const char *name,
                                const char *folder)
{
    struct place place = {.root = folder, .depth = above->depth + 1};
    char prefix[MAX_PATH];
    snprintf(prefix, sizeof prefix, "%.2000s%.2000s/", above->prefix, name);
    place.prefix = prefix;
    place.held_out = ends_with(name, "_test") || ends_with(name, "_val");
    place.by_folder = place.held_out || ends_with(name, "_train");
    return search_folder(s, &place);
}

static gfla_status search_folder(struct gfla_view_search *s, const struct place *place)
{
    gfla_status status;
    char **names = NULL, folder[MAX_PATH];
    size_t count = 0;
    struct place here = *place;
    struct gfla_string_list held_out = {0};
    TRY(read_list(place->root, "softras_test.lst", &held_out, &here.by_list));
    TRY(read_list(place->root, "softras_val.lst", &held_out, &here.by_list));
    TRY(gfla_string_list_sort(&held_out, &here.test, place->root));
    here.n_test = held_out.count;
    TRY(warn_of_lists(&here));
    TRY(gfla_folder_list(place->root, &names, &count));
    for (size_t i = 0; i < count && (!s->max_models || s->n < (size_t)s->max_models); i++) {
        char **inside = NULL;
        size_t n;
        REQUIRE(snprintf(folder, sizeof folder, "%s/%s", place->root, names[i]) < (int)sizeof folder, GFLA_ERROR_INPUT,
                "%s: path too long", place->root);
        const struct gfla_view_format *format = format_of(folder);
        if (format) {
            TRY(read_model(s, &here, names[i], folder, format));
        } else if (place->depth < MAX_DEPTH && gfla_folder_list(folder, &inside, &n) == GFLA_OK) {
            free(inside);
            TRY(search_below(s, &here, names[i], folder));
        }
    }
fail:
    free(here.test);
    gfla_string_list_free(&held_out);
    free(names);
    return status;
}

/* ---- models of two lists ---- */

/* What a list of training names that those of testing do, too, is for testing. */
static gfla_status warn_of_lists(const struct place *place)
{
    gfla_status status;
    struct gfla_string_list train = {0};
    bool found = false;
    size_t n_both = 0;
    TRY(read_list(place->root, "softras_train.lst", &train, &found));
    const char *at = train.bytes, *example = NULL;
    for (size_t i = 0; i < train.count; i++, at += strlen(at) + 1)
        if (is_listed(place, at)) {
            example = at;
            n_both++;
        }
    if (n_both > 0)
        gfla_log(GFLA_LOG_WARNING,
                 "%s: %zu model%s in the lists of training and testing, %s for one; they are held out", place->root,
                 n_both, n_both == 1 ? " is" : "s are", example);
fail:
    gfla_string_list_free(&train);
    return status;
}

/* ---- scale ---- */

/* Lengths so that cameras are GFLA_CAMERA_DISTANCE away on average; one lens and one distance for the whole set, since
 * that is what a network of the view task is built for. */
static gfla_status scale(struct gfla_view_search *s)
{
    gfla_status status = GFLA_OK;
    double sum = 0, n = 0;
    for (size_t i = 0; i < s->n; i++)
        for (int k = 0; k < s->models[i].n_views; k++, n++)
            sum += s->models[i].views[k].camera.distance;
    const double mean = sum / n, fov = s->models[0].views[0].camera.fov, factor = GFLA_CAMERA_DISTANCE / mean;
    for (size_t i = 0; i < s->n; i++)
        for (int k = 0; k < s->models[i].n_views; k++) {
            struct gfla_set_view *v = (struct gfla_set_view *)(uintptr_t)&s->models[i].views[k];
            REQUIRE(fabs(v->camera.fov - fov) <= FOV_TOLERANCE, GFLA_ERROR_INPUT,
                    "%s: its field of view is %.4g degrees, that of %s is %.4g; a network takes one for all. hint: "
                    "separate sets",
                    v->image, v->camera.fov, s->models[0].views[0].image, fov);
            REQUIRE(fabs(v->camera.distance - mean) <= DISTANCE_TOLERANCE * mean, GFLA_ERROR_INPUT,
                    "%s: its camera is %.4g away, those of the set %.4g on average; a network takes one distance, give "
                    "or take %g %%",
                    v->image, v->camera.distance, mean, 100 * DISTANCE_TOLERANCE);
            v->factor = factor;
            v->camera.distance *= factor;
            for (int c = 0; c < 3; c++) {
                v->camera.eye[c] *= factor;
                v->camera.rows[4 * c + 3] *= factor;
            }
            v->near = (float)(v->near * factor);
            v->range = (float)(v->range * factor);
        }
fail:
    return status;
}

bool gfla_view_files_are_in(const char *folder, const void *context)
{
    char **names = NULL, path[MAX_PATH];
    size_t n = 0;
    bool found = false;
    (void)context;
    if (gfla_folder_list(folder, &names, &n) != GFLA_OK)
        return false;
    for (size_t i = 0; i < n && !found; i++)
        found = snprintf(path, sizeof path, "%s/%s", folder, names[i]) < (int)sizeof path && format_of(path);
    free(names);
    return found;
}

gfla_status gfla_view_files_find(struct gfla_view_search *s, const char *root)
{
    gfla_status status;
    const struct gfla_view_format *format = format_of(root);
    struct place place = {.root = root, .prefix = ""};
    const char *slash = strrchr(root, '/');
    if (format) {
        place.by_folder = true; /* a set of one model is for training */
        TRY(read_model(s, &place, slash && slash[1] ? slash + 1 : root, root, format));
    } else {
        place.held_out = ends_with(root, "_test") || ends_with(root, "_val");
        place.by_folder = place.held_out || ends_with(root, "_train");
        TRY(search_folder(s, &place));
    }
    TRY(gfla_view_files_warn_of_leaks(s, root));
    if (s->n > 0)
        TRY(scale(s));
fail:
    return status;
}
