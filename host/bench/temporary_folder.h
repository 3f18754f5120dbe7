/* bench/temporary_folder.h - a folder for caches that are empty, and go with it. */
#ifndef GFLA_BENCH_TEMPORARY_FOLDER_H
#define GFLA_BENCH_TEMPORARY_FOLDER_H

#include "base/error.h"

#define GFLA_TEMPORARY_PATH 256

/* Makes a new folder below `where` (NULL: /tmp) and writes its path. GFLA_ERROR_OUTPUT: it cannot be made; path is ""
 * then. */
gfla_status gfla_temporary_create(const char *where, char path[GFLA_TEMPORARY_PATH]);
/* Removes it with all that is in it; "" is fine. Links are removed, not followed. */
void gfla_temporary_remove(const char *path);

#endif
