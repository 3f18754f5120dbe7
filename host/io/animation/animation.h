/* io/animation/animation.h - moving images, written frame by frame: videos, GIF, animated PNG and WebP, or a folder of
 * PNGs. All but videos loop for ever. A file appears whole or not at all; of a folder, what was written stays. Memory
 * does not grow with the number of frames, and the same frames give the same file. */
#ifndef GFLA_IO_ANIMATION_ANIMATION_H
#define GFLA_IO_ANIMATION_ANIMATION_H

#include "io/image/bitmap.h"

/* An animation that is being written. One thread at a time. */
typedef struct gfla_animation gfla_animation;

struct gfla_animation_params {
    int width, height; /* of every frame; videos get even sizes, by a copy of the last column and row */
    int delay;         /* milliseconds from one frame to the next, 1..60000 */
    double fps;  /* frames per second, 1/60 to 1000; 0: delay counts. GIF has hundredths of a second, 2 at least */
    int quality; /* .mp4, .webm, .webp: 1..100, 0: 90; a .webp of 100 keeps every pixel */
    bool dither; /* GIF: spread the error of the 256 colours (Floyd-Steinberg): smoother, larger */
};

/* The extension of path chooses the format: .gif, .apng (.png is one image, not an animation), .webp, .mp4, .webm, or
 * none, or a slash at the end: a folder for 00000.png, 00001.png ... Any other is GFLA_ERROR_USAGE with the list, and
 * so are .mp4 and .webm without libav. An unwritable path fails here, not at the end; a pipe takes GIFs and
 * videos only. */
gfla_status gfla_animation_open(gfla_animation **animation, const char *path,
                                const struct gfla_animation_params *params);
/* Writes the frame, of any channels and depth. GIF and videos composite alpha on white; animated PNG and WebP keep it
 * if the first frame has it. */
gfla_status gfla_animation_add(gfla_animation *animation, const struct gfla_bitmap *frame);
/* Completes the file; there must be a frame. The animation is gone afterwards, whatever the result. */
gfla_status gfla_animation_finish(gfla_animation **animation);
/* Gives up: no file remains. */
void gfla_animation_discard(gfla_animation **animation);

/* True when the extension of path is that of an animation in a file, even if this build cannot write it. */
bool gfla_animation_can_write(const char *path);
/* What gfla_animation_open would say of the extension alone: for asking before the work is done. */
gfla_status gfla_animation_check(const char *path);
/* ".gif, .apng, .webp, .mp4, .webm": for messages. */
const char *gfla_animation_extensions(void);

#endif
