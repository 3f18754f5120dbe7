/* base/file_temporary.h - the file that an output is written to before it is renamed. base/file.h is what writers use. */
#ifndef GFLA_BASE_FILE_TEMPORARY_H
#define GFLA_BASE_FILE_TEMPORARY_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/* Opens *stream on an empty file beside `path`, called *temporary, which is freed with free(). On failure both are
 * NULL; errno says why where the status is GFLA_OK. */
gfla_status gfla_file_open_temporary(const char *path, FILE **stream, char **temporary);

/* Whether a path is called like one of these temporaries. */
bool gfla_file_is_temporary(const char *path);
/* Removes such a file, where it is one of ours that nobody writes to any more. */
void gfla_file_remove_stale(const char *path);

#endif
