#include "people/motion_batches.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/random.h"
#include "people/motion_window.h"

enum { VALUES = 2 * GFLA_MOTION_JOINTS };

/* The poses of one video: [34, n] each. */
struct sequence {
    size_t n;
    float *noisy, *clean;
};

struct gfla_motion_batches {
    struct gfla_motion_batches_params params;
    struct sequence *sequences;
    size_t count;
};

void gfla_motion_batches_destroy(gfla_motion_batches **out)
{
    if (!out || !*out)
        return;
    for (size_t i = 0; (*out)->sequences && i < (*out)->count; i++) {
        free((*out)->sequences[i].noisy);
        free((*out)->sequences[i].clean);
    }
    free((*out)->sequences);
    free(*out);
    *out = NULL;
}

/* One pose, or in the place of one that cannot be read the nearest that can. */
static gfla_status read_pose(const gfla_clip_data *data, size_t video, size_t frame, enum gfla_clip_poses kind,
                             struct gfla_keypoints *pose)
{
    gfla_status status;
    do {
        const size_t usable = gfla_clip_data_usable(data, video, frame, kind);
        if (usable == SIZE_MAX)
            return gfla_fail(GFLA_ERROR_INPUT, "%s: none of its %zu poses can be read",
                             gfla_clip_data_name(data, video), gfla_clip_data_frames(data, video));
        status = gfla_clip_data_points(data, video, usable, kind, GFLA_MOTION_SIDE, GFLA_MOTION_SIDE, pose);
    } while (status == GFLA_ERROR_INPUT);
    return status;
}

static gfla_status read_poses(const gfla_clip_data *data, size_t video, enum gfla_clip_poses kind, float **values)
{
    gfla_status status;
    const size_t n = gfla_clip_data_frames(data, video);
    struct gfla_keypoints *poses = NULL;
    TRY(gfla_calloc(&poses, n, sizeof *poses, "poses"));
    TRY(gfla_calloc(values, n * VALUES, sizeof **values, "poses"));
    for (size_t i = 0; i < n; i++)
        TRY(read_pose(data, video, i, kind, &poses[i]));
    gfla_motion_window_fill(poses, n, 0, (int)n, *values);
fail:
    free(poses);
    return status;
}

gfla_status gfla_motion_batches_open(gfla_motion_batches **out, const gfla_clip_data *data,
                                     const struct gfla_motion_batches_params *params)
{
    gfla_status status;
    gfla_motion_batches *b = NULL;
    *out = NULL;
    TRY(gfla_calloc(&b, 1, sizeof *b, "a source of batches"));
    b->params = *params;
    REQUIRE(params->batch > 0 && params->margin >= 0 && params->frames > 2 * params->margin, GFLA_ERROR_USAGE,
            "batches of %d windows of %d frames, at least one of more than %d expected", params->batch, params->frames,
            2 * params->margin);
    b->count = gfla_clip_data_count(data);
    TRY(gfla_calloc(&b->sequences, b->count, sizeof *b->sequences, "sequences of poses"));
    for (size_t i = 0; i < b->count; i++) {
        b->sequences[i].n = gfla_clip_data_frames(data, i);
        TRY(read_poses(data, i, GFLA_CLIP_NOISY, &b->sequences[i].noisy));
        TRY(read_poses(data, i, GFLA_CLIP_CLEAN, &b->sequences[i].clean));
    }
    *out = b;
    return GFLA_OK;
fail:
    gfla_motion_batches_destroy(&b);
    return status;
}

/* `frames` of values[34][n] from number `first` on. */
static void cut(const float *values, size_t n, ptrdiff_t first, int frames, float *window)
{
    for (int c = 0; c < VALUES; c++)
        for (int i = 0; i < frames; i++) {
            const ptrdiff_t at = first + i;
            window[c * frames + i] = values[(size_t)c * n + (at < 0 ? 0 : (size_t)at < n ? (size_t)at : n - 1)];
        }
}

void gfla_motion_batches_fill(const gfla_motion_batches *b, uint64_t number, float *noisy, float *clean)
{
    const int frames = b->params.frames, margin = b->params.margin, inner = frames - 2 * margin;
    const uint64_t step = gfla_share_step(b->params.share, number);
    const int place = gfla_share_place(b->params.share, number, b->params.batch);
    for (int i = 0; i < b->params.batch; i++) {
        /* hashed: neighbouring streams of one seed start alike */
        const uint64_t key[3] = {b->params.seed, step, (uint64_t)(place + i)};
        struct gfla_random random = gfla_random_seed(gfla_hash_bytes(key, sizeof key), b->params.seed);
        const struct sequence *s = &b->sequences[gfla_random_below(&random, (uint32_t)b->count)];
        const size_t starts = s->n > (size_t)inner ? s->n - (size_t)inner + 1 : 1;
        const ptrdiff_t first = (ptrdiff_t)gfla_random_below(&random, (uint32_t)starts);
        cut(s->noisy, s->n, first - margin, frames, noisy + (size_t)i * VALUES * (size_t)frames);
        cut(s->clean, s->n, first, inner, clean + (size_t)i * VALUES * (size_t)inner);
    }
}
