/* Any bytes as a video: WebP, and what libav reads. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/animation/video.h"

#define MAX_FRAMES 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Readers take a path; in memory, where the system has a folder for that. */
static const char *write_file(const uint8_t *data, size_t size)
{
    static char path[64];
    FILE *file;

    snprintf(path, sizeof path, "%s/gfla-video-fuzz-%d", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
             (int)getpid());
    file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size)
        abort();
    fclose(file);
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_bitmap_read_params params = {.channels = (int)(size % 5)};
    const char *path = write_file(data, size);
    gfla_video *video;

    if (gfla_video_open(&video, path, &params) == GFLA_OK) {
        bool end = false;
        for (int k = 0; k < MAX_FRAMES && !end; k++) {
            struct gfla_bitmap frame;
            const gfla_status status = gfla_video_next(video, &frame, &end);
            gfla_bitmap_free(&frame);
            if (status != GFLA_OK && status != GFLA_ERROR_INPUT)
                break;
        }
        gfla_video_destroy(&video);
    }
    unlink(path);
    return 0;
}
