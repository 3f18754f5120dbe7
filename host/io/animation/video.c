#include "io/animation/video.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "io/animation/video_source.h"

static gfla_status source_of(const char *path, const struct gfla_video_source **source)
{
    struct stat about;
    bool is_webp = false;
    gfla_status status = GFLA_OK;

    if (stat(path, &about) != 0)
        return gfla_fail(gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno));
    if (!S_ISDIR(about.st_mode))
        TRY(gfla_video_is_webp(path, &is_webp));
    *source = S_ISDIR(about.st_mode) ? &gfla_video_folder : is_webp ? &gfla_video_webp : &gfla_video_libav;
fail:
    return status;
}

gfla_status gfla_video_open(gfla_video **out, const char *path, const struct gfla_bitmap_read_params *params)
{
    gfla_video *video = NULL;
    gfla_status status = GFLA_OK;

    *out = NULL;
    TRY(gfla_calloc(&video, 1, sizeof *video, path));
    TRY(source_of(path, &video->source));
    if (params)
        video->params = *params;
    video->info.n_frames = -1;
    TRY(gfla_calloc(&video->path, strlen(path) + 1, 1, path));
    memcpy(video->path, path, strlen(path));
    TRY(video->source->open(video));
    *out = video;
    return GFLA_OK;
fail:
    gfla_video_destroy(&video);
    return status;
}

void gfla_video_destroy(gfla_video **video)
{
    gfla_video *v = *video;

    if (!v)
        return;
    if (v->source)
        v->source->destroy(v->state);
    free(v->path);
    free(v);
    *video = NULL;
}

const struct gfla_video_info *gfla_video_about(const gfla_video *video)
{
    return &video->info;
}

const char *const *gfla_video_names(const gfla_video *video)
{
    return video->source->names ? video->source->names(video->state) : NULL;
}

long long gfla_video_position(const gfla_video *video)
{
    return video->position;
}

/* Libraries give the channels of the file. */
static gfla_status convert(const struct gfla_video *video, struct gfla_bitmap *frame)
{
    struct gfla_bitmap converted = {0};
    gfla_status status = GFLA_OK;

    if (video->params.channels == 0 || video->params.channels == frame->channels)
        return GFLA_OK;
    TRY(gfla_bitmap_convert(frame, video->params.channels, &converted));
    gfla_bitmap_free(frame);
    *frame = converted;
fail:
    return status;
}

gfla_status gfla_video_next(gfla_video *video, struct gfla_bitmap *frame, bool *end)
{
    const long long position = video->position;
    struct gfla_bitmap read = {0};
    gfla_status status = GFLA_OK;

    *frame = read;
    *end = false;
    status = video->source->next(video, &read, end);
    if (status == GFLA_ERROR_INPUT || (status == GFLA_OK && !*end))
        video->position++;
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s: frame %lld", video->path, position);
    if (*end)
        return GFLA_OK;
    TRY(convert(video, &read));
    *frame = read;
    return GFLA_OK;
fail:
    gfla_bitmap_free(&read);
    return status;
}

static gfla_status open_anew(gfla_video *video)
{
    video->source->destroy(video->state);
    video->state = NULL;
    video->position = 0;
    return video->source->open(video);
}

gfla_status gfla_video_seek(gfla_video *video, long long frame)
{
    const long long n_frames = video->info.n_frames;
    gfla_status status = GFLA_OK;
    bool end = false;

    REQUIRE(frame >= 0, GFLA_ERROR_USAGE, "%s: there is no frame %lld", video->path, frame);
    if (video->source->seek) {
        REQUIRE(frame <= n_frames, GFLA_ERROR_INPUT, "%s: frame %lld was asked for, there are %lld", video->path, frame,
                n_frames);
        video->source->seek(video, frame);
        video->position = frame;
        return GFLA_OK;
    }
    if (frame < video->position)
        TRY(open_anew(video));
    while (video->position < frame) {
        status = video->source->next(video, NULL, &end);
        if (status != GFLA_ERROR_INPUT)
            TRY(status);
        REQUIRE(!end, GFLA_ERROR_INPUT, "%s: frame %lld was asked for, there are %lld", video->path, frame,
                video->position);
        video->position++;
    }
    return GFLA_OK;
fail:
    return status;
}
