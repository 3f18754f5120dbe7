/* io/animation/video_source.h - what video.c expects of a kind of video. Private to host/io. */
#ifndef GFLA_IO_ANIMATION_VIDEO_SOURCE_H
#define GFLA_IO_ANIMATION_VIDEO_SOURCE_H

#include "io/animation/video.h"

struct gfla_video {
    const struct gfla_video_source *source;
    struct gfla_bitmap_read_params params;
    struct gfla_video_info info; /* filled by open */
    char *path;
    long long position; /* of the frame that next is asked for */
    void *state;        /* the source's, freed by destroy */
};

struct gfla_video_source {
    gfla_status (*open)(struct gfla_video *video);
    /* Frame number position; it is not wanted (frame is NULL) when frames are skipped. Messages of a frame that cannot
     * be read do not name it, the caller does; any other failure than GFLA_ERROR_INPUT ends the reading. */
    gfla_status (*next)(struct gfla_video *video, struct gfla_bitmap *frame, bool *end);
    /* Goes to any frame below n_frames; NULL: can only go on, and open anew. */
    void (*seek)(struct gfla_video *video, long long frame);
    void (*destroy)(void *state); /* state may be NULL */
    /* Of frames that are files: their names; NULL: of no other. */
    const char *const *(*names)(const void *state);
};

/* The last of them takes whatever the others do not; it is in host/io/libav. */
extern const struct gfla_video_source gfla_video_folder, gfla_video_webp, gfla_video_libav;

/* Whether the file begins like a WebP. */
gfla_status gfla_video_is_webp(const char *path, bool *is_webp);

#endif
