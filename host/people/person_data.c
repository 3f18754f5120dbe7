#include "people/person_data.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/file.h"
#include "people/fit.h"
#include "people/person_leaks.h"
#include "people/person_surface.h"

struct gfla_person_data {
    char *folder; /* of the images */
    char *root;
    char phase[16];
    bool has_surfaces;
    enum gfla_person_set set;
    gfla_annotations *annotations;
    struct gfla_pair_list list; /* only pairs that can be used */
    size_t n_skipped;
    char why[600];         /* the first was left out */
    atomic_uchar *refused; /* [list.n]: 1, a pair that could not be read after all */
};

static gfla_status open_lists(gfla_person_data *data, const char *root, const char *phase)
{
    gfla_status status;
    char path[1024];
    TRY(gfla_person_list_path(root, &data->set, GFLA_PERSON_ANNOTATION, phase, path, sizeof path));
    TRY(gfla_annotations_open(&data->annotations, path));
    TRY(gfla_person_list_path(root, &data->set, GFLA_PERSON_PAIRS, phase, path, sizeof path));
    TRY(gfla_pair_list_read(path, &data->list));
fail:
    return status;
}

/* ---- what can be used ---- */

/* An image of the lists, looked at once. */
struct looked_at {
    const char *name;
    bool is_bad;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct looked_at *)a)->name, ((const struct looked_at *)b)->name);
}

/* All images that the pairs name, each once. */
static gfla_status list_images(const struct gfla_pair_list *list, struct looked_at **images, size_t *n)
{
    const gfla_status status = gfla_calloc(images, 2 * list->n + 1, sizeof **images, "images of pairs");
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < list->n; i++) {
        (*images)[2 * i].name = list->pairs[i].from;
        (*images)[2 * i + 1].name = list->pairs[i].to;
    }
    qsort(*images, 2 * list->n, sizeof **images, compare_names);
    *n = 0;
    for (size_t i = 0; i < 2 * list->n; i++)
        if (*n == 0 || strcmp((*images)[*n - 1].name, (*images)[i].name) != 0)
            (*images)[(*n)++] = (*images)[i];
    return GFLA_OK;
}

static gfla_status path_of(const gfla_person_data *data, const char *name, char **path)
{
    const size_t length = strlen(data->folder) + strlen(name) + 2;
    const gfla_status status = gfla_calloc(path, length, 1, "a path");
    if (status == GFLA_OK)
        snprintf(*path, length, "%s/%s", data->folder, name);
    return status;
}

/* GFLA_ERROR_INPUT: the image is of no use. */
static gfla_status check_image(const gfla_person_data *data, const char *name)
{
    gfla_status status;
    struct gfla_keypoints points;
    char *path = NULL;
    REQUIRE(gfla_annotations_has(data->annotations, name), GFLA_ERROR_INPUT, "%s: %s has no key points", data->folder,
            name);
    TRY(gfla_annotations_find(data->annotations, name, &points));
    REQUIRE(gfla_keypoints_count(&points) > 0, GFLA_ERROR_INPUT, "%s: none of the key points of %s was found",
            data->folder, name);
    TRY(path_of(data, name, &path));
    TRY(gfla_bitmap_probe(path, NULL));
fail:
    free(path);
    return status;
}

static gfla_status check_images(gfla_person_data *data, struct looked_at *images, size_t n)
{
    gfla_status status = GFLA_OK;
    size_t n_bad = 0;
    for (size_t i = 0; i < n; i++) {
        status = check_image(data, images[i].name);
        if (status != GFLA_OK && status != GFLA_ERROR_INPUT)
            return status;
        images[i].is_bad = status != GFLA_OK;
        if (status != GFLA_OK && n_bad++ == 0) {
            snprintf(data->why, sizeof data->why, "%s", gfla_error_message());
            gfla_log(GFLA_LOG_WARNING, "%s; pairs of such images are left out", data->why);
        }
    }
    return GFLA_OK;
}

static bool is_bad(const struct looked_at *images, size_t n, const char *name)
{
    const struct looked_at *found =
        bsearch(&(struct looked_at){.name = name}, images, n, sizeof *images, compare_names);
    return !found || found->is_bad;
}

static gfla_status keep_usable(gfla_person_data *data)
{
    gfla_status status;
    struct looked_at *images = NULL;
    size_t n_images = 0, n = 0;
    TRY(list_images(&data->list, &images, &n_images));
    TRY(check_images(data, images, n_images));
    for (size_t i = 0; i < data->list.n; i++) {
        const struct gfla_name_pair pair = data->list.pairs[i];
        if (!is_bad(images, n_images, pair.from) && !is_bad(images, n_images, pair.to))
            data->list.pairs[n++] = pair;
    }
    data->n_skipped = data->list.n - n;
    data->list.n = n;
    TRY(gfla_calloc(&data->refused, n + 1, sizeof *data->refused, "pairs"));
fail:
    free(images);
    return status;
}

