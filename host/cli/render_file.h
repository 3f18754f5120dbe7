/* cli/render_file.h - `gfla render --layout hdf5`: all models in one file, with the lists that say what is for training. */
#ifndef GFLA_CLI_RENDER_FILE_H
#define GFLA_CLI_RENDER_FILE_H

#include "cli/cli.h"
#include "io/hdf5.h"
#include "viewsynth/render/camera.h"
#include "viewsynth/render/library.h"

struct render_file {
    gfla_hdf5 *file;
    const char *path;
    const char **models; /* ids of those that are complete, and whether each is held out */
    bool *held_out;
    size_t n_models, models_capacity, held_out_capacity;
};

/* Refuses views that the lists have no names for, and files that exist (*skip: they are left alone), then begins the file. */
gfla_status render_file_open(struct render_file *file, struct cli *cli, int n_azimuths, int n_elevations, bool *skip);
/* Views of one model, as gfla_renderer_draw leaves them, on white. */
gfla_status render_file_add(struct render_file *file, const struct gfla_model_entry *entry, int size,
                            const struct gfla_camera *cameras, int n, const uint8_t *rgba);
/* All views of a model are in: it enters the lists. The entry outlives the file. */
gfla_status render_file_end_model(struct render_file *file, const struct gfla_model_entry *entry);
/* File and lists appear. */
gfla_status render_file_commit(struct render_file *file);
/* Discards what was not committed. */
void render_file_close(struct render_file *file);

#endif
