#include "tasks/clip/clip_driving.h"

gfla_status gfla_clip_driving_open(struct gfla_clip_driving *driving, const char *path, size_t first, size_t n)
{
    gfla_status status;
    *driving = (struct gfla_clip_driving){.path = path};
    TRY(gfla_video_open(&driving->video, path, &(struct gfla_bitmap_read_params){.channels = 3}));
    const long long there = gfla_video_about(driving->video)->n_frames, need = (long long)(first + n);
    REQUIRE(there < 0 || there >= need, GFLA_ERROR_INPUT,
            "%s has %lld frame%s, and there are landmarks of %lld. hint: --frames %lld", path, there,
            there == 1 ? "" : "s", need, there - (long long)first);
    return GFLA_OK;
fail:
    gfla_clip_driving_close(driving);
    return status;
}

void gfla_clip_driving_close(struct gfla_clip_driving *driving)
{
    gfla_video_destroy(&driving->video);
    gfla_bitmap_free(&driving->frame);
}

gfla_status gfla_clip_driving_read(struct gfla_clip_driving *driving, const struct gfla_clip_session *session,
                                   size_t number)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    bool end = false;
    gfla_bitmap_free(&driving->frame);
    if (gfla_video_position(driving->video) != (long long)number)
        TRY(gfla_video_seek(driving->video, (long long)number));
    TRY(gfla_video_next(driving->video, &file, &end));
    REQUIRE(!end, GFLA_ERROR_INPUT, "%s: no frame %zu", driving->path, number);
    const struct gfla_fit fit = gfla_clip_session_fit(session, file.width, file.height);
    status = gfla_fit_image(&fit, &file, GFLA_CLIP_BACKGROUND, &driving->frame);
fail:
    gfla_bitmap_free(&file);
    return status;
}
