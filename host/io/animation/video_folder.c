/* A folder of images as a video. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/string_list.h"
#include "io/animation/video_source.h"

struct folder {
    char **names;
    size_t n_names;
};

static gfla_status read_image(struct gfla_video *video, size_t i, const struct gfla_bitmap_read_params *params,
                              struct gfla_bitmap *image)
{
    const struct folder *folder = video->state;
    gfla_status status = GFLA_OK;
    char *path = NULL;
    const size_t size = strlen(video->path) + strlen(folder->names[i]) + 2;

    TRY(gfla_calloc(&path, size, 1, video->path));
    snprintf(path, size, "%s/%s", video->path, folder->names[i]);
    TRY(gfla_bitmap_read(path, params, image));
fail:
    free(path);
    return status;
}

/* The size of the first image that can be read; 0 x 0 when none can, which reading them will tell. */
static gfla_status find_size(struct gfla_video *video)
{
    const struct folder *folder = video->state;

    for (size_t i = 0; i < folder->n_names; i++) {
        struct gfla_bitmap image = {0};
        const gfla_status status = read_image(video, i, NULL, &image);

        video->info.width = image.width;
        video->info.height = image.height;
        gfla_bitmap_free(&image);
        if (status != GFLA_ERROR_INPUT)
            return status;
    }
    return GFLA_OK;
}

static gfla_status folder_open(struct gfla_video *video)
{
    gfla_status status = GFLA_OK;
    struct folder *folder;

    TRY(gfla_calloc(&video->state, 1, sizeof *folder, video->path));
    folder = video->state;
    TRY(gfla_bitmap_files(video->path, true, &folder->names, &folder->n_names));
    if (folder->n_names == 0) { /* what might be an animation made of the frames, where there are no others */
        free(folder->names);
        TRY(gfla_bitmap_files(video->path, false, &folder->names, &folder->n_names));
    }
    REQUIRE(folder->n_names > 0, GFLA_ERROR_INPUT,
            "%s: no pictures (.png, .jpg, .tif, .bmp, .ppm, .tga) in this folder", video->path);
    video->info.n_frames = (long long)folder->n_names;
    const struct gfla_number_gaps gaps = gfla_natural_gaps(folder->names, folder->n_names);
    video->info.n_missing = gaps.n_missing;
    video->info.first_missing = gaps.first_missing;
    TRY(find_size(video));
fail:
    return status;
}

static gfla_status folder_next(struct gfla_video *video, struct gfla_bitmap *frame, bool *end)
{
    const struct folder *folder = video->state;

    *end = (size_t)video->position >= folder->n_names;
    return *end ? GFLA_OK : read_image(video, (size_t)video->position, &video->params, frame);
}

static void folder_seek(struct gfla_video *video, long long frame)
{
    (void)video; /* the position is all */
    (void)frame;
}

static void folder_destroy(void *state)
{
    struct folder *folder = state;

    if (folder)
        free(folder->names);
    free(folder);
}

static const char *const *folder_names(const void *state)
{
    return (const char *const *)((const struct folder *)state)->names;
}

const struct gfla_video_source gfla_video_folder = {
    .open = folder_open,
    .next = folder_next,
    .seek = folder_seek,
    .destroy = folder_destroy,
    .names = folder_names,
};
