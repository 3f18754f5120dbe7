/* nmr: as the neural mesh renderer's images of ShapeNet are read for differentiable volumetric rendering.
 *
 *   CATEGORY/MODEL/image/0000.png      RGB on white
 *   CATEGORY/MODEL/mask/0000.png       255 on the model, 0 elsewhere
 *   CATEGORY/MODEL/cameras.npz         of view i: world_mat_i and world_mat_inv_i, camera_mat_i and camera_mat_inv_i
 *   CATEGORY/softras_{train,val,test}.lst   ids, one in a line, sorted
 *
 * float64 [4][4] for column vectors; world: y up; camera: x right, y down, z forward; camera_mat leads to images that
 * reach from -1 to 1, the top left corner being (-1, -1). The lists are made from the folders that are complete, so
 * that whichever shard ends last names the models of all. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "io/weights/npz.h"
#include "viewsynth/render/layout/layout_table.h"

#define ARRAYS 4
#define MAX_PATH 4096

static const struct gfla_camera_set circle[] = {
    {.kind = GFLA_CAMERAS_GRID, .n_azimuths = 24, .n_elevations = 1, .elevation0 = 30}};

static void fill(const gfla_layout_set *set, const struct gfla_layout_model *model, int view,
                 struct gfla_npz_array *arrays, double (*m)[16])
{
    static const char *const names[ARRAYS] = {"world_mat_%d", "world_mat_inv_%d", "camera_mat_%d", "camera_mat_inv_%d"};
    const double f = 1 / tan(model->cameras[view].fov * M_PI / 360);
    gfla_layout_world_to_camera(set, model, view, false, m[0]);
    gfla_layout_camera_to_world(set, model, view, false, m[1]);
    for (int k = 0; k < 4; k++)
        for (int i = 2; i < ARRAYS; i++)
            m[i][5 * k] = k > 1 ? 1 : i == 2 ? f : 1 / f;
    for (int i = 0; i < ARRAYS; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", view);
        arrays[i] =
            (struct gfla_npz_array){.dtype = GFLA_DTYPE_F64, .shape = {.rank = 2, .dim = {4, 4}}, .values = m[i]};
        snprintf(arrays[i].name, sizeof arrays[i].name, "%.*s%s", (int)strlen(names[i]) - 2, names[i], number);
    }
}

static gfla_status end_model(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status;
    const size_t n = ARRAYS * (size_t)model->n_views;
    struct gfla_npz_array *arrays = NULL;
    double(*matrices)[16] = NULL;
    char folder[MAX_PATH], path[MAX_PATH + 32];
    TRY(gfla_calloc(&arrays, n, sizeof *arrays, "cameras"));
    TRY(gfla_calloc(&matrices, n, sizeof *matrices, "cameras"));
    for (int i = 0; i < model->n_views; i++)
        fill(set, model, i, arrays + ARRAYS * i, matrices + ARRAYS * i);
    TRY(gfla_layout_folder(set, model->entry, folder, sizeof folder));
    snprintf(path, sizeof path, "%s/cameras.npz", folder);
    TRY(gfla_npz_write(path, arrays, n));
fail:
    free(arrays);
    free(matrices);
    return status;
}

/* ---- the lists ---- */

static gfla_status list_category(const char *folder, struct gfla_text lists[GFLA_PURPOSES], size_t *n)
{
    gfla_status status;
    char **names = NULL, path[2 * MAX_PATH];
    size_t count = 0;
    TRY(gfla_folder_list(folder, &names, &count));
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s/cameras.json", folder, names[i]);
        const enum gfla_purpose purpose = gfla_file_exists(path) ? gfla_layout_read_purpose(path) : GFLA_PURPOSES;
        if (purpose == GFLA_PURPOSES)
            continue;
        gfla_text_add(&lists[purpose], "%s\n", names[i]);
        ++*n;
    }
fail:
    free(names);
    return status;
}

/* Again when another shard has ended a model in the meantime: of two that write at once, the later then has all. */
static gfla_status write_lists(const char *folder)
{
    gfla_status status = GFLA_OK;
    for (size_t n = 0, before = SIZE_MAX; n != before && status == GFLA_OK;) {
        struct gfla_text lists[GFLA_PURPOSES] = {{0}};
        before = n;
        n = 0;
        status = list_category(folder, lists, &n);
        for (int p = 0; p < GFLA_PURPOSES; p++) {
            char path[2 * MAX_PATH];
            snprintf(path, sizeof path, "%s/softras_%s.lst", folder, gfla_purpose_names[p]);
            if (status == GFLA_OK && lists[p].failed)
                status = gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out", path);
            if (status == GFLA_OK && n > 0 && n != before)
                status = gfla_file_write(path, lists[p].data ? lists[p].data : "", lists[p].size);
            gfla_text_free(&lists[p]);
        }
    }
    return status;
}

static gfla_status end_set(gfla_layout_set *set)
{
    gfla_status status;
    char **names = NULL, folder[MAX_PATH], **inside;
    size_t count = 0, n;
    TRY(gfla_folder_list(set->path, &names, &count));
    for (size_t i = 0; i < count; i++) {
        snprintf(folder, sizeof folder, "%s/%s", set->path, names[i]);
        if (gfla_folder_list(folder, &inside, &n) != GFLA_OK)
            continue; /* a file */
        free(inside);
        TRY(write_lists(folder));
    }
fail:
    free(names);
    return status;
}

const struct gfla_layout gfla_layout_nmr = {
    .name = "nmr",
    .about = "neural mesh renderer, DVR: CATEGORY/MODEL/image, mask, cameras.npz, softras_train.lst",
    .size = 64,
    .white = true,
    .numbered = true,
    .digits = 4,
    .by_category = true,
    .unit = GFLA_UNIT_DIAGONAL_1,
    .distance = 2.732,
    .fov = 30,
    .sets = circle,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR | 1 << GFLA_LAYOUT_MASK,
    .files = {[GFLA_LAYOUT_COLOUR] = {"image/", ".png"}, [GFLA_LAYOUT_MASK] = {"mask/", ".png"}},
    .end_model = end_model,
    .end_set = end_set,
};
