/* Sets of the neural mesh renderer as DVR and pixel-nerf have them: MODEL/image/NAME.png or .jpg, MODEL/mask/NAME.png,
 * MODEL/cameras.npz (render/layout/layout_nmr.c). Cameras belong to the images of their numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/string_list.h"
#include "io/keypoints/frame_pairs.h"
#include "io/weights/npz.h"
#include "viewsynth/data/view_files.h"

static bool is_model(const char *folder)
{
    char path[4200];
    snprintf(path, sizeof path, "%.4096s/cameras.npz", folder);
    return gfla_file_exists(path);
}

/* *values: [4][4]. */
static gfla_status read_matrix(gfla_npz *npz, const char *name, int view, double m[16])
{
    gfla_status status;
    struct gfla_shape shape;
    double *values = NULL;
    char key[64];
    snprintf(key, sizeof key, "%s%d", name, view);
    TRY(gfla_npz_read_double(npz, key, &shape, &values));
    REQUIRE(shape.rank == 2 && (shape.dim[0] == 4 || shape.dim[0] == 3) &&
                (shape.dim[1] == 4 || (shape.dim[0] == 3 && shape.dim[1] == 3)),
            GFLA_ERROR_INPUT, "%s is no 4 x 4 or 3 x 4 matrix", key);
    memset(m, 0, 16 * sizeof *m);
    m[15] = 1;
    for (int i = 0; i < shape.dim[0]; i++)
        for (int j = 0; j < shape.dim[1]; j++)
            m[4 * i + j] = values[shape.dim[1] * i + j];
fail:
    free(values);
    return status;
}

static gfla_status read_camera(gfla_npz *npz, int view, double m[16], double *fov)
{
    gfla_status status;
    double k[16];
    TRY(read_matrix(npz, "camera_mat_", view, k));
    REQUIRE(k[0] > 0 && fabs(k[0] - k[5]) < 1e-6 * k[0], GFLA_ERROR_INPUT,
            "camera_mat_%d: focal lengths %g and %g; they must be equal", view, k[0], k[5]);
    REQUIRE(fabs(k[2]) < 0.02 && fabs(k[6]) < 0.02, GFLA_ERROR_INPUT,
            "camera_mat_%d: the middle of the lens is at %g, %g; networks take it in the middle", view, k[2], k[6]);
    *fov = gfla_view_fov(k[0], 2);
    TRY(read_matrix(npz, "world_mat_", view, m));
fail:
    return status;
}

static bool is_image(const char *name)
{
    const char *dot = strrchr(name, '.');
    return name[0] != '.' && dot &&
           (strcasecmp(dot, ".png") == 0 || strcasecmp(dot, ".jpg") == 0 || strcasecmp(dot, ".jpeg") == 0);
}

/* Cameras as files that are called by their numbers. */
static gfla_status list_cameras(const gfla_npz *npz, struct gfla_string_list *names)
{
    gfla_status status = GFLA_OK;
    char key[64];
    for (int i = 0; i < GFLA_VIEW_FILES_MAX; i++) {
        snprintf(key, sizeof key, "world_mat_%d", i);
        if (!gfla_npz_has(npz, key))
            break;
        TRY(gfla_string_list_add(names, key, "cameras of a model"));
    }
fail:
    return status;
}

/* camera[i]: that of image i, GFLA_NO_FRAME where there is none. */
static gfla_status pair_cameras(const gfla_npz *npz, char *const *images, size_t n, struct gfla_frame_pairs *pairs)
{
    gfla_status status;
    struct gfla_string_list list = {0};
    const char **cameras = NULL;
    TRY(list_cameras(npz, &list));
    TRY(gfla_calloc(&cameras, list.count + 1, sizeof *cameras, "cameras of a model"));
    const char *at = list.bytes;
    for (size_t i = 0; i < list.count; i++, at += strlen(at) + 1)
        cameras[i] = at;
    TRY(gfla_frame_pairs_find(pairs, &(struct gfla_frame_names){cameras, list.count},
                              &(struct gfla_frame_names){(const char *const *)images, n}));
fail:
    gfla_string_list_free(&list);
    free(cameras);
    return status;
}

static gfla_status read_view(const char *folder, gfla_npz *npz, const char *name, int camera,
                             struct gfla_view_files *files)
{
    gfla_status status;
    char image[8192], mask[8192];
    double m[16], fov = 0;
    const int stem = (int)(strrchr(name, '.') - name);
    snprintf(image, sizeof image, "%s/image/%s", folder, name);
    snprintf(mask, sizeof mask, "%s/mask/%.*s.png", folder, stem, name);
    TRY(read_camera(npz, camera, m, &fov));
    TRY(gfla_view_files_add(
        files, m, fov, &(struct gfla_view_paths){.image = image, .mask = gfla_file_exists(mask) ? mask : NULL}, 0, 0));
fail:
    return status;
}

/* names: of which only images stay. */
static gfla_status read_views(const char *folder, gfla_npz *npz, char **names, size_t count,
                              struct gfla_view_files *files)
{
    gfla_status status;
    struct gfla_frame_pairs pairs = {0};
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (is_image(names[i]))
            names[n++] = names[i];
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "no picture in image/");
    TRY(pair_cameras(npz, names, n, &pairs));
    for (size_t i = 0; i < n; i++) {
        REQUIRE(pairs.frame[i] != GFLA_NO_FRAME, GFLA_ERROR_INPUT, "cameras.npz: no camera for image/%s", names[i]);
        TRY(read_view(folder, npz, names[i], (int)pairs.frame[i], files));
    }
    TRY(gfla_view_image_size(files->views[0].image, &files->size));
fail:
    gfla_frame_pairs_free(&pairs);
    return status;
}

static gfla_status read(const char *folder, struct gfla_view_files *files, struct gfla_set_object *model)
{
    gfla_status status;
    gfla_npz *npz = NULL;
    char **names = NULL, path[8192];
    size_t count;
    (void)model;
    snprintf(path, sizeof path, "%s/cameras.npz", folder);
    TRY(gfla_npz_open(&npz, path));
    snprintf(path, sizeof path, "%s/image", folder);
    TRY(gfla_folder_list(path, &names, &count));
    TRY(read_views(folder, npz, names, count, files));
fail:
    free(names);
    gfla_npz_close(&npz);
    return status;
}

const struct gfla_view_format gfla_view_format_nmr = {"nmr", is_model, read};
