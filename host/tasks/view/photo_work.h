/* tasks/view/photo_work.h - an image as the files of this folder work on it. */
#ifndef GFLA_TASKS_VIEW_PHOTO_WORK_H
#define GFLA_TASKS_VIEW_PHOTO_WORK_H

#include "io/image/bitmap.h"

#define GFLA_PHOTO_WORK_SIDE 1024 /* larger images are shrunk to it */

/* RGBA of 8 bits, at most so wide and high, of any image. */
gfla_status gfla_photo_bring_to_work(const struct gfla_bitmap *photo, struct gfla_bitmap *rgba);

#endif
