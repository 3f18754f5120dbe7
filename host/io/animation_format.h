/* io/animation_format.h - what animation.c expects of a format. Private to host/io. */
#ifndef GFLA_IO_ANIMATION_FORMAT_H
#define GFLA_IO_ANIMATION_FORMAT_H

#include "base/file.h"
#include "io/animation.h"

struct gfla_animation {
    const struct gfla_animation_format *format;
    struct gfla_animation_params params;
    char *path;
    struct gfla_file_out out; /* closed for a folder */
    size_t n_frames;          /* added before */
    void *state;              /* the format's, freed by destroy */
};

struct gfla_animation_format {
    const char *extension; /* with the dot; "" is the folder */
    gfla_status (*open)(struct gfla_animation *animation);
    /* frame has the right size and 8 bits; any channels. */
    gfla_status (*add)(struct gfla_animation *animation, const struct gfla_image *frame);
    /* Writes everything to out.stream, whose errors are found later. */
    gfla_status (*finish)(struct gfla_animation *animation);
    void (*destroy)(void *state); /* state may be NULL */
};

extern const struct gfla_animation_format gfla_animation_gif, gfla_animation_apng, gfla_animation_folder;

#endif
