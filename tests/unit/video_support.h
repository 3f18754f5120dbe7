/* tests/unit/video_support.h - short animations whose frames can be told from one another, written and compared. */
#ifndef GFLA_TESTS_VIDEO_SUPPORT_H
#define GFLA_TESTS_VIDEO_SUPPORT_H

#include <math.h>

#include "base/memory.h"
#include "io/animation/animation.h"
#include "io/animation/video.h"
#include "scratch.h"

/* Frame k: smooth colours that wander to the left, and a bright square that steps down. */
static inline void draw_frame(struct gfla_bitmap *image, int width, int height, int k, int channels)
{
    assert_ok(gfla_bitmap_create(image, width, height, channels, 8));
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            uint8_t *pixel = (uint8_t *)image->pixels + (y * width + x) * channels;
            const bool square = x < width / 4 && y / 8 == k % 8;
            for (int c = 0; c < channels; c++)
                pixel[c] = (uint8_t)(square ? 230 : 120 + 90 * sin((x + 5 * k) * 0.09 + y * 0.05 + 0.5 * c));
            if (channels == 4)
                pixel[3] = x < width / 2 ? 255 : 100;
        }
}

static inline void write_frames(const char *path, int width, int height, int n, int channels,
                                struct gfla_animation_params params)
{
    gfla_animation *animation;
    params.width = width;
    params.height = height;
    assert_ok(gfla_animation_open(&animation, path, &params));
    for (int k = 0; k < n; k++) {
        struct gfla_bitmap frame;
        draw_frame(&frame, width, height, k, channels);
        assert_ok(gfla_animation_add(animation, &frame));
        gfla_bitmap_free(&frame);
    }
    assert_ok(gfla_animation_finish(&animation));
}

/* In decibels, over the smaller of the two sizes; 99 where nothing differs. */
static inline double psnr(const struct gfla_bitmap *a, const struct gfla_bitmap *b)
{
    const int width = a->width < b->width ? a->width : b->width, height = a->height < b->height ? a->height : b->height;
    double sum = 0;
    assert_int_equal(a->channels, b->channels);
    for (int y = 0; y < height; y++)
        for (int i = 0; i < width * a->channels; i++) {
            const double d = ((const uint8_t *)a->pixels)[y * a->width * a->channels + i] -
                             ((const uint8_t *)b->pixels)[y * b->width * b->channels + i];
            sum += d * d;
        }
    return sum > 0 ? 10 * log10(255.0 * 255 * width * height * a->channels / sum) : 99;
}

static inline gfla_video *open_video(const char *path, int channels)
{
    gfla_video *video;
    assert_ok(gfla_video_open(&video, path, &(struct gfla_bitmap_read_params){.channels = channels}));
    return video;
}

/* The next frame is frame k of draw_frame, as RGB, within this PSNR. */
static inline void assert_frame(gfla_video *video, int width, int height, int k, double limit)
{
    struct gfla_bitmap read, frame;
    bool end;
    assert_int_equal(gfla_video_position(video), k);
    assert_ok(gfla_video_next(video, &read, &end));
    assert_false(end);
    draw_frame(&frame, width, height, k, 3);
    const double difference = psnr(&read, &frame);
    if (difference < limit)
        fail_msg("frame %d: %g dB, not %g", k, difference, limit);
    gfla_bitmap_free(&read);
    gfla_bitmap_free(&frame);
}

static inline void assert_end(gfla_video *video)
{
    struct gfla_bitmap frame;
    bool end = false;
    assert_ok(gfla_video_next(video, &frame, &end));
    assert_true(end);
    assert_null(frame.pixels);
}

/* Whether this build has libav. */
static inline bool has_videos(void)
{
    return gfla_animation_check("x.mp4") == GFLA_OK;
}

#endif
