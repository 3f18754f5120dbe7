/* base/output.h - whether an output that exists already may be written. Ask before the work, not after it. */
#ifndef GFLA_BASE_OUTPUT_H
#define GFLA_BASE_OUTPUT_H

#include <stdbool.h>

#include "base/error.h"

/* What is done with outputs that exist. */
enum gfla_existing { GFLA_EXISTING_REFUSE, GFLA_EXISTING_OVERWRITE, GFLA_EXISTING_SKIP };

/* A folder of results whose writing a mark in it says is not done: whoever skips what exists does not skip that, nor an
 * empty folder. begin makes the folder with its parents; end takes the mark away, once all is written. */
gfla_status gfla_output_folder_begin(const char *folder);
gfla_status gfla_output_folder_end(const char *folder);

/* A path that exists is refused (GFLA_ERROR_OUTPUT), is skipped (*skip becomes true), or will be overwritten. "-",
 * which is standard output, is always fine. */
gfla_status gfla_output_allow(enum gfla_existing existing, const char *path, bool *skip);
/* The same for a single file, whose folder must be there and writable. */
gfla_status gfla_output_allow_file(enum gfla_existing existing, const char *path, bool *skip);

#endif
