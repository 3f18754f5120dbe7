#include "tasks/clip/clip_driving.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"

static gfla_status open_video(struct gfla_clip_driving *driving, const char *path)
{
    *driving = (struct gfla_clip_driving){.path = path};
    return gfla_video_open(&driving->video, path, &(struct gfla_bitmap_read_params){.channels = 3});
}

/* So many landmarks that are wanted, of which the first `fitting` have frames. */
static gfla_status too_few(const struct gfla_clip_driving *driving, size_t wanted, size_t fitting, size_t first)
{
    const long long there = gfla_video_about(driving->video)->n_frames;
    return gfla_fail(GFLA_ERROR_INPUT, "%s has %lld frame%s, and there are landmarks of %zu. hint: --frames %zu",
                     driving->path, there, there == 1 ? "" : "s", wanted, fitting - first);
}

gfla_status gfla_clip_driving_open(struct gfla_clip_driving *driving, const char *path, size_t n)
{
    gfla_status status;
    TRY(open_video(driving, path));
    const long long there = gfla_video_about(driving->video)->n_frames;
    if (there >= 0 && there < (long long)n)
        TRY(too_few(driving, n, (size_t)there, 0));
    return GFLA_OK;
fail:
    gfla_clip_driving_close(driving);
    return status;
}

/* ---- landmarks of a track ---- */

static gfla_status find_pairs(struct gfla_clip_driving *driving, const struct gfla_pose_track *track)
{
    gfla_status status;
    const char **names = NULL;
    const size_t n = gfla_keypoints_list_about(track->list)->n;
    const long long there = gfla_video_about(driving->video)->n_frames;
    const struct gfla_frame_names frames = {gfla_video_names(driving->video), there < 0 ? SIZE_MAX : (size_t)there};
    TRY(gfla_calloc(&names, n, sizeof *names, "landmarks"));
    for (size_t i = 0; i < n; i++)
        names[i] = gfla_keypoints_list_name(track->list, i);
    TRY(gfla_frame_pairs_find(&driving->pairs, &frames, &(struct gfla_frame_names){names, n}));
fail:
    free(names);
    return status;
}

/* One after the last of the landmarks from `first` on that have a frame; first: none has. */
static size_t end_of_pairs(const struct gfla_frame_pairs *pairs, size_t first, size_t n)
{
    while (n > 0 && pairs->frame[first + n - 1] == GFLA_NO_FRAME)
        n--;
    return first + n;
}

/* Numbers that begin differently are a guess, if a good one. */
static void note_shift(const struct gfla_clip_driving *driving, const struct gfla_pose_track *track)
{
    const struct gfla_frame_pairs *pairs = &driving->pairs;
    size_t i = 0;
    while (pairs->frame[i] == GFLA_NO_FRAME)
        i++;
    const char *const *names = gfla_video_names(driving->video), *name = gfla_keypoints_list_name(track->list, i);
    if (names && pairs->shift)
        gfla_log(GFLA_LOG_INFO, "%s: its numbers begin elsewhere: %s belongs to %s", driving->path, name,
                 names[pairs->frame[i]]);
    else if (pairs->shift)
        gfla_log(GFLA_LOG_INFO, "%s: its frames are counted from 0: %s belongs to frame %zu", driving->path, name,
                 pairs->frame[i]);
}

static gfla_status check_pairs(const struct gfla_clip_driving *driving, const struct gfla_pose_track *track,
                               bool strict)
{
    gfla_status status = GFLA_OK;
    const struct gfla_frame_pairs *pairs = &driving->pairs;
    const size_t first = track->first, end = end_of_pairs(pairs, first, track->n);
    size_t n_without = 0, without = 0;
    if (pairs->n_pairs == 0 || end < first + track->n)
        return too_few(driving, first + track->n, end, first);
    for (size_t i = end; i-- > first;)
        if (pairs->frame[i] == GFLA_NO_FRAME) {
            n_without++;
            without = i;
        }
    REQUIRE(n_without == 0 || !strict, GFLA_ERROR_INPUT, "%s: no frame for %s", driving->path,
            gfla_keypoints_list_name(track->list, without));
    if (n_without > 0)
        gfla_log(GFLA_LOG_WARNING, "%s: no frame for %zu of %zu landmarks, which are left out", driving->path,
                 n_without, track->n);
    note_shift(driving, track);
fail:
    return status;
}

gfla_status gfla_clip_driving_open_for(struct gfla_clip_driving *driving, const char *path,
                                       const struct gfla_pose_track *track, bool strict)
{
    gfla_status status;
    TRY(open_video(driving, path));
    TRY(find_pairs(driving, track));
    TRY(check_pairs(driving, track, strict));
    return GFLA_OK;
fail:
    gfla_clip_driving_close(driving);
    return status;
}

void gfla_clip_driving_close(struct gfla_clip_driving *driving)
{
    gfla_video_destroy(&driving->video);
    gfla_bitmap_free(&driving->frame);
    gfla_frame_pairs_free(&driving->pairs);
}

gfla_status gfla_clip_driving_read(struct gfla_clip_driving *driving, const struct gfla_clip_session *session,
                                   size_t index)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    bool end = false;
    gfla_bitmap_free(&driving->frame);
    const size_t number = driving->pairs.frame ? driving->pairs.frame[index] : index;
    REQUIRE(number != GFLA_NO_FRAME, GFLA_ERROR_INPUT, "%s: has no frame of this number", driving->path);
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
