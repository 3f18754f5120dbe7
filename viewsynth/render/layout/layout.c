/* The table of layouts, and the steps that a set is written in. */
#include "viewsynth/render/layout/layout.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "viewsynth/render/layout/layout_table.h"

#define MAX_PATH 4096

const char *const gfla_purpose_names[GFLA_PURPOSES] = {"train", "val", "test"};

static const char *const image_names[GFLA_LAYOUT_COUNT] = {
    "colours", "depths", "the last surface", "depths of the last surface", "normals", "coordinates", "masks"};

const struct gfla_layout *const gfla_layouts[] = {
    &gfla_layout_views, &gfla_layout_plain,    &gfla_layout_r2n2,    &gfla_layout_nmr,       &gfla_layout_srn,
    &gfla_layout_nerf,  &gfla_layout_stanford, &gfla_layout_zero123, &gfla_layout_objaverse, NULL,
};

/* ---- names ---- */

/* Whole degrees as so many digits, others with up to three decimals. */
static void add_degrees(char *name, size_t size, double degrees, int digits)
{
    const size_t used = strlen(name);
    const char *sign = degrees < 0 ? "-" : "";
    const double d = fabs(degrees);
    if (d == rint(d)) {
        snprintf(name + used, size - used, "%s%0*.0f", sign, digits, d);
        return;
    }
    snprintf(name + used, size - used, "%s%0*.3f", sign, digits + 4, d);
    for (size_t last = strlen(name) - 1; name[last] == '0'; last--)
        name[last] = 0;
}

char *gfla_view_name(const struct gfla_camera *camera, char name[32])
{
    name[0] = 0;
    add_degrees(name, 32, fmod(camera->azimuth, 1000), 3);
    strcat(name, "_");
    add_degrees(name, 32, fmod(camera->elevation, 100), 2);
    return name;
}

char *gfla_layout_view_name(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, char *name,
                            size_t size)
{
    const struct gfla_layout *layout = set->layout;
    char angles[32];
    if (layout->view_name)
        return layout->view_name(set, model, view, name, size);
    if (layout->numbered)
        snprintf(name, size, "%0*d", layout->digits, view);
    else
        snprintf(name, size, "%s", gfla_view_name(&model->cameras[view], angles));
    return name;
}

char *gfla_layout_file(const gfla_layout_set *set, const struct gfla_layout_model *model, int view,
                       enum gfla_layout_image image, char *path, size_t size)
{
    char name[256];
    const char *after = set->layout->files[image].after;
    const bool npy = set->params.depth_npy && (image == GFLA_LAYOUT_DEPTH || image == GFLA_LAYOUT_BACK_DEPTH);
    const int length = (int)strlen(after) - (npy ? 4 : 0); /* without ".png" */
    snprintf(path, size, "%s%s%.*s%s", set->layout->files[image].before,
             gfla_layout_view_name(set, model, view, name, sizeof name), length, after, npy ? ".npy" : "");
    return path;
}

gfla_status gfla_layout_folder(const gfla_layout_set *set, const struct gfla_model_entry *entry, char *path,
                               size_t size)
{
    gfla_status status = GFLA_OK;
    char category[128];
    int n;
    const size_t digits = strspn(entry->id, "0123456789");
    if (!set->layout->by_category) {
        n = snprintf(path, size, "%s/%s", set->path, entry->id);
    } else if (digits == 8 && entry->id[8] == '-' && entry->id[9]) { /* a WordNet synset, as ShapeNet has it */
        n = snprintf(path, size, "%s/%.8s/%s", set->path, entry->id, entry->id + 9);
    } else {
        gfla_slug(entry->category && entry->category[0] ? entry->category : "models", category, sizeof category);
        n = snprintf(path, size, "%s/%s/%s", set->path, category, entry->id);
    }
    REQUIRE(n > 0 && (size_t)n < size, GFLA_ERROR_USAGE, "%s: the path of its folder is longer than %zu characters",
            entry->id, size - 1);
fail:
    return status;
}

