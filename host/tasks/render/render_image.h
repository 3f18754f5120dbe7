/* tasks/render/render_image.h - views of one model in one image, instead of a set of files. */
#ifndef GFLA_TASKS_RENDER_RENDER_IMAGE_H
#define GFLA_TASKS_RENDER_RENDER_IMAGE_H

#include "tasks/render/render_batch.h"

/* Whether `path` is called as an image is: then views go into that one image. */
bool gfla_render_is_image(const char *path);

/* The model that was chosen (gfla_render_choose) into job->output: one view as it is, from the front left and a little
 * above where no cameras were named; several as a sheet, by rows of equal elevation as far as they are. On white with
 * r->views.white, and where the format has no alpha. GFLA_ERROR_USAGE: several models, or layers and flows that an
 * image has no place for. */
gfla_status gfla_render_image(struct gfla_render *r, const struct gfla_render_job *job);

#endif
