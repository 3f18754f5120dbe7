/* io/animation/animation_format.h - what animation.c expects of a format. Private to host/io. */
#ifndef GFLA_IO_ANIMATION_ANIMATION_FORMAT_H
#define GFLA_IO_ANIMATION_ANIMATION_FORMAT_H

#include "base/file.h"
#include "io/animation/animation.h"

struct gfla_animation {
    const struct gfla_animation_format *format;
    struct gfla_animation_params params; /* with the defaults filled in */
    char *path;
    struct gfla_file_out out; /* closed for a folder */
    size_t n_frames;          /* added before */
    void *state;              /* the format's, freed by destroy */
};

struct gfla_animation_format {
    const char *extension; /* with the dot; "" is the folder */
    /* What is missing to write it, and how to get it; NULL if nothing is. A format that misses nothing need not say so.
     */
    const char *(*absent)(void);
    gfla_status (*open)(struct gfla_animation *animation);
    /* frame has the right size and 8 bits; any channels. */
    gfla_status (*add)(struct gfla_animation *animation, const struct gfla_bitmap *frame);
    /* Writes the rest to out.stream, whose errors are found later. */
    gfla_status (*finish)(struct gfla_animation *animation);
    void (*destroy)(void *state); /* state may be NULL */
};

extern const struct gfla_animation_format gfla_animation_gif, gfla_animation_apng, gfla_animation_webp,
    gfla_animation_folder;
/* In host/io/libav. */
extern const struct gfla_animation_format gfla_animation_mp4, gfla_animation_webm;

/* How long the frame lasts in units of 1 / per_second, rounded so that no error builds up; at least 1. */
int gfla_animation_ticks(const struct gfla_animation *animation, size_t frame, int per_second);
/* Goes to a place of out.stream that was written before (whence: SEEK_SET, SEEK_END). Pipes cannot: GFLA_ERROR_OUTPUT.
 */
gfla_status gfla_animation_move(struct gfla_animation *animation, long offset, int whence);

#endif
