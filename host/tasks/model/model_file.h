/* tasks/model/model_file.h - where files of weights are: those that come with the library, by their names. */
#ifndef GFLA_TASKS_MODEL_MODEL_FILE_H
#define GFLA_TASKS_MODEL_MODEL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The path of a model. A name that holds a '/' or that is one of a file is a path itself; else NAME or NAME.safetensors is looked
 * for in the folders below. GFLA_ERROR_INPUT says which these were and what they hold. */
gfla_status gfla_model_file_find(const char *name, char *path, size_t size);

/* Whether a bundled model, or a file, of this name is there. That it is not is no failure, and leaves the thread's
 * message. */
bool gfla_model_is_installed(const char *name);

/* Folder number `index` in which bundled models are looked for, in this order: those of the context's settings; those
 * that lie where the library, or the program that it is linked into, was installed, wherever that is now; that of the
 * installation's prefix; the source tree. False: there are no more, or the settings name none (""). */
bool gfla_model_folder(size_t index, char *folder, size_t size);

/* The .safetensors files of all folders by their names without that ending, sorted; of one name the first counts. Free
 * with gfla_model_list_free. */
struct gfla_model_place {
    char *name, *path;
};
struct gfla_model_list {
    struct gfla_model_place *items;
    size_t n, capacity;
};
gfla_status gfla_model_list_read(struct gfla_model_list *list);
void gfla_model_list_free(struct gfla_model_list *list);

#endif
