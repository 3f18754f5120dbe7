/* Everything is computed as the views lie, and mirrored last, plane by plane: a flipped pair is a mirrored pair by
 * construction, with the x of its flow negated and its labels mirrored. */
#include "viewsynth/data/pair_fill.h"

#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/data/pair_reduce.h"
#include "viewsynth/render/layout.h"

gfla_status gfla_pair_work_create(struct gfla_pair_work *work, const gfla_view_cache *cache, int size)
{
    gfla_status status = GFLA_OK;
    size_t plane = (size_t)size * size;
    *work = (struct gfla_pair_work){.size = size};
    TRY(gfla_calloc(&work->source, gfla_view_cache_view_bytes(cache), 1, "a source view"));
    TRY(gfla_calloc(&work->target, gfla_view_cache_view_bytes(cache), 1, "a target view"));
    TRY(gfla_calloc(&work->flow, 2 * plane, sizeof(float), "a flow"));
    TRY(gfla_calloc(&work->points, plane, 1, "a visibility"));
    return GFLA_OK;
fail:
    gfla_pair_work_destroy(work);
    return status;
}

void gfla_pair_work_destroy(struct gfla_pair_work *work)
{
    free(work->source);
    free(work->target);
    free(work->flow);
    free(work->points);
    *work = (struct gfla_pair_work){0};
}

/* v / 255 -> on white, in [-1, 1]. */
static void fill_picture(const uint8_t *rgba, size_t plane, const int channel[3], float *planes)
{
    for (int c = 0; c < 3; c++)
        for (size_t i = 0; i < plane; i++) {
            const uint8_t *p = rgba + 4 * i;
            float a = (float)p[3] * (1 / 255.0f);
            planes[c * plane + i] = ((float)p[channel[c]] * a + 255 * (1 - a)) * (1 / 127.5f) - 1;
        }
}

static void fill_alpha(const uint8_t *rgba, size_t plane, float *alpha)
{
    for (size_t i = 0; i < plane; i++)
        alpha[i] = (float)rgba[4 * i + 3] * (1 / 255.0f);
}

static void fill_surface(const uint16_t *depth, size_t plane, float *surface)
{
    for (size_t i = 0; i < plane; i++) {
        surface[i] = gfla_depth_decode(depth[i]);
        surface[plane + i] = depth[i] != 0;
    }
}

static void mirror(float *planes, int n_planes, int size)
{
    for (size_t row = 0; row < (size_t)n_planes * size; row++)
        for (float *left = planes + row * size, *right = left + size - 1; left < right; left++, right--) {
            float kept = *left;
            *left = *right;
            *right = kept;
        }
}

static void mirror_pair(struct gfla_pair_batch *b, int place)
{
    size_t at = (size_t)place;
    mirror(b->source + at * 3 * b->size * b->size, 3, b->size);
    mirror(b->target + at * 3 * b->size * b->size, 3, b->size);
    if (b->source_mask) {
        mirror(b->source_mask + at * b->size * b->size, 1, b->size);
        mirror(b->source_surface + at * 2 * b->size * b->size, 2, b->size);
        mirror(b->target_surface + at * 2 * b->size * b->size, 2, b->size);
    }
    for (int scale = 0; scale < GFLA_SCALE_COUNT; scale++) {
        int s = b->size / gfla_scale_divisor[scale];
        size_t plane = (size_t)s * s;
        mirror(b->mask[scale] + at * plane, 1, s);
        if (!b->flow[scale])
            continue;
        float *flow = b->flow[scale] + at * 2 * plane;
        mirror(flow, 2, s);
        mirror(b->weight[scale] + at * plane, 1, s);
        for (size_t i = 0; i < plane; i++)
            flow[i] = 0 - flow[i]; /* never -0, so that the background is the same bits */
    }
    b->source_view[place] = gfla_pose_mirror(b->source_view[place]);
    b->target_view[place] = gfla_pose_mirror(b->target_view[place]);
}

static void fill_scales(const struct gfla_pair_truth *truth, struct gfla_pair_batch *b, int place)
{
    const float *alpha = b->mask[GFLA_SCALE_1] + (size_t)place * b->size * b->size;
    for (int scale = 0; scale < GFLA_SCALE_COUNT; scale++) {
        int k = gfla_scale_divisor[scale], s = b->size / k;
        size_t at = (size_t)place * s * s;
        if (b->flow[scale])
            gfla_pair_reduce(truth, k, b->flow[scale] + 2 * at, b->weight[scale] + at);
        if (k > 1)
            gfla_pair_reduce_mean(alpha, b->size, k, b->mask[scale] + at);
    }
}

gfla_status gfla_pair_fill(struct gfla_pair_work *work, gfla_view_cache *cache, const struct gfla_pair_draw *draw, int model,
                           struct gfla_pair_batch *b, int place)
{
    gfla_status status = GFLA_OK;
    const uint8_t *source, *target;
    const uint16_t *source_depth, *target_depth;
    size_t plane = (size_t)b->size * b->size, at = (size_t)place;
    TRY(gfla_view_cache_get(cache, model, draw->source, work->source, &source, &source_depth));
    TRY(gfla_view_cache_get(cache, model, draw->target, work->target, &target, &target_depth));
    fill_picture(source, plane, draw->channel, b->source + at * 3 * plane);
    fill_picture(target, plane, draw->channel, b->target + at * 3 * plane);
    fill_alpha(target, plane, b->mask[GFLA_SCALE_1] + at * plane);
    if (b->source_mask) {
        fill_alpha(source, plane, b->source_mask + at * plane);
        fill_surface(source_depth, plane, b->source_surface + at * 2 * plane);
        fill_surface(target_depth, plane, b->target_surface + at * 2 * plane);
    }
    TRY(gfla_pair_flow(source_depth, draw->source, target_depth, draw->target, b->size, work->flow, work->points));
    fill_scales(&(struct gfla_pair_truth){b->size, work->flow, work->points, target_depth}, b, place);
    b->model[place] = model;
    b->source_view[place] = draw->source;
    b->target_view[place] = draw->target;
    if (draw->flip)
        mirror_pair(b, place);
    gfla_pose_label(b->source_view[place], b->source_pose + at * GFLA_POSE_CHANNELS);
    gfla_pose_label(b->target_view[place], b->target_pose + at * GFLA_POSE_CHANNELS);
fail:
    return status;
}
