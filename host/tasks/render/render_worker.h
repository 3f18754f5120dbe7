/* tasks/render/render_worker.h - one device that draws models of a set, with a process that reads them and room for the
 * images. */
#ifndef GFLA_TASKS_RENDER_RENDER_WORKER_H
#define GFLA_TASKS_RENDER_RENDER_WORKER_H

#include "tasks/render/render_job.h"
#include "tasks/render/render_writer.h"
#include "viewsynth/render/importer.h"
#include "viewsynth/render/layout/layout.h"
#include "viewsynth/render/raster.h"

struct gfla_render;

/* Belongs to one thread. */
struct gfla_render_worker {
    const struct gfla_render *render; /* what is drawn, and how */
    gfla_importer *importer;
    gfla_renderer *renderer;
    gfla_layout_set *set;            /* a part of the set, as a shard's */
    struct gfla_camera *cameras;     /* of the model being drawn */
    struct gfla_render_out drawn[2]; /* of a chunk, and of the one that is being written; what is not wanted is NULL */
    struct gfla_render_writer writer;
    size_t n_done;
};

/* The device outlives the worker. */
gfla_status gfla_render_worker_open(struct gfla_render_worker *worker, const struct gfla_render *render,
                                    const struct gfla_render_job *job, gfla_device *device);
/* Zeros are fine. */
void gfla_render_worker_close(struct gfla_render_worker *worker);

/* Bytes of a pixel of what is drawn for these images, 1 << enum gfla_layout_image. */
size_t gfla_render_bytes(unsigned images);

/* The i-th of render->models. *skip: it was there and is left alone. */
gfla_status gfla_render_worker_draw(struct gfla_render_worker *worker, const struct gfla_render_job *job, size_t i,
                                    bool *skip);

#endif
