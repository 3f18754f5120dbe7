/* Scenes of neural radiance fields: MODEL/transforms_train.json, transforms_test.json, or transforms.json alone, whose
 * images are FILE_PATH.png or, of several objects, FILE_PATH_obj.png (render/layout/layout_nerf.c). Views of all lists
 * are read: models, not views, are held out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/json.h"
#include "viewsynth/data/view_files.h"

static const char *const lists[] = {"transforms_train.json", "transforms_val.json", "transforms_test.json",
                                    "transforms.json"};

static bool is_model(const char *folder)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char path[4200];
        snprintf(path, sizeof path, "%.4096s/%s", folder, lists[i]);
        if (gfla_file_exists(path))
            return true;
    }
    return false;
}

static bool find_image(const char *folder, const char *file_path, char *path, size_t size)
{
    static const char *const endings[] = {".png", "_obj.png", ""};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const int n = snprintf(path, size, "%s/%s%s", folder,
                               strncmp(file_path, "./", 2) == 0 ? file_path + 2 : file_path, endings[i]);
        if (n > 0 && (size_t)n < size && gfla_file_exists(path))
            return true;
    }
    return false;
}

static bool is_known(const struct gfla_view_files *files, const char *image)
{
    for (size_t i = 0; i < files->n; i++)
        if (strcmp(files->views[i].image, image) == 0)
            return true;
    return false;
}

static gfla_status take_frame(const char *folder, const cJSON *frame, double fov, struct gfla_view_files *files)
{
    gfla_status status = GFLA_OK;
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(frame, "file_path");
    const cJSON *matrix = cJSON_GetObjectItemCaseSensitive(frame, "transform_matrix");
    double m[16], w[12];
    char image[8192];
    REQUIRE(cJSON_IsString(name), GFLA_ERROR_INPUT, "a frame without \"file_path\"");
    REQUIRE(!strstr(name->valuestring, "..") && name->valuestring[0] != '/', GFLA_ERROR_INPUT,
            "%s leads out of the folder", name->valuestring);
    for (int i = 0; i < 16; i++) {
        const cJSON *value = cJSON_GetArrayItem(cJSON_GetArrayItem(matrix, i / 4), i % 4);
        REQUIRE(cJSON_IsNumber(value), GFLA_ERROR_INPUT, "%s: \"transform_matrix\" is no 4 x 4 matrix",
                name->valuestring);
        m[i] = value->valuedouble;
    }
    REQUIRE(find_image(folder, name->valuestring, image, sizeof image), GFLA_ERROR_INPUT, "%s.png is missing",
            name->valuestring);
    if (is_known(files, image)) /* in more than one list */
        return GFLA_OK;
    gfla_view_world_to_camera(m, true, true, w);
    TRY(gfla_view_files_add(files, w, fov, &(struct gfla_view_paths){.image = image}, 0, 0));
fail:
    return status;
}

static gfla_status read_frames(const char *folder, const char *path, struct gfla_view_files *files)
{
    gfla_status status;
    char *text = NULL;
    cJSON *json = NULL;
    const cJSON *frame, *angle;
    TRY(gfla_view_text(path, &text));
    TRY(gfla_json_read(&json, text, strlen(text), NULL, path));
    angle = cJSON_GetObjectItemCaseSensitive(json, "camera_angle_x");
    REQUIRE(cJSON_IsNumber(angle), GFLA_ERROR_INPUT, "%s: no \"camera_angle_x\"", path);
    cJSON_ArrayForEach(frame, cJSON_GetObjectItemCaseSensitive(json, "frames"))
        TRY(take_frame(folder, frame, angle->valuedouble * 180 / 3.14159265358979323846, files));
fail:
    cJSON_Delete(json);
    free(text);
    return status;
}

static gfla_status read(const char *folder, struct gfla_view_files *files, struct gfla_set_object *model)
{
    gfla_status status = GFLA_OK;
    (void)model;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char path[8192];
        snprintf(path, sizeof path, "%s/%s", folder, lists[i]);
        if (gfla_file_exists(path))
            TRY(read_frames(folder, path, files));
    }
    REQUIRE(files->n > 0, GFLA_ERROR_INPUT, "no frame in its lists");
    TRY(gfla_view_image_size(files->views[0].image, &files->size));
fail:
    return status;
}

const struct gfla_view_format gfla_view_format_nerf = {"nerf", is_model, read};
