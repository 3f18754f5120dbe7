#include "cli/render_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/data/split.h"
#include "viewsynth/data/view_lists.h"

#define MAX_PATH 4096

/* The data and its lists belong together: either all are new, or all may be overwritten. */
static gfla_status allow_all(struct cli *cli, const char *path, bool *skip)
{
    gfla_status status;
    char list[MAX_PATH];
    TRY(cli_output_allow_file(cli, path, skip));
    for (int i = 0; i < GFLA_LIST_COUNT && !*skip; i++) {
        TRY(gfla_view_list_path(path, (enum gfla_view_list)i, list, sizeof list));
        TRY(cli_output_allow_file(cli, list, skip));
    }
fail:
    return status;
}

gfla_status render_file_open(struct render_file *file, struct cli *cli, int n_azimuths, int n_elevations, bool *skip)
{
    gfla_status status;
    char list[MAX_PATH];
    *file = (struct render_file){.path = cli->output};
    *skip = false;
    REQUIRE((n_azimuths == 18 || n_azimuths == 36) && n_elevations == 3, GFLA_ERROR_USAGE,
            "--layout hdf5: %d x %d views; the layout has 18x3 or 36x3", n_azimuths, n_elevations);
    TRY(gfla_view_list_path(cli->output, GFLA_LIST_TRAIN, list, sizeof list));
    TRY(allow_all(cli, cli->output, skip));
    if (!*skip)
        TRY(gfla_hdf5_create(&file->file, cli->output));
fail:
    return status;
}

/* As gfla_view_group, of azimuths between those of poses too. */
static const char *group_name(const char *id, const int64_t pose[2], char *text, size_t size)
{
    snprintf(text, size, "%s_%d_%d", id, (int)pose[0], (int)pose[1]);
    return text;
}

gfla_status render_file_add(struct render_file *file, const struct gfla_model_entry *entry, int size,
                            const struct gfla_camera *cameras, int n, const uint8_t *rgba)
{
    gfla_status status = GFLA_OK;
    struct gfla_image white = {0};
    const size_t view_bytes = (size_t)size * (size_t)size * 4;
    for (int i = 0; i < n; i++) {
        const struct gfla_image image = {size, size, 4, 8, (void *)(uintptr_t)(rgba + view_bytes * (size_t)i)};
        const int64_t pose[2] = {lround(cameras[i].azimuth) / 10 % 36, lround(cameras[i].elevation)};
        char name[MAX_PATH];
        TRY(gfla_image_composite_white(&image, &white));
        TRY(gfla_hdf5_write_view(file->file, group_name(entry->id, pose, name, sizeof name), &white, pose));
        gfla_image_free(&white);
    }
fail:
    gfla_image_free(&white);
    return status;
}

gfla_status render_file_end_model(struct render_file *file, const struct gfla_model_entry *entry)
{
    gfla_status status;
    const size_t n = file->n_models;
    TRY(gfla_grow(&file->models, &file->models_capacity, n + 1, sizeof *file->models, "list of models"));
    TRY(gfla_grow(&file->held_out, &file->held_out_capacity, n + 1, sizeof *file->held_out, "list of models"));
    file->models[n] = entry->id;
    file->held_out[n] = gfla_split_held_out(entry->catalogue_id && entry->catalogue_id[0] ? entry->catalogue_id : entry->id);
    file->n_models++;
fail:
    return status;
}

gfla_status render_file_commit(struct render_file *file)
{
    gfla_status status;
    TRY(gfla_hdf5_commit(&file->file));
    TRY(gfla_view_lists_write(file->path, file->models, file->held_out, file->n_models));
fail:
    return status;
}

void render_file_close(struct render_file *file)
{
    gfla_hdf5_destroy(&file->file);
    free(file->models);
    free(file->held_out);
    file->models = NULL;
    file->held_out = NULL;
}
