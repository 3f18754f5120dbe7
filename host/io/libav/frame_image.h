/* io/libav/frame_image.h - decoded frames as images. Private to host/io/libav. */
#ifndef GFLA_IO_LIBAV_FRAME_IMAGE_H
#define GFLA_IO_LIBAV_FRAME_IMAGE_H

#include "io/image/bitmap.h"
#include "io/libav/calls.h"

/* What conversion keeps from frame to frame. {0} is empty; free with gfla_libav_image_free. */
struct gfla_libav_image {
    struct SwsContext *scaler;
    AVFrame *rgb;
};

/* RGB of 8 bits, RGBA where the frame's format has alpha. Colours by the matrix that the frame names, else by ITU-R
 * 601, as other programs do that know no better. Messages do not name the frame. */
gfla_status gfla_libav_image(struct gfla_libav_image *scaled, const AVFrame *frame, struct gfla_bitmap *image);
void gfla_libav_image_free(struct gfla_libav_image *scaled);

#endif
