/* base/file_temporary.h - the file that an output is written to before it is renamed. Private to host/base. */
#ifndef GFLA_BASE_FILE_TEMPORARY_H
#define GFLA_BASE_FILE_TEMPORARY_H

#include <stdio.h>

#include "base/error.h"

/* Opens *stream on an empty file beside `path`, called *temporary, which is freed with free(). On failure both are
 * NULL; errno says why where the status is GFLA_OK. */
gfla_status gfla_file_open_temporary(const char *path, FILE **stream, char **temporary);

#endif
