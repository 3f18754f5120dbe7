/* tasks/output_images.h - outputs that are an image, an animation or a folder of images, as their name says. */
#ifndef GFLA_TASKS_OUTPUT_IMAGES_H
#define GFLA_TASKS_OUTPUT_IMAGES_H

#include "base/output.h"

/* gfla_output_allow of such an output, asked before the work. GFLA_ERROR_USAGE: the name ends in what no format is
 * called. */
gfla_status gfla_output_allow_images(enum gfla_existing existing, const char *path, bool *skip);

#endif
