/* Sets of `gfla render` in any of its layouts, by the cameras.json of each model. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/json.h"
#include "viewsynth/data/layout_hdf5.h"
#include "viewsynth/data/view_files.h"

static bool is_model(const char *folder)
{
    char path[4200];
    snprintf(path, sizeof path, "%.4096s/cameras.json", folder);
    return gfla_file_exists(path);
}

static const char *text_of(const cJSON *json, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

static double number_of(const cJSON *json, const char *key, double otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);
    return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

/* The matrix as written, from the world of the layout. */
static bool take_matrix(const cJSON *view, bool z_up, double m[12])
{
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(view, "world_to_camera");
    for (int i = 0; i < 12; i++) {
        const cJSON *value = cJSON_GetArrayItem(cJSON_GetArrayItem(rows, i / 4), i % 4);
        if (!cJSON_IsNumber(value))
            return false;
        m[i] = value->valuedouble;
    }
    for (int i = 0; i < 3 && z_up; i++) {
        const double y = m[4 * i + 1];
        m[4 * i + 1] = m[4 * i + 2];
        m[4 * i + 2] = -y;
    }
    return true;
}

struct source {
    const char *folder;
    const cJSON *json;
    bool z_up, coarse; /* coarse: depths of 8 bits, which say too little */
    double unit;
};

static gfla_status take_view(const struct source *s, const cJSON *view, struct gfla_view_files *files)
{
    gfla_status status = GFLA_OK;
    static const char *const keys[] = {"file", "mask", "depth", "back", "back_depth"};
    const char *paths[5] = {NULL};
    double m[12];
    const double fov = number_of(view, "fov", number_of(s->json, "fov", NAN));
    const double distance = number_of(view, "distance", number_of(s->json, "distance", NAN));
    for (int i = 0; i < 5; i++) {
        const char *name = text_of(view, keys[i]);
        if (!name || (s->coarse && (i == 2 || i == 4)))
            continue;
        REQUIRE(!strstr(name, "..") && name[0] != '/', GFLA_ERROR_INPUT, "%s leads out of the model's folder", name);
        paths[i] = gfla_view_path(files->arena, s->folder, name);
        REQUIRE(paths[i], GFLA_ERROR_MEMORY, "paths of views: host memory ran out");
    }
    REQUIRE(paths[0], GFLA_ERROR_INPUT, "a view without \"file\". hint: render the model again");
    REQUIRE(
        (!paths[2] && !paths[4]) || (s->unit >= 0.01 * distance && s->unit <= distance), GFLA_ERROR_INPUT,
        "%s: depths need \"distance\" and \"unit\", a hundredth of it or more and no more than it; they are %g and %g",
        paths[0], distance, s->unit);
    REQUIRE(take_matrix(view, s->z_up, m), GFLA_ERROR_INPUT, "%s: \"world_to_camera\" is no 3 x 4 matrix", paths[0]);
    TRY(gfla_view_files_add(files, m, fov, &(struct gfla_view_paths){paths[0], paths[1], paths[2], paths[3], paths[4]},
                            (float)(distance - s->unit), (float)(2 * s->unit)));
fail:
    return status;
}

static gfla_status take_text(gfla_arena *arena, const cJSON *json, const char *key, const char **text)
{
    const char *value = text_of(json, key);
    *text = value ? gfla_arena_strdup(arena, value) : *text;
    return *text ? GFLA_OK : gfla_fail(GFLA_ERROR_MEMORY, "names of models: host memory ran out");
}

static gfla_status read(const char *folder, struct gfla_view_files *files, struct gfla_set_object *model)
{
    gfla_status status;
    char *text = NULL;
    cJSON *json = NULL;
    const cJSON *view;
    const char *path = gfla_view_path(files->arena, folder, "cameras.json");
    REQUIRE(path, GFLA_ERROR_MEMORY, "path of a model: host memory ran out");
    TRY(gfla_view_text(path, &text));
    TRY(gfla_json_read(&json, text, strlen(text), NULL, path));
    REQUIRE(cJSON_IsObject(json), GFLA_ERROR_INPUT, "cameras.json: not a JSON object. hint: render the model again");
    const char *name = text_of(json, "layout");
    const struct gfla_layout *layout = gfla_layout_of(name ? name : "views");
    REQUIRE(layout, GFLA_ERROR_INPUT, "cameras.json: layout %s is not known", name);
    const struct source source = {folder, json, layout->z_up, layout->eight_bits, number_of(json, "unit", 1)};
    const double size = number_of(json, "size", 0);
    REQUIRE(size >= 8 && size <= 4096, GFLA_ERROR_INPUT, "cameras.json: \"size\" is missing or outside 8..4096");
    files->size = (int)size;
    TRY(take_text(files->arena, json, "id", &model->id));
    TRY(take_text(files->arena, json, "catalogue_id", &model->catalogue_id));
    TRY(take_text(files->arena, json, "name", &model->name));
    TRY(take_text(files->arena, json, "category", &model->category));
    TRY(take_text(files->arena, json, "creator", &model->creator));
    TRY(take_text(files->arena, json, "licence", &model->licence));
    cJSON_ArrayForEach(view, cJSON_GetObjectItemCaseSensitive(json, "views")) TRY(take_view(&source, view, files));
    REQUIRE(files->n > 0, GFLA_ERROR_INPUT, "cameras.json: no \"views\". hint: render the model again");
fail:
    cJSON_Delete(json);
    free(text);
    return status;
}

const struct gfla_view_format gfla_view_format_json = {"gfla", is_model, read};
