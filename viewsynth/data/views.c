/* Opens a rendered set: finds its models, reads what is said of them, measures them, and lists the splits. */
#include "viewsynth/data/views.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "viewsynth/data/split.h"
#include "viewsynth/data/views_hdf5.h"

#define MAX_CAMERAS_BYTES (16u << 20)

struct gfla_views {
    gfla_arena *arena;
    gfla_hdf5 *file; /* NULL: a folder */
    struct gfla_view_model *models;
    size_t n_models, capacity;
    int size, n_skipped;
    int *splits[GFLA_SPLIT_COUNT];
    int n_splits[GFLA_SPLIT_COUNT];
};

/* ---- one model ---- */

static gfla_status take_text(gfla_arena *arena, const cJSON *json, const char *key, const char **text)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);
    const char *value = cJSON_IsString(item) ? item->valuestring : "";
    *text = gfla_arena_strdup(arena, value);
    return *text ? GFLA_OK : GFLA_ERROR_MEMORY;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every picture and depth of the 54 poses is there. */
static gfla_status check_files(const char *folder)
{
    static const char *const endings[] = {"", "_depth"};
    gfla_status status = GFLA_OK;
    char **names = NULL, pose_name[GFLA_POSE_NAME_SIZE], text[32];
    size_t count = 0;
    TRY(gfla_folder_list(folder, &names, &count));
    for (int i = 0; i < 2 * GFLA_N_VIEWS; i++) {
        struct gfla_pose pose = {i / 2 % GFLA_N_AZIMUTHS, i / 2 / GFLA_N_AZIMUTHS};
        const char *key = text;
        snprintf(text, sizeof text, "%s%s.png", gfla_pose_name(pose, pose_name), endings[i % 2]);
        REQUIRE(count && bsearch(&key, names, count, sizeof *names, compare_names), GFLA_ERROR_INPUT,
                "%s: %s is missing. hint: render the model again", folder, text);
    }
fail:
    free(names);
    return status;
}

static gfla_status read_cameras(const char *path, gfla_arena *arena, struct gfla_view_model *model, int *size)
{
    gfla_status status = GFLA_OK;
    void *data = NULL;
    size_t n = 0;
    cJSON *json = NULL;
    const cJSON *side;
    TRY(gfla_file_read(path, MAX_CAMERAS_BYTES, &data, &n));
    json = cJSON_ParseWithLength(data, n);
    REQUIRE(cJSON_IsObject(json), GFLA_ERROR_INPUT, "%s: not a JSON object. hint: render the model again", path);
    side = cJSON_GetObjectItemCaseSensitive(json, "size");
    REQUIRE(cJSON_IsNumber(side) && side->valueint >= 8 && side->valueint <= 4096, GFLA_ERROR_INPUT,
            "%s: \"size\" is missing or outside 8..4096", path);
    *size = side->valueint;
    TRY(take_text(arena, json, "id", &model->id));
    TRY(take_text(arena, json, "catalogue_id", &model->catalogue_id));
    TRY(take_text(arena, json, "name", &model->name));
    TRY(take_text(arena, json, "category", &model->category));
    TRY(take_text(arena, json, "creator", &model->creator));
    TRY(take_text(arena, json, "licence", &model->licence));
    REQUIRE(model->id[0], GFLA_ERROR_INPUT, "%s: \"id\" is missing", path);
fail:
    cJSON_Delete(json);
    free(data);
    return status;
}

static const char *split_id(const struct gfla_view_model *model)
{
    return model->catalogue_id[0] ? model->catalogue_id : model->id;
}

static gfla_status read_model(gfla_views *views, const char *folder, const char *cameras)
{
    gfla_status status = GFLA_OK;
    struct gfla_view_model model = {0};
    int size = 0;
    TRY(read_cameras(cameras, views->arena, &model, &size));
    TRY(check_files(folder));
    REQUIRE(!views->n_models || size == views->size, GFLA_ERROR_INPUT, "%s: views of %d pixels, but %s has %d", folder, size,
            views->models[0].folder, views->size);
    model.folder = gfla_arena_strdup(views->arena, folder);
    REQUIRE(model.folder, GFLA_ERROR_MEMORY, "%s: no memory for its name", folder);
    model.held_out = gfla_split_held_out(split_id(&model));
    TRY(gfla_grow(&views->models, &views->capacity, views->n_models + 1, sizeof model, "models of a set"));
    views->size = size;
    views->models[views->n_models++] = model;
fail:
    return status;
}

