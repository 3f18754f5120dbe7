/* animation_frames.h - the frames that tests of animations write. */
#ifndef GFLA_TESTS_UNIT_ANIMATION_FRAMES_H
#define GFLA_TESTS_UNIT_ANIMATION_FRAMES_H

#include "scratch.h"

#include "io/animation/animation.h"
#include "io/image/bitmap.h"

enum { WIDTH = 23, HEIGHT = 17, N_FRAMES = 3 };

/* Frame k: bars of few colours that move, or a smooth image of many. */
static inline void fill(struct gfla_bitmap *image, int k, int channels, bool smooth)
{
    assert_ok(gfla_bitmap_create(image, WIDTH, HEIGHT, channels, 8));
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < channels; c++)
                ((uint8_t *)image->pixels)[(y * WIDTH + x) * channels + c] =
                    (uint8_t)(smooth ? (c == 0   ? x * 11
                                        : c == 1 ? y * 15
                                                 : x * 4 + y * 7 + k * 20)
                                     : (x / 4 + k) % 6 * 50 + c * 2);
}

static const struct gfla_animation_params shared_params = {.width = WIDTH, .height = HEIGHT, .delay = 84};

static inline void write_animation(const char *path, int channels, bool smooth, bool dither)
{
    struct gfla_animation_params p = shared_params;
    gfla_animation *animation;
    p.dither = dither;
    assert_ok(gfla_animation_open(&animation, path, &p));
    for (int k = 0; k < N_FRAMES; k++) {
        struct gfla_bitmap frame;
        fill(&frame, k, channels, smooth);
        assert_ok(gfla_animation_add(animation, &frame));
        gfla_bitmap_free(&frame);
    }
    assert_ok(gfla_animation_finish(&animation));
    assert_null(animation);
}

#endif
