/* render/importer.h - models and skeletons read in a process of their own, so that a broken file can end, hold up or
 * fill nothing but that.
 *
 * What comes back is checked like any file from strangers. The helper is kept for many models and started anew after it
 * has ended; a model that fails in a used one is tried in a fresh one, so that its result does not depend on what was
 * read before it. An importer belongs to one thread. */
#ifndef VIEWSYNTH_RENDER_IMPORTER_H
#define VIEWSYNTH_RENDER_IMPORTER_H

#include <stdbool.h>

#include "viewsynth/render/mesh.h"

#define GFLA_IMPORT_WORD "import-worker"
#define GFLA_IMPORT_SECONDS 60     /* and one more for each MiB of a file, up to 600 */
#define GFLA_IMPORT_MEGABYTES 4096 /* 4 million triangles of OBJ, PLY or STL need 1500 */

typedef struct gfla_importer gfla_importer;

/* Zeros are the defaults. */
struct gfla_importer_params {
    /* started as `program word MEGABYTES PARENT`: calls gfla_import_serve (import_worker.h). No default */
    const char *program;
    const char *word;            /* NULL: GFLA_IMPORT_WORD */
    double seconds;              /* that a model may take, however large; 0: GFLA_IMPORT_SECONDS */
    size_t megabytes;            /* that a model may need; 0: GFLA_IMPORT_MEGABYTES */
    bool (*stop)(void *context); /* asked several times a second while a model is waited for; NULL: never */
    void *context;
};

/* An importer by the program of this thread's context (gfla_context_params.import_program), which a cancel stops; where
 * the context names none, *importer is NULL, and this process reads. Zeros are the defaults. */
gfla_status gfla_importer_open(gfla_importer **importer, double seconds, size_t megabytes);

/* Starts nothing yet. program and word are copied. */
gfla_status gfla_importer_create(gfla_importer **importer, const struct gfla_importer_params *params);
/* Ends the helper. */
void gfla_importer_destroy(gfla_importer **importer);

/* gfla_mesh_import in the helper. source->archive is NULL here; with a member, path is that of the archive, which the
 * helper opens. GFLA_ERROR_INPUT: as gfla_mesh_import, or the importer crashed, did not end in time, or needed more
 * memory than it may; the message says which. GFLA_ERROR_INTERRUPTED: stop said so. GFLA_ERROR_FAILED: the helper
 * cannot be started. */
gfla_status gfla_importer_mesh(gfla_importer *importer, const struct gfla_mesh_source *source,
                               const struct gfla_mesh_params *params, struct gfla_mesh **mesh);

/* Lets the helper begin with a model that gfla_importer_mesh will be asked for next, with the same source and params,
 * while this thread does something else. Does not wait; asking for another model then costs a new helper. */
void gfla_importer_begin(gfla_importer *importer, const struct gfla_mesh_source *source,
                         const struct gfla_mesh_params *params);

struct gfla_skeleton;
/* gfla_skeleton_import (skeleton.h) in the helper, with the same errors. */
gfla_status gfla_importer_skeleton(gfla_importer *importer, const char *path, int animation,
                                   struct gfla_skeleton **skeleton);

#endif
