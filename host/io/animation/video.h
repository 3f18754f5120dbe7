/* io/animation/video.h - moving images, read frame by frame: a video, an animated GIF, PNG or WebP, or a folder of
 * numbered images. One frame is in memory at a time (of a WebP also the file). */
#ifndef GFLA_IO_ANIMATION_VIDEO_H
#define GFLA_IO_ANIMATION_VIDEO_H

#include "io/image/bitmap.h"

/* A video that is being read. One thread at a time. */
typedef struct gfla_video gfla_video;

struct gfla_video_info {
    int width, height;  /* of the first frame, upright; others may differ */
    double fps;         /* frames per second on average; 0: unknown, and of folders */
    long long n_frames; /* as the file says; -1: it does not */
    long long
        n_missing; /* a folder whose names are numbered: numbers that are left out between the first and the last, */
    long long first_missing; /* and the first of them */
};

/* Opens a folder (its .png, .jpg and .jpeg files, in natural order: frame2 before frame10; hidden ones do not count), a
 * WebP, or with libav whatever of MP4, WebM, MKV, AVI, MPEG, GIF, animated PNG and the like it decodes; the content
 * decides, not the name. Of params, which may be NULL, 16 bits are kept of images in folders alone. A file that is
 * missing, damaged, without images or of another kind is GFLA_ERROR_INPUT. */
gfla_status gfla_video_open(gfla_video **video, const char *path, const struct gfla_bitmap_read_params *params);
void gfla_video_destroy(gfla_video **video);
const struct gfla_video_info *gfla_video_about(const gfla_video *video);
/* The files of a folder in their order, n_frames of them, without it; NULL: a file. Valid as long as the video. */
const char *const *gfla_video_names(const gfla_video *video);

/* The next frame, with alpha where the file has it and params do not say otherwise. Behind the last one *end is true
 * and the frame empty. A frame that cannot be read is GFLA_ERROR_INPUT with file and number (from 0); it counts as
 * read, and the next call goes on behind it. A file that breaks off is an error once, then the end. */
gfla_status gfla_video_next(gfla_video *video, struct gfla_bitmap *frame, bool *end);
/* The number of the frame that gfla_video_next would give. */
long long gfla_video_position(const gfla_video *video);
/* Goes to any frame, in videos by decoding all before it; those may be unreadable. GFLA_ERROR_INPUT if there are fewer.
 */
gfla_status gfla_video_seek(gfla_video *video, long long frame);

#endif
