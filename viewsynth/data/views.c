/* Opens a set of views: finds its models, measures them, and lists the splits. */
#include "viewsynth/data/views_set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/folder_near.h"
#include "viewsynth/data/split.h"
#include "viewsynth/data/view_files.h"
#include "viewsynth/render/layout/layout.h"

/* ---- what is held out ---- */

static const char *split_id(const struct gfla_set_object *model)
{
    return model->catalogue_id[0] ? model->catalogue_id : model->id;
}

/* By families, or where all models are of one, by whole ids. */
static gfla_status hold_out(gfla_views *views)
{
    gfla_status status;
    const char **ids = NULL;
    TRY(gfla_calloc(&ids, views->n_models, sizeof *ids, "models of a set"));
    for (size_t i = 0; i < views->n_models; i++)
        ids[i] = split_id(&views->models[i]);
    views->by_id = gfla_split_is_one_family(ids, views->n_models);
    for (size_t i = 0; i < views->n_models; i++)
        if (!views->models[i].listed)
            views->models[i].held_out = gfla_split_place(ids[i], views->by_id) < GFLA_HELD_OUT_PERCENT;
fail:
    free(ids);
    return status;
}

/* ---- what is left out ---- */

static gfla_status measure(gfla_views *views, int index, uint8_t *rgba)
{
    static const int azimuths[] = {0, 4, 8, 13};
    enum { N = sizeof azimuths / sizeof *azimuths };
    struct gfla_set_object *model = &views->models[index];
    int size = views->size % GFLA_MEASURE_SIZE == 0 ? GFLA_MEASURE_SIZE : views->size;
    gfla_status status = GFLA_OK;
    for (int i = 0; i < N; i++) {
        const int view =
            views->has_cameras ? i * model->n_views / N : gfla_pose_number((struct gfla_pose){azimuths[i], 0});
        TRY(gfla_views_read_number(views, index, view, size, &(struct gfla_view_pixels){.rgba = rgba}));
        struct gfla_mask_measure m = gfla_mask_measure(rgba + 3, 4, size, size);
        model->coverage += m.coverage / N;
        model->thickness += m.thickness / N;
    }
    if (model->coverage < GFLA_MIN_COVERAGE)
        model->excluded = "covers too little of the frame";
    else if (model->thickness < GFLA_MIN_THICKNESS)
        model->excluded = "too thin";
    return GFLA_OK;
fail:
    model->excluded = "damaged";
    return gfla_views_skip_damaged(views, status);
}

static gfla_status exclude(gfla_views *views)
{
    gfla_status status = GFLA_OK;
    uint8_t *rgba = NULL;
    TRY(gfla_calloc(&rgba, (size_t)views->size * views->size, 4, "a view"));
    for (size_t i = 0; i < views->n_models; i++) {
        struct gfla_set_object *m = &views->models[i];
        m->excluded = gfla_split_excluded_word(split_id(m), m->name, m->category);
        if (!m->excluded)
            TRY(measure(views, (int)i, rgba));
    }
fail:
    free(rgba);
    return status;
}

static bool is_in(const gfla_views *views, const struct gfla_set_object *m, int split)
{
    const int place = gfla_split_place(split_id(m), views->by_id);
    const bool is_for_validation =
        !m->held_out && place >= GFLA_HELD_OUT_PERCENT && place < GFLA_HELD_OUT_PERCENT + GFLA_VALIDATION_PERCENT;
    const bool is_in[GFLA_SPLIT_COUNT] = {[GFLA_SPLIT_ALL] = true,
                                          [GFLA_SPLIT_TRAIN] = !m->held_out,
                                          [GFLA_SPLIT_HELD_OUT] = m->held_out,
                                          [GFLA_SPLIT_LEARN] = !m->held_out && !is_for_validation,
                                          [GFLA_SPLIT_VALIDATION] = is_for_validation};
    return !m->excluded && is_in[split];
}