bool gfla_layout_marker(const gfla_layout_set *set, const struct gfla_model_entry *entry, char *path, size_t size)
{
    if (set->layout->one_file || gfla_layout_folder(set, entry, path, size) != GFLA_OK)
        return false;
    const size_t used = strlen(path);
    return (size_t)snprintf(path + used, size - used, "/cameras.json") < size - used;
}

bool gfla_layout_writes(const gfla_layout_set *set, enum gfla_layout_image image)
{
    return set->params.images >> image & 1;
}

/* ---- geometry ---- */

double gfla_layout_unit_of(const struct gfla_layout *layout, const struct gfla_mesh *mesh)
{
    const struct gfla_bounds b = gfla_mesh_bounds(mesh);
    double side = 0;
    for (int k = 0; k < 3; k++)
        side = fmax(side, (double)b.hi[k] - (double)b.lo[k]);
    switch (layout->unit) {
    case GFLA_UNIT_DIAGONAL_1:
        return 0.5;
    case GFLA_UNIT_SIDE_1:
        return side > 0 ? 1 / side : 1;
    case GFLA_UNIT_DIAGONAL_2:
        break;
    }
    return 1;
}

int gfla_layout_own_count(const struct gfla_layout *layout)
{
    int n = 0;
    for (int i = 0; i < layout->n_sets; i++)
        n += gfla_camera_set_count(&layout->sets[i]);
    return n;
}

void gfla_layout_turn(const struct gfla_layout *layout, const float v[3], float turned[3])
{
    const float as_blender[3] = {v[0], 0 - v[2], v[1]};
    memcpy(turned, layout->z_up ? as_blender : v, sizeof as_blender);
}

double gfla_layout_distance(const struct gfla_layout_model *model, int view)
{
    return model->cameras[view].distance * model->unit;
}

void gfla_layout_world_to_camera(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, bool flip,
                                 double m[16])
{
    memset(m, 0, 16 * sizeof *m);
    for (int i = 0; i < 3; i++) {
        const double *row = model->cameras[view].rows + 4 * i, sign = flip && i > 0 ? -1 : 1;
        m[4 * i] = sign * row[0] + 0.0; /* + 0.0 turns -0 into 0 */
        m[4 * i + 1] = sign * (set->layout->z_up ? -row[2] : row[1]) + 0.0;
        m[4 * i + 2] = sign * (set->layout->z_up ? row[1] : row[2]) + 0.0;
        m[4 * i + 3] = sign * model->unit * row[3] + 0.0;
    }
    m[15] = 1;
}

void gfla_layout_camera_to_world(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, bool flip,
                                 double m[16])
{
    double w[16];
    gfla_layout_world_to_camera(set, model, view, flip, w);
    memset(m, 0, 16 * sizeof *m);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
            m[4 * i + j] = w[4 * j + i];
        for (int j = 0; j < 3; j++)
            m[4 * i + 3] -= w[4 * j + i] * w[4 * j + 3];
        m[4 * i + 3] += 0.0;
    }
    m[15] = 1;
}

/* ---- a set, step by step ---- */

gfla_status gfla_layout_open(gfla_layout_set **out, const struct gfla_layout *layout, const char *path,
                             const struct gfla_layout_params *params)
{
    gfla_status status;
    gfla_layout_set *set = NULL;
    *out = NULL;
    for (int i = 0; i < GFLA_LAYOUT_COUNT; i++)
        REQUIRE(!(params->images >> i & 1) || layout->files[i].after || (layout->one_file && i == GFLA_LAYOUT_COLOUR),
                GFLA_ERROR_USAGE, "the layout %s has no place for %s. hint: --layout plain, for example", layout->name,
                image_names[i]);
    TRY(gfla_calloc(&set, 1, sizeof *set, "a set of views"));
    *set = (gfla_layout_set){.layout = layout, .path = path, .params = *params};
    if (!layout->one_file)
        TRY(gfla_folder_create(path));
    if (layout->begin_set)
        TRY(layout->begin_set(set));
    *out = set;
    return GFLA_OK;
fail:
    gfla_layout_close(&set);
    return status;
}

