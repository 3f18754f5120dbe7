/* render/import_files.h - how Assimp opens files: those of a model's folder or archive, for reading. Private to
 * viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_IMPORT_FILES_H
#define VIEWSYNTH_RENDER_IMPORT_FILES_H

#include <assimp/cfileio.h>

#include "viewsynth/render/mesh_source.h"

/* {.source} is ready. Lives as long as the import. */
struct gfla_import_files {
    const struct gfla_mesh_source *source;
    struct aiFileIO io;
    void *model; /* the bytes of a model in an archive: Assimp opens it several times */
    size_t model_size;
    char reason[512]; /* why the model itself could not be opened; "" */
};

/* For aiImportFileEx; regular files alone are opened, whatever the case of their names, and none is written. */
struct aiFileIO *gfla_import_files_io(struct gfla_import_files *files);
void gfla_import_files_free(struct gfla_import_files *files);

#endif