static gfla_status list_splits(gfla_views *views)
{
    gfla_status status = GFLA_OK;
    for (int s = 0; s < GFLA_SPLIT_COUNT; s++) {
        TRY(gfla_calloc(&views->splits[s], views->n_models, sizeof(int), "a split"));
        for (size_t i = 0; i < views->n_models; i++) {
            if (is_in(views, &views->models[i], s))
                views->splits[s][views->n_splits[s]++] = (int)i;
        }
    }
fail:
    return status;
}

/* ---- the set ---- */

static bool is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static gfla_status open_file(gfla_views *views, const char *path, int max_models)
{
    gfla_status status;
    struct gfla_hdf5_models found = {0};
    const char *dot = strrchr(path, '.');
    REQUIRE(!dot || strcasecmp(dot, ".gflapack") != 0, GFLA_ERROR_INPUT,
            "%s: called as a packed set, and does not begin as one. hint: pack the set again", path);
    TRY(gfla_hdf5_open(&views->file, path));
    status = gfla_hdf5_models_find(views->file, path, max_models, views->arena, &found);
    views->models = found.models;
    views->n_models = found.n;
    views->capacity = found.capacity;
    views->size = found.size;
    views->n_skipped = found.n_skipped;
    TRY(status);
    TRY(hold_out(views));
fail:
    return status;
}

/* What is left out, the pack says. */
static gfla_status open_pack(gfla_views *views, const char *path, int max_models)
{
    gfla_status status;
    TRY(gfla_pack_open(&views->pack, path, views->arena, max_models, &views->models, &views->n_models));
    views->is_pack = true;
    views->size = views->pack.size;
    views->has_cameras = views->pack.has_cameras;
    views->has_depth = views->pack.has_depth;
    views->has_back = views->pack.has_back;
    TRY(hold_out(views));
fail:
    return status;
}

static gfla_status open_cameras(gfla_views *views, const char *folder, int max_models)
{
    gfla_status status;
    struct gfla_view_search search = {.arena = views->arena, .max_models = max_models};
    status = gfla_view_files_find(&search, folder);
    views->models = search.models;
    views->n_models = search.n;
    views->capacity = search.capacity;
    views->size = search.size;
    views->n_skipped = search.n_skipped;
    views->has_cameras = true;
    views->is_own = search.format == &gfla_view_format_json;
    views->has_depth = views->has_back = search.n > 0;
    for (size_t i = 0; i < search.n; i++)
        for (int k = 0; k < search.models[i].n_views; k++) {
            views->has_depth = views->has_depth && search.models[i].views[k].depth;
            views->has_back = views->has_back && search.models[i].views[k].back && search.models[i].views[k].back_depth;
        }
    return status;
}

static gfla_status open_folder(gfla_views *views, const char *folder, const struct gfla_views_params *params)
{
    gfla_status status;
    bool is_grid;
    TRY(gfla_views_root_is_grid(folder, &is_grid));
    TRY(is_grid ? gfla_views_find_grid(views, folder, params->max_models)
                : open_cameras(views, folder, params->max_models));
    if (views->n_models == 0) {
        char make[4200], hint[4400];
        snprintf(make, sizeof make, "make one with `gfla render MODEL... -o %.4096s`", folder);
        TRY(gfla_fail(GFLA_ERROR_INPUT, "%s: no rendered model in it (%d damaged). %s", folder, views->n_skipped,
                      gfla_folder_hint(folder, gfla_view_files_are_in, NULL, make, hint, sizeof hint)));
    }
    TRY(hold_out(views));
    if (!params->keep_all && (!views->has_cameras || views->is_own))
        TRY(exclude(views));
fail:
    return status;
}