gfla_status gfla_layout_commit(gfla_layout_set *set)
{
    return set->layout->end_set ? set->layout->end_set(set) : GFLA_OK;
}

void gfla_layout_close(gfla_layout_set **set)
{
    if (!set || !*set)
        return;
    if ((*set)->layout->close_set)
        (*set)->layout->close_set(*set);
    free(*set);
    *set = NULL;
}

/* The folders that the files of a model lie in. */
static gfla_status make_folders(const gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status;
    char root[MAX_PATH], folder[2 * MAX_PATH], done[512] = "", file[512];
    TRY(gfla_layout_folder(set, model->entry, root, sizeof root));
    TRY(gfla_folder_create(root));
    for (int p = 0; p < GFLA_LAYOUT_COUNT; p++)
        for (int i = 0; i < model->n_views && gfla_layout_writes(set, (enum gfla_layout_image)p); i++) {
            gfla_layout_file(set, model, i, (enum gfla_layout_image)p, file, sizeof file);
            char *slash = strrchr(file, '/');
            if (!slash)
                break;
            *slash = 0;
            if (strcmp(file, done) == 0)
                continue;
            snprintf(folder, sizeof folder, "%s/%s", root, file);
            TRY(gfla_folder_create(folder));
            strcpy(done, file);
        }
fail:
    return status;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Two views of one name would be one file. */
static gfla_status check_names(const gfla_layout_set *set, const struct gfla_layout_model *model)
{
    enum { LENGTH = 64 };
    gfla_status status;
    char *names = NULL;
    TRY(gfla_calloc(&names, (size_t)model->n_views, LENGTH, "names of views"));
    for (int i = 0; i < model->n_views; i++)
        gfla_layout_view_name(set, model, i, names + LENGTH * i, LENGTH);
    qsort(names, (size_t)model->n_views, LENGTH, compare_names);
    for (int i = 1; i < model->n_views; i++)
        REQUIRE(
            strcmp(names + LENGTH * (i - 1), names + LENGTH * i) != 0, GFLA_ERROR_USAGE,
            "two views would be called %s in the layout %s. hint: other --views, or --layout plain, which numbers them",
            names + LENGTH * i, set->layout->name);
fail:
    free(names);
    return status;
}

gfla_status gfla_layout_check(const gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    if (set->layout->check)
        TRY(set->layout->check(set, model));
    if (!set->layout->one_file)
        TRY(check_names(set, model));
fail:
    return status;
}

gfla_status gfla_layout_begin(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status;
    char marker[MAX_PATH];
    TRY(gfla_layout_check(set, model));
    if (!set->layout->one_file) {
        if (gfla_layout_marker(set, model->entry, marker, sizeof marker))
            remove(marker);
        TRY(make_folders(set, model));
    }
    if (set->layout->begin_model)
        TRY(set->layout->begin_model(set, model));
fail:
    return status;
}

gfla_status gfla_layout_end(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    if (set->layout->end_model)
        TRY(set->layout->end_model(set, model));
    if (!set->layout->one_file)
        TRY(gfla_layout_write_cameras(set, model));
fail:
    return status;
}

gfla_status gfla_layout_write_text(const gfla_layout_set *set, const struct gfla_layout_model *model, const char *name,
                                   struct gfla_text *text)
{
    gfla_status status;
    char folder[MAX_PATH], path[2 * MAX_PATH];
    TRY(gfla_layout_folder(set, model->entry, folder, sizeof folder));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    REQUIRE(!text->failed, GFLA_ERROR_MEMORY, "%s: host memory ran out", path);
    TRY(gfla_file_write(path, text->data, text->size));
fail:
    gfla_text_free(text);
    return status;
}
