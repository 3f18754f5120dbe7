/* data/views_content.h - what is in a set that is one file, beyond the names of its models. */
#ifndef VIEWSYNTH_DATA_VIEWS_CONTENT_H
#define VIEWSYNTH_DATA_VIEWS_CONTENT_H

#include "viewsynth/data/views.h"

/* A digest of the content: of a pack, of all its views, by the sums in its tables; of an HDF5 file, of its size and of
 * blocks of it, 256 KiB in all. Never 0, but for a set in a folder, whose files are not read for it. GFLA_ERROR_INPUT:
 * the file cannot be read. Blocks. */
gfla_status gfla_views_content(const gfla_views *views, const char *path, uint64_t *digest);

#endif