gfla_status gfla_views_open(gfla_views **out, const char *path, const struct gfla_views_params *params)
{
    static const struct gfla_views_params defaults = {0};
    gfla_status status = GFLA_OK;
    gfla_views *views = NULL;
    *out = NULL;
    params = params ? params : &defaults;
    REQUIRE(params->max_models >= 0, GFLA_ERROR_USAGE, "max_models is %d, at least 0 expected", params->max_models);
    TRY(gfla_calloc(&views, 1, sizeof *views, "a set of views"));
    TRY(gfla_arena_create(&views->arena));
    TRY(!is_file(path)       ? open_folder(views, path, params)
        : gfla_pack_is(path) ? open_pack(views, path, params->max_models)
                             : open_file(views, path, params->max_models));
    TRY(list_splits(views));
    *out = views;
    return GFLA_OK;
fail:
    gfla_views_destroy(&views);
    return status;
}

void gfla_views_destroy(gfla_views **views)
{
    if (!views || !*views)
        return;
    for (int s = 0; s < GFLA_SPLIT_COUNT; s++)
        free((*views)->splits[s]);
    free((*views)->models);
    gfla_hdf5_destroy(&(*views)->file);
    gfla_pack_close(&(*views)->pack);
    gfla_arena_destroy(&(*views)->arena);
    free(*views);
    *views = NULL;
}

int gfla_views_count(const gfla_views *views)
{
    return (int)views->n_models;
}

int gfla_views_size(const gfla_views *views)
{
    return views->size;
}

bool gfla_views_have_depth(const gfla_views *views)
{
    return views->has_depth;
}

bool gfla_views_have_back(const gfla_views *views)
{
    return views->has_back;
}

bool gfla_views_are_packed(const gfla_views *views)
{
    return views->is_pack;
}

bool gfla_views_are_grid(const gfla_views *views)
{
    return !views->has_cameras;
}

bool gfla_views_split_by_id(const gfla_views *views)
{
    return views->by_id;
}

bool gfla_views_are_on_grid(const gfla_views *views)
{
    if (views->has_cameras && fabs(gfla_views_fov(views) - GFLA_CAMERA_FOV) > 0.05)
        return false;
    for (size_t i = 0; views->has_cameras && i < views->n_models; i++)
        for (int k = 0; k < views->models[i].n_views; k++)
            if (views->models[i].views[k].pose.azimuth < 0)
                return false;
    return true;
}

double gfla_views_fov(const gfla_views *views)
{
    return views->has_cameras ? views->models[0].views[0].camera.fov : GFLA_CAMERA_FOV;
}

struct gfla_camera gfla_views_camera(const gfla_views *views, int model, int view)
{
    if (views->has_cameras)
        return views->models[model].views[view].camera;
    const struct gfla_pose pose = gfla_pose_of_number(view);
    return gfla_camera_orbit(20 * pose.azimuth, 10 * pose.elevation);
}

struct gfla_depth_code gfla_views_depth_code(const gfla_views *views, int model, int view)
{
    if (!views->has_cameras)
        return (struct gfla_depth_code){GFLA_DEPTH_NEAR, GFLA_DEPTH_RANGE};
    const struct gfla_set_view *v = &views->models[model].views[view];
    return (struct gfla_depth_code){v->near, v->range};
}

float gfla_depth_code_decode(struct gfla_depth_code code, uint16_t value)
{
    return value == 0 ? 0 : code.near + code.range * (float)value / 65535.0f;
}

gfla_hdf5 *gfla_views_file(const gfla_views *views)
{
    return views->file;
}

const struct gfla_pack *gfla_views_pack_of(const gfla_views *views)
{
    return views->is_pack ? &views->pack : NULL;
}

int gfla_views_skipped(const gfla_views *views)
{
    return views->n_skipped;
}

const struct gfla_set_object *gfla_views_model(const gfla_views *views, int model)
{
    return &views->models[model];
}

int gfla_views_split(const gfla_views *views, enum gfla_split split, const int **list)
{
    *list = views->splits[split];
    return views->n_splits[split];
}
