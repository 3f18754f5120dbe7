/* io/libav/frames.h - the frames of a file in the order of showing, damaged ones among them. Private to host/io/libav.
 */
#ifndef GFLA_IO_LIBAV_FRAMES_H
#define GFLA_IO_LIBAV_FRAMES_H

#include "io/image/gif_blocks.h"
#include "io/libav/libav.h"

#define GFLA_LIBAV_WAITING 64

/* A file that is being decoded. {0} is closed. */
struct gfla_libav_frames {
    FILE *file;
    AVIOContext *io;
    AVFormatContext *demuxer;
    AVStream *stream;
    AVCodecContext *decoder;
    AVPacket *packet;
    AVFrame *frame;

    int64_t sent;                        /* when the last packet is shown */
    int64_t damaged[GFLA_LIBAV_WAITING]; /* when the packets would be shown that could not be decoded; ascending */
    int n_damaged;
    bool has_frame, at_end, broken_off, no_memory;
    struct gfla_gif_blocks gif;
    int64_t n_packets, last_end; /* of the stream; when the last packet of any stream ends, in microseconds */
};

enum gfla_libav_step {
    GFLA_LIBAV_FRAME,
    GFLA_LIBAV_DAMAGED,
    GFLA_LIBAV_NO_MEMORY,
    GFLA_LIBAV_BROKEN_OFF,
    GFLA_LIBAV_END
};

/* Opens path for its first stream of images. Nothing but this file is opened, whatever is written in it.
 * gfla_libav_begin comes first, here and everywhere below. */
gfla_status gfla_libav_frames_open(struct gfla_libav_frames *f, const char *path);
void gfla_libav_frames_close(struct gfla_libav_frames *f);
/* FRAME: the next frame is in f->frame until the next call. DAMAGED: it cannot be decoded. NO_MEMORY: host memory ran
 * out, and nothing more is read. BROKEN_OFF: the file has ended too early, or cannot be read on; then END. */
enum gfla_libav_step gfla_libav_frames_next(struct gfla_libav_frames *f);

#endif
