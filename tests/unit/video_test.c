/* Videos and animations, written frame by frame and read back. */
#include "video_support.h"

enum { N_FRAMES = 9 };

static const struct {
    const char *name;
    int quality;
    double limit; /* of the PSNR */
    bool even, knows_count, needs_libav;
} formats[] = {
    {"a.mp4", 0, 36, true, true, true},    {"a.webm", 0, 36, true, false, true},
    {"low.mp4", 30, 20, true, true, true}, {"low.webm", 30, 20, true, false, true},
    {"a.webp", 0, 30, false, true, false}, {"whole.webp", 100, 99, false, true, false},
    {"a.apng", 0, 99, false, false, true}, {"a.gif", 0, 30, false, true, true},
    {"folder", 0, 99, false, true, false},
};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

static void round_trip(int i, int width, int height)
{
    const char *path = scratch(formats[i].name);
    const int more = formats[i].even;
    write_frames(path, width, height, N_FRAMES, 3,
                 (struct gfla_animation_params){.fps = 25, .quality = formats[i].quality});
    gfla_video *video = open_video(path, 3);
    const struct gfla_video_info *about = gfla_video_about(video);
    assert_int_equal(about->width, more ? (width + 1) / 2 * 2 : width);
    assert_int_equal(about->height, more ? (height + 1) / 2 * 2 : height);
    assert_int_equal(about->n_frames, formats[i].knows_count ? N_FRAMES : -1);
    assert_true(fabs(about->fps - (i == N_FORMATS - 1 ? 0 : 25)) < 0.01);
    for (int k = 0; k < N_FRAMES; k++)
        assert_frame(video, width, height, k, formats[i].limit);
    assert_end(video);
    assert_end(video);
    gfla_video_destroy(&video);
    assert_null(video);
}

static void formats_keep_frames_in_order(void **state)
{
    static const int sizes[][2] = {{96, 64}, {45, 67}, {160, 33}};
    for (int i = 0; i < N_FORMATS; i++)
        for (int s = 0; s < 3; s++)
            if (!formats[i].needs_libav || has_videos())
                round_trip(i, sizes[s][0], sizes[s][1]);
}

/* The smallest images that there are. */
static void formats_keep_single_pixels(void **state)
{
    for (int i = 0; i < N_FORMATS; i++) {
        if (formats[i].needs_libav && !has_videos())
            continue;
        write_frames(scratch(formats[i].name), 1, 1, 2, 3, (struct gfla_animation_params){.delay = 100});
        gfla_video *video = open_video(scratch(formats[i].name), 3);
        assert_frame(video, 1, 1, 0, 20);
        gfla_video_destroy(&video);
    }
}

/* 59.94 and 23.976 are not exact in milliseconds. */
static void videos_keep_the_rate(void **state)
{
    static const double rates[] = {30000.0 / 1001, 60, 24000.0 / 1001, 0.1, 1000};
    for (size_t i = 0; has_videos() && i < sizeof rates / sizeof rates[0]; i++) {
        write_frames(scratch("rate.mp4"), 32, 32, 3, 3, (struct gfla_animation_params){.fps = rates[i]});
        gfla_video *video = open_video(scratch("rate.mp4"), 0);
        assert_true(fabs(gfla_video_about(video)->fps - rates[i]) < 1e-3 * rates[i]);
        gfla_video_destroy(&video);
    }
}

static void the_same_frames_give_the_same_file(void **state)
{
    for (int i = 0; i < N_FORMATS - 1; i++) {
        void *file[2];
        size_t size[2];
        if (gfla_animation_check(formats[i].name) != GFLA_OK)
            continue;
        for (int k = 0; k < 2; k++) {
            write_frames(scratch(formats[i].name), 50, 50, N_FRAMES, 3, (struct gfla_animation_params){.delay = 40});
            assert_ok(gfla_file_read(scratch(formats[i].name), 1 << 24, &file[k], &size[k]));
        }
        assert_int_equal(size[0], size[1]);
        assert_memory_equal(file[0], file[1], size[0]);
        for (size_t at = 0; at + 4 <= size[0]; at++)
            assert_true(memcmp((char *)file[0] + at, "x264", 4) != 0); /* no version, no settings */
        free(file[0]);
        free(file[1]);
    }
}

static void quality_is_paid_for(void **state)
{
    static const char *const names[] = {"q.mp4", "q.webm", "q.webp"};
    for (int i = 0; i < 3; i++) {
        size_t sizes[3];
        if (gfla_animation_check(names[i]) != GFLA_OK)
            continue;
        for (int q = 0; q < 3; q++) {
            void *file;
            write_frames(scratch(names[i]), 96, 96, N_FRAMES, 3,
                         (struct gfla_animation_params){.delay = 40, .quality = 10 + 40 * q});
            assert_ok(gfla_file_read(scratch(names[i]), 1 << 24, &file, &sizes[q]));
            free(file);
        }
        assert_true(sizes[0] < sizes[1] && sizes[1] < sizes[2]);
    }
}

