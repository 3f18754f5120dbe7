/* Sets whose views are the grid of poses, a folder for each model: finding them, and reading what is said of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "io/image/bitmap.h"
#include "io/json.h"
#include "viewsynth/data/views_set.h"

#define MAX_CAMERAS_BYTES (16u << 20)

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

/* Every image and depth of the 54 poses is there. *has_back: so are those of the last surface. */
static gfla_status check_files(const char *folder, bool *has_back)
{
    static const char *const endings[] = {"", "_depth", "_back", "_back_depth"};
    gfla_status status = GFLA_OK;
    char **names = NULL, pose_name[GFLA_POSE_NAME_SIZE], text[32];
    size_t count = 0;
    TRY(gfla_folder_list(folder, &names, &count));
    *has_back = true;
    for (int i = 0; i < 4 * GFLA_N_VIEWS; i++) {
        struct gfla_pose pose = gfla_pose_of_number(i / 4);
        const char *key = text;
        snprintf(text, sizeof text, "%s%s.png", gfla_pose_name(pose, pose_name), endings[i % 4]);
        const bool found = count && bsearch(&key, names, count, sizeof *names, compare_names);
        REQUIRE(found || i % 4 >= 2, GFLA_ERROR_INPUT, "%s: %s is missing. hint: render the model again", folder, text);
        *has_back = *has_back && found;
    }
fail:
    free(names);
    return status;
}

/* Both ends of each file: whole, and as large as the set. */
static gfla_status probe_files(const char *folder, int size, bool has_back)
{
    static const char *const endings[] = {"", "_depth", "_back", "_back_depth"};
    gfla_status status = GFLA_OK;
    char path[4200], name[GFLA_POSE_NAME_SIZE];
    for (int i = 0; i < 4 * GFLA_N_VIEWS; i++) {
        struct gfla_bitmap_about about;
        if (i % 4 >= 2 && !has_back)
            continue;
        snprintf(path, sizeof path, "%s/%s%s.png", folder, gfla_pose_name(gfla_pose_of_number(i / 4), name),
                 endings[i % 4]);
        TRY(gfla_bitmap_probe(path, &about));
        REQUIRE(about.width == size && about.height == size, GFLA_ERROR_INPUT,
                "%s: %d x %d pixels, and cameras.json says %d. hint: render the model again", path, about.width,
                about.height, size);
    }
fail:
    return status;
}

static gfla_status read_cameras(const char *path, gfla_arena *arena, struct gfla_set_object *model, int *size)
{
    gfla_status status = GFLA_OK;
    void *data = NULL;
    size_t n = 0;
    cJSON *json = NULL;
    const cJSON *side;
    TRY(gfla_file_read_text(path, MAX_CAMERAS_BYTES, &data, &n));
    TRY(gfla_json_read(&json, data, n, NULL, path));
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

static gfla_status read_model(gfla_views *views, const char *folder, const char *cameras)
{
    gfla_status status = GFLA_OK;
    struct gfla_set_object model = {0};
    int size = 0;
    bool has_back = false;
    TRY(read_cameras(cameras, views->arena, &model, &size));
    TRY(check_files(folder, &has_back));
    TRY(probe_files(folder, size, has_back));
    REQUIRE(!views->n_models || size == views->size, GFLA_ERROR_INPUT, "%s: views of %d pixels, but %s has %d", folder,
            size, views->models[0].folder, views->size);
    model.folder = gfla_arena_strdup(views->arena, folder);
    REQUIRE(model.folder, GFLA_ERROR_MEMORY, "%s: no memory for its name", folder);
    model.n_views = GFLA_N_VIEWS;
    TRY(gfla_grow(&views->models, &views->capacity, views->n_models + 1, sizeof model, "models of a set"));
    views->size = size;
    views->has_back = (views->has_back || !views->n_models) && has_back;
    views->models[views->n_models++] = model;
fail:
    return status;
}

gfla_status gfla_views_skip_damaged(gfla_views *views, gfla_status status)
{
    if (status != GFLA_ERROR_INPUT)
        return status;
    gfla_log(GFLA_LOG_WARNING, "skipped: %s", gfla_error_message());
    views->n_skipped++;
    return GFLA_OK;
}

/* Seen as the renderer sees the grid, or damaged: then the reader of grids says so. */
static gfla_status is_standard(const char *cameras, bool *standard)
{
    void *data = NULL;
    size_t n = 0;
    cJSON *json = NULL;
    gfla_status status = gfla_file_read_text(cameras, MAX_CAMERAS_BYTES, &data, &n);
    if (status == GFLA_OK)
        status = gfla_json_read(&json, data, n, NULL, cameras);
    const cJSON *distance = cJSON_GetObjectItemCaseSensitive(json, "distance"),
                *fov = cJSON_GetObjectItemCaseSensitive(json, "fov");
    *standard = (!cJSON_IsNumber(distance) || distance->valuedouble == GFLA_CAMERA_DISTANCE) &&
                (!cJSON_IsNumber(fov) || fov->valuedouble == GFLA_CAMERA_FOV);
    cJSON_Delete(json);
    free(data);
    return status == GFLA_ERROR_MEMORY ? status : GFLA_OK;
}

gfla_status gfla_views_root_is_grid(const char *root, bool *is_grid)
{
    char **names = NULL, folder[4096], cameras[4200];
    size_t count = 0;
    bool has_back;
    *is_grid = false;
    gfla_status status = gfla_folder_list(root, &names, &count);
    if (status != GFLA_OK)
        return status == GFLA_ERROR_MEMORY ? status : GFLA_OK;
    for (size_t i = 0; i < count && !*is_grid && status == GFLA_OK; i++) {
        snprintf(folder, sizeof folder, "%.3000s/%.1000s", root, names[i]);
        snprintf(cameras, sizeof cameras, "%s/cameras.json", folder);
        if (!gfla_file_exists(cameras))
            continue;
        status = check_files(folder, &has_back);
        if (status == GFLA_OK)
            status = is_standard(cameras, is_grid);
        else if (status == GFLA_ERROR_INPUT)
            status = GFLA_OK;
    }
    free(names);
    return status;
}

gfla_status gfla_views_find_grid(gfla_views *views, const char *root, int max_models)
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
        TRY(gfla_views_skip_damaged(views, read_model(views, folder, cameras)));
    }
    views->has_depth = true;
fail:
    free(names);
    return status;
}
