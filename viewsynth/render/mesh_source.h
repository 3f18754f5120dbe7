/* render/mesh_source.h - the bytes of a model and of the files that it names. Private to viewsynth/render.
 *
 * They lie in a folder or in an archive (struct gfla_mesh_source, mesh.h). *data is freed with free(); a zero byte that
 * is not counted follows it. GFLA_ERROR_INPUT names a file that is missing, not regular, damaged, or above
 * GFLA_ARCHIVE_MAX_MEMBER. */
#ifndef VIEWSYNTH_RENDER_MESH_SOURCE_H
#define VIEWSYNTH_RENDER_MESH_SOURCE_H

#include "viewsynth/render/mesh.h"

/* How the message names the model: its member if it lies in an archive, else its path. */
const char *gfla_source_name(const struct gfla_mesh_source *source);

gfla_status gfla_source_read(const struct gfla_mesh_source *source, void **data, size_t *size);

/* A file that the model names, looked for beside it (whatever folder a foreign absolute path says). */
gfla_status gfla_source_read_beside(const struct gfla_mesh_source *source, const char *name, void **data, size_t *size);

#endif
