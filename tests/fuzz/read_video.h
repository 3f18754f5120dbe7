/* tests/fuzz/read_video.h - a file as a video: its first frames are read. */
#ifndef GFLA_TESTS_FUZZ_READ_VIDEO_H
#define GFLA_TESTS_FUZZ_READ_VIDEO_H

#include "io/animation/video.h"

#define MAX_FRAMES 200

/* Returns how many. */
static inline int read_video(const char *path, int channels)
{
    const struct gfla_bitmap_read_params params = {.channels = channels};
    gfla_video *video;
    bool end = false;
    int n_read = 0;
    if (gfla_video_open(&video, path, &params) != GFLA_OK)
        return 0;
    for (int k = 0; k < MAX_FRAMES && !end; k++) {
        struct gfla_bitmap frame;
        const gfla_status status = gfla_video_next(video, &frame, &end);
        gfla_bitmap_free(&frame);
        n_read += status == GFLA_OK && !end;
        if (status != GFLA_OK && status != GFLA_ERROR_INPUT)
            break;
    }
    gfla_video_destroy(&video);
    return n_read;
}

#endif
