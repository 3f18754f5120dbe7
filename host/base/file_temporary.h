/* base/file_temporary.h - the file that an output is written to before it is renamed. Private to host/base. */
#ifndef GFLA_BASE_FILE_TEMPORARY_H
#define GFLA_BASE_FILE_TEMPORARY_H

#include "base/file.h"

/* Opens out->stream on an empty file beside out->path and sets out->temporary. On failure both stay NULL; errno says
 * why where the status is GFLA_OK. */
gfla_status gfla_file_open_temporary(struct gfla_file_out *out);

#endif
