/* tasks/render/render_file.h - what `gfla render` asks before it writes all models into one file with lists beside
 * it. */
#ifndef GFLA_TASKS_RENDER_RENDER_FILE_H
#define GFLA_TASKS_RENDER_RENDER_FILE_H

#include "base/output.h"

/* Whether data_NAME.hdf5 and its lists may be written: they belong together, so that either all are new, or all may be
 * overwritten. *skip: the file is there, and all are left alone. */
gfla_status gfla_render_file_allow(enum gfla_existing existing, const char *path, bool *skip);

#endif
