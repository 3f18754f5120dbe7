/* io/animation.h - moving pictures, written frame by frame: GIF, animated PNG, or a folder of PNGs. They loop for ever.
 * A file appears whole or not at all; of a folder, what was written stays. */
#ifndef GFLA_IO_ANIMATION_H
#define GFLA_IO_ANIMATION_H

#include "io/image.h"

/* An animation that is being written. One thread at a time. */
typedef struct gfla_animation gfla_animation;

struct gfla_animation_params {
    int width, height; /* of every frame */
    int delay;         /* milliseconds from one frame to the next, 1..60000; GIF counts in hundredths, 2 at least */
    bool dither;       /* GIF: spread the error of the 256 colours (Floyd-Steinberg): smoother, larger */
};

/* The extension of path chooses the format: .gif, .apng (.png is one picture, not an animation), or none, or a slash at
 * the end: a folder for 00000.png, 00001.png ... Any other is GFLA_ERROR_USAGE with the list. An unwritable path fails
 * here, not at the end.
 */
gfla_status gfla_animation_open(gfla_animation **animation, const char *path,
                                const struct gfla_animation_params *params);
/* Copies the frame, of any channels and depth. GIF composites alpha on white; animated PNG keeps it if the first frame
 * has it. GIF and animated PNG stay in memory until the end. */
gfla_status gfla_animation_add(gfla_animation *animation, const struct gfla_image *frame);
/* Writes the file; there must be a frame. The animation is gone afterwards, whatever the result. */
gfla_status gfla_animation_finish(gfla_animation **animation);
/* Gives up: no file remains. */
void gfla_animation_discard(gfla_animation **animation);

/* True when gfla_animation_open would take the path for a file (not a folder). */
bool gfla_animation_can_write(const char *path);
/* ".gif, .apng": for messages. */
const char *gfla_animation_extensions(void);

#endif