/* A damaged model is no reason to stop; memory that ran out is. */
static gfla_status skip_damaged(gfla_views *views, gfla_status status)
{
    if (status != GFLA_ERROR_INPUT)
        return status;
    gfla_log(GFLA_LOG_WARNING, "skipped: %s", gfla_error_message());
    views->n_skipped++;
    return GFLA_OK;
}

static gfla_status find_models(gfla_views *views, const char *root, int max_models)
{
    gfla_status status = GFLA_OK;
    char **names = NULL, folder[4096], cameras[4096];
    size_t count = 0;
    TRY(gfla_folder_list(root, &names, &count));
    for (size_t i = 0; i < count && (!max_models || views->n_models < (size_t)max_models); i++) {
        int n = snprintf(folder, sizeof folder, "%s/%s", root, names[i]);
        int m = snprintf(cameras, sizeof cameras, "%s/cameras.json", folder);
        REQUIRE(n < (int)sizeof folder && m < (int)sizeof cameras, GFLA_ERROR_INPUT, "%s: path too long", root);
        if (!gfla_file_exists(cameras))
            continue;
        TRY(skip_damaged(views, read_model(views, folder, cameras)));
    }
    REQUIRE(views->n_models > 0, GFLA_ERROR_INPUT,
            "%s: no rendered model in it (%d damaged). hint: make one with `gfla render MODEL... -o %s`", root, views->n_skipped,
            root);
fail:
    free(names);
    return status;
}

/* ---- what is left out ---- */

static gfla_status measure(gfla_views *views, int index, uint8_t *rgba)
{
    static const int azimuths[] = {0, 4, 8, 13};
    enum { N = sizeof azimuths / sizeof *azimuths };
    struct gfla_view_model *model = &views->models[index];
    int size = views->size % GFLA_MEASURE_SIZE == 0 ? GFLA_MEASURE_SIZE : views->size;
    gfla_status status = GFLA_OK;
    for (int i = 0; i < N; i++) {
        TRY(gfla_views_read(views, index, (struct gfla_pose){azimuths[i], 0}, size, rgba, NULL));
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
    return skip_damaged(views, status);
}

static gfla_status exclude(gfla_views *views)
{
    gfla_status status = GFLA_OK;
    uint8_t *rgba = NULL;
    TRY(gfla_calloc(&rgba, (size_t)views->size * views->size, 4, "a view"));
    for (size_t i = 0; i < views->n_models; i++) {
        struct gfla_view_model *m = &views->models[i];
        m->excluded = gfla_split_excluded_word(split_id(m), m->name, m->category);
        if (!m->excluded)
            TRY(measure(views, (int)i, rgba));
    }
fail:
    free(rgba);
    return status;
}

static gfla_status list_splits(gfla_views *views)
{
    gfla_status status = GFLA_OK;
    for (int s = 0; s < GFLA_SPLIT_COUNT; s++) {
        TRY(gfla_calloc(&views->splits[s], views->n_models, sizeof(int), "a split"));
        for (size_t i = 0; i < views->n_models; i++) {
            const struct gfla_view_model *m = &views->models[i];
            if (!m->excluded && (s == GFLA_SPLIT_ALL || m->held_out == (s == GFLA_SPLIT_HELD_OUT)))
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
    TRY(gfla_hdf5_open(&views->file, path));
    status = gfla_hdf5_models_find(views->file, path, max_models, views->arena, &found);
    views->models = found.models;
    views->n_models = found.n;
    views->capacity = found.capacity;
    views->size = found.size;
    views->n_skipped = found.n_skipped;
fail:
    return status;
}

static gfla_status open_folder(gfla_views *views, const char *folder, const struct gfla_views_params *params)
{
    gfla_status status;
    TRY(find_models(views, folder, params->max_models));
    if (!params->keep_all)
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
    TRY(is_file(path) ? open_file(views, path, params->max_models) : open_folder(views, path, params));
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
    return !views->file;
}

gfla_hdf5 *gfla_views_file(const gfla_views *views)
{
    return views->file;
}

int gfla_views_skipped(const gfla_views *views)
{
    return views->n_skipped;
}

const struct gfla_view_model *gfla_views_model(const gfla_views *views, int model)
{
    return &views->models[model];
}

int gfla_views_split(const gfla_views *views, enum gfla_split split, const int **list)
{
    *list = views->splits[split];
    return views->n_splits[split];
}
