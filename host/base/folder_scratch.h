/* base/folder_scratch.h - a new folder for a while, which no other process uses. */
#ifndef GFLA_BASE_FOLDER_SCRATCH_H
#define GFLA_BASE_FOLDER_SCRATCH_H

#include "base/error.h"

struct gfla_folder_scratch {
    char path[256]; /* "": none */
    int lock;       /* descriptor + 1, held while the folder is in use */
};

/* Makes the folder parent/prefixXXXXXX, readable by this user alone. First removes those of this prefix that killed
 * processes left there: they are this user's, a minute old, and no process holds their locks. GFLA_ERROR_OUTPUT names
 * the parent. Blocks while it removes files. */
gfla_status gfla_folder_scratch_create(struct gfla_folder_scratch *folder, const char *parent, const char *prefix);
/* Removes the folder with all that is in it; nothing without one. */
void gfla_folder_scratch_remove(struct gfla_folder_scratch *folder);

#endif
