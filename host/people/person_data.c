#include "people/person_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/file.h"
#include "people/fit.h"
#include "people/person_surface.h"

struct gfla_person_data {
    char *folder; /* of the images */
    char *root;
    char phase[16];
    bool has_surfaces;
    enum gfla_person_set set;
    gfla_annotations *annotations;
    struct gfla_pair_list list; /* only pairs that have key points */
    size_t n_skipped;
};

/* Width and height of the images that the key points are of. */
static const int frames[GFLA_PERSON_SETS][2] = {
    [GFLA_PERSON_SET_FASHION] = {176, 256}, [GFLA_PERSON_SET_MARKET] = {64, 128}};

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

static void keep_annotated(gfla_person_data *data)
{
    size_t n = 0;
    for (size_t i = 0; i < data->list.n; i++) {
        const struct gfla_name_pair pair = data->list.pairs[i];
        const bool has_from = gfla_annotations_has(data->annotations, pair.from);
        if (has_from && gfla_annotations_has(data->annotations, pair.to)) {
            data->list.pairs[n++] = pair;
            continue;
        }
        if (data->n_skipped++ == 0)
            gfla_log(GFLA_LOG_WARNING, "%s: %s has no key points; pairs without are left out", data->folder,
                     has_from ? pair.to : pair.from);
    }
    data->list.n = n;
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
    keep_annotated(data);
    REQUIRE(data->list.n > 0, GFLA_ERROR_INPUT, "%s: none of %zu pairs has key points for both pictures", root,
            data->n_skipped);
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
    const int *frame = frames[data->set];
    const struct gfla_fit fit = gfla_fit_stretch(frame[0], frame[1], width, height);
    const size_t length = strlen(data->folder) + strlen(name) + 2;
    char *path = NULL;
    TRY(gfla_annotations_find(data->annotations, name, points));
    gfla_fit_points(&fit, points);
    TRY(gfla_calloc(&path, length, 1, "a path"));
    snprintf(path, length, "%s/%s", data->folder, name);
    TRY(read_image(path, width, height, planes));
fail:
    free(path);
    return status;
}
