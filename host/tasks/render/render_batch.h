/* tasks/render/render_batch.h - models that are chosen, drawn by one device or several, and written. */
#ifndef GFLA_TASKS_RENDER_RENDER_BATCH_H
#define GFLA_TASKS_RENDER_RENDER_BATCH_H

#include "tasks/render/render_job.h"
#include "tasks/render/render_set.h"

/* Opens the library of the named paths, and chooses models by filters, purpose, limit and the part of the batch
 * (render_choose.c). GFLA_ERROR_INPUT: there is none. */
gfla_status gfla_render_choose(struct gfla_render *r, const struct gfla_batch *batch);
/* Cameras, devices, and the set that is written. GFLA_ERROR_USAGE where that is one file and there are several devices. */
gfla_status gfla_render_prepare(struct gfla_render *r, const struct gfla_render_job *job);
/* What could not be listed counts as failed items. */
void gfla_render_tell_problems(const struct gfla_render *r, const struct gfla_render_job *job);
/* Draws every model of r->models into the set, shared among the devices; a model that fails is named and left out. Then
 * ends the set, whatever stopped the models: what is complete is kept. GFLA_ERROR_DEVICE: as base/crew.h says. */
gfla_status gfla_render_models(struct gfla_render *r, const struct gfla_render_job *job);
void gfla_render_free(struct gfla_render *r);

#endif
