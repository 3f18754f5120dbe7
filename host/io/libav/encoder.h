/* io/libav/encoder.h - the compression of videos: which codec, how well, in which colours. Private to host/io/libav. */
#ifndef GFLA_IO_LIBAV_ENCODER_H
#define GFLA_IO_LIBAV_ENCODER_H

#include "io/animation/animation.h"
#include "io/libav/libav.h"

/* An encoder of frames of the even size at or above that of params, by the first of the two names that this libav has:
 * libx264, mpeg4, libvpx-vp9 or libvpx. global_header: the container wants the settings beside the frames, not among
 * them. *encoder is freed with avcodec_free_context, after a failure too. */
gfla_status gfla_libav_encoder_open(AVCodecContext **encoder, const char *path,
                                    const struct gfla_animation_params *params, const char *const names[2],
                                    bool global_header);

#endif
