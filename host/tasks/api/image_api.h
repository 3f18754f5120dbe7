/* tasks/api/image_api.h - between the images of the public headers and those of the library. */
#ifndef GFLA_TASKS_API_IMAGE_API_H
#define GFLA_TASKS_API_IMAGE_API_H

#include <gfla/image.h>

#include "io/image/bitmap.h"

/* A copy of a caller's image; float becomes 16 bits, the rest stays. GFLA_ERROR_USAGE: it is none, and the message
 * calls it `what`. bitmap is empty then; else it is freed with gfla_bitmap_free. */
gfla_status gfla_bitmap_from_image(struct gfla_bitmap *bitmap, const struct gfla_image *image, const char *what);
/* Hands the pixels over without a copy: bitmap is empty afterwards. */
void gfla_image_take_bitmap(struct gfla_image *image, struct gfla_bitmap *bitmap);
/* The same, as samples of `type`, for which they may have to be copied; bitmap is empty afterwards, on failure too. */
gfla_status gfla_image_convert_bitmap(struct gfla_image *image, struct gfla_bitmap *bitmap, gfla_type type);

#endif