/* People that a training has in common with the test beside it. No such list is no matter. */
static gfla_status warn_of_leaks(const gfla_person_data *data, const char *root)
{
    gfla_status status = GFLA_OK;
    struct gfla_pair_list test = {0};
    struct gfla_person_leaks leaks;
    enum gfla_person_set set = data->set;
    char path[1024];
    if (strcmp(data->phase, "train") != 0 ||
        gfla_person_list_path(root, &set, GFLA_PERSON_PAIRS, "test", path, sizeof path) != GFLA_OK)
        return GFLA_OK;
    if (gfla_pair_list_read(path, &test) != GFLA_OK) {
        gfla_log(GFLA_LOG_WARNING, "%s; nobody can say who is in both lists", gfla_error_message());
        return GFLA_OK;
    }
    TRY(gfla_person_leaks_find(&data->list, &test, &leaks));
    if (leaks.n > 0)
        gfla_log(GFLA_LOG_WARNING,
                 "%s: %zu of its people %s learned from too, %.*s for one: scores of this test will be "
                 "too good",
                 path, leaks.n, leaks.n == 1 ? "is" : "are", (int)gfla_person_of_name(leaks.example), leaks.example);
fail:
    gfla_pair_list_free(&test);
    return status;
}

gfla_status gfla_person_data_open(gfla_person_data **out, const char *root,
                                  const struct gfla_person_data_params *params)
{
    gfla_status status;
    gfla_person_data *data = NULL;
    *out = NULL;
    TRY(gfla_calloc(&data, 1, sizeof *data, "a data set"));
    data->set = params->set;
    const size_t length = strlen(root) + strlen(params->phase) + 2;
    TRY(gfla_calloc(&data->folder, length, 1, "a name"));
    snprintf(data->folder, length, "%s/%s", root, params->phase);
    TRY(gfla_calloc(&data->root, strlen(root) + 1, 1, "a name"));
    strcpy(data->root, root);
    snprintf(data->phase, sizeof data->phase, "%s", params->phase);
    data->has_surfaces = gfla_person_set_has_surfaces(root, params->phase);
    TRY(open_lists(data, root, params->phase));
    TRY(keep_usable(data));
    REQUIRE(data->list.n > 0, GFLA_ERROR_INPUT, "%s: none of %zu pairs can be used: %s", root, data->n_skipped,
            data->why);
    TRY(warn_of_leaks(data, root));
    *out = data;
    return GFLA_OK;
fail:
    gfla_person_data_destroy(&data);
    return status;
}

void gfla_person_data_destroy(gfla_person_data **out)
{
    if (!out || !*out)
        return;
    gfla_annotations_destroy(&(*out)->annotations);
    gfla_pair_list_free(&(*out)->list);
    free((*out)->refused);
    free((*out)->folder);
    free((*out)->root);
    free(*out);
    *out = NULL;
}

enum gfla_person_set gfla_person_data_set(const gfla_person_data *data)
{
    return data->set;
}

size_t gfla_person_data_count(const gfla_person_data *data)
{
    return data->list.n;
}

size_t gfla_person_data_skipped(const gfla_person_data *data)
{
    return data->n_skipped;
}

struct gfla_name_pair gfla_person_data_pair(const gfla_person_data *data, size_t index)
{
    return data->list.pairs[index];
}

void gfla_person_data_refuse(const gfla_person_data *data, size_t index)
{
    if (!atomic_exchange(&data->refused[index], 1))
        gfla_log(GFLA_LOG_WARNING, "%s; pairs with it are left out from here on", gfla_error_message());
}

bool gfla_person_data_has_surfaces(const gfla_person_data *data)
{
    return data->has_surfaces;
}

gfla_status gfla_person_data_flow(const gfla_person_data *data, struct gfla_name_pair pair, int width, int height,
                                  float *flow, float *visible)
{
    return gfla_person_flow_read(data->root, data->phase, pair.from, pair.to, width, height, flow, visible);
}

static gfla_status read_image(const char *path, int width, int height, float *planes)
{
    gfla_status status;
    struct gfla_bitmap file = {0}, image = {0};
    TRY(gfla_bitmap_read(path, NULL, &file));
    const struct gfla_fit fit = gfla_fit_stretch(file.width, file.height, width, height);
    TRY(gfla_fit_image(&fit, &file, 0, &image));
    gfla_bitmap_to_planes(&image, planes);
fail:
    gfla_bitmap_free(&file);
    gfla_bitmap_free(&image);
    return status;
}

gfla_status gfla_person_data_read(const gfla_person_data *data, const char *name, int width, int height, float *planes,
                                  struct gfla_keypoints *points)
{
    gfla_status status;
    int frame_width, frame_height;
    char *path = NULL;
    gfla_person_set_frame(data->set, &frame_width, &frame_height);
    const struct gfla_fit fit = gfla_fit_stretch(frame_width, frame_height, width, height);
    TRY(gfla_annotations_find(data->annotations, name, points));
    gfla_fit_points(&fit, points);
    TRY(path_of(data, name, &path));
    TRY(read_image(path, width, height, planes));
fail:
    free(path);
    return status;
}