/* Half of the image is 100 / 255 opaque: kept, or on white. */
static void alpha_is_kept_or_composited(void **state)
{
    static const char *const names[] = {"alpha.webp", "alpha.apng", "alpha.mp4", "alpha.webm", "alpha.gif"};
    for (int i = 0; i < 5; i++) {
        struct gfla_bitmap read, frame, expected;
        const int channels = i < 2 ? 4 : 3;
        bool end;
        if (i > 0 && !has_videos())
            continue;
        write_frames(scratch(names[i]), 64, 64, 2, 4, (struct gfla_animation_params){.delay = 40, .quality = 100});
        gfla_video *video = open_video(scratch(names[i]), i == 4 ? 3 : 0);
        assert_ok(gfla_video_next(video, &read, &end));
        assert_int_equal(read.channels, channels);
        draw_frame(&frame, 64, 64, 0, 4);
        assert_ok(gfla_bitmap_convert(&frame, channels, &expected));
        assert_true(psnr(&read, &expected) >= (i < 2 ? 99 : 30));
        gfla_bitmap_free(&read);
        gfla_bitmap_free(&frame);
        gfla_bitmap_free(&expected);
        gfla_video_destroy(&video);
    }
}

/* Frame k of four colours that no other frame has. */
static uint8_t colour_of(int k, int x, int c)
{
    return (uint8_t)((unsigned)(k * 12 + x / 4 * 3 + c + 1) * 2654435761u >> 24);
}

/* 600 colours in all, but never more than 256 in the 64 frames that share a palette. */
static void long_gifs_keep_their_colours(void **state)
{
    enum { N = 150 };
    const struct gfla_animation_params params = {.width = 16, .height = 16, .delay = 40};
    gfla_animation *animation;
    struct gfla_bitmap frame;
    bool end;
    assert_ok(gfla_animation_open(&animation, scratch("long.gif"), &params));
    assert_ok(gfla_bitmap_create(&frame, 16, 16, 3, 8));
    for (int k = 0; k < N; k++) {
        for (int i = 0; i < 16 * 16 * 3; i++)
            ((uint8_t *)frame.pixels)[i] = colour_of(k, i / 3 % 16, i % 3);
        assert_ok(gfla_animation_add(animation, &frame));
    }
    gfla_bitmap_free(&frame);
    assert_ok(gfla_animation_finish(&animation));
    if (!has_videos())
        return;
    gfla_video *video = open_video(scratch("long.gif"), 3);
    for (int k = 0; k < N; k++) {
        assert_ok(gfla_video_next(video, &frame, &end));
        for (int i = 0; i < 16 * 16 * 3; i++)
            assert_true(abs(((uint8_t *)frame.pixels)[i] - colour_of(k, i / 3 % 16, i % 3)) < 4);
        gfla_bitmap_free(&frame);
    }
    assert_end(video);
    gfla_video_destroy(&video);
}

/* Forwards, backwards, to the end, beyond. */
static void any_frame_can_be_gone_to(void **state)
{
    static const int goals[] = {5, 2, 2, 8, 0, 1};
    for (int i = 0; i < N_FORMATS; i++) {
        if (formats[i].needs_libav && !has_videos())
            continue;
        write_frames(scratch(formats[i].name), 64, 64, N_FRAMES, 3, (struct gfla_animation_params){.delay = 40});
        gfla_video *video = open_video(scratch(formats[i].name), 3);
        for (size_t g = 0; g < sizeof goals / sizeof goals[0]; g++) {
            assert_ok(gfla_video_seek(video, goals[g]));
            assert_frame(video, 64, 64, goals[g], 30);
        }
        assert_ok(gfla_video_seek(video, N_FRAMES));
        assert_end(video);
        assert_fails(gfla_video_seek(video, N_FRAMES + 1), GFLA_ERROR_INPUT, "frame 10 was asked for, there are 9");
        assert_fails(gfla_video_seek(video, -1), GFLA_ERROR_USAGE, "-1");
        assert_ok(gfla_video_seek(video, 1));
        assert_frame(video, 64, 64, 1, 30);
        gfla_video_destroy(&video);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_keep_frames_in_order), cmocka_unit_test(formats_keep_single_pixels),
        cmocka_unit_test(videos_keep_the_rate),         cmocka_unit_test(the_same_frames_give_the_same_file),
        cmocka_unit_test(quality_is_paid_for),          cmocka_unit_test(alpha_is_kept_or_composited),
        cmocka_unit_test(long_gifs_keep_their_colours), cmocka_unit_test(any_frame_can_be_gone_to),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
