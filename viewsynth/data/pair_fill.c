/* Everything is computed as the views lie, and mirrored last, plane by plane: a flipped pair is a mirrored pair by
 * construction, with the x of its flow negated and its labels mirrored. */
#include "viewsynth/data/pair_fill.h"

#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/data/pair_band.h"
#include "viewsynth/data/pair_reduce.h"

gfla_status gfla_pair_work_create(struct gfla_pair_work *work, const gfla_view_cache *cache, int size)
{
    gfla_status status = GFLA_OK;
    size_t plane = (size_t)size * size;
    *work = (struct gfla_pair_work){.size = size};
    TRY(gfla_calloc(&work->source, gfla_view_cache_view_bytes(cache), 1, "a source view"));
    TRY(gfla_calloc(&work->target, gfla_view_cache_view_bytes(cache), 1, "a target view"));
    TRY(gfla_calloc(&work->flow, 2 * plane, sizeof(float), "a flow"));
    TRY(gfla_calloc(&work->points, plane, 1, "a visibility"));
    TRY(gfla_calloc(&work->columns, (size_t)size, sizeof *work->columns, "a band"));
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
    free(work->columns);
    free(work->look);
    *work = (struct gfla_pair_work){0};
}

/* v / 255 -> on white, in [-1, 1]. */
static void fill_image(const uint8_t *rgba, size_t plane, const int channel[3], float *planes)
{
    for (int c = 0; c < 3; c++)
        for (size_t i = 0; i < plane; i++) {
            const uint8_t *p = rgba + 4 * i;
            float a = (float)p[3] * (1 / 255.0f);
            planes[c * plane + i] = ((float)p[channel[c]] * a + 255 * (1 - a)) * (1 / 127.5f) - 1;
        }
}

/* which: 0: the source, 1: the target. */
static void fill_colours(const struct gfla_look *look, int which, const uint8_t *rgba, size_t plane,
                         const int channel[3], float *planes)
{
    if (look)
        gfla_look_image(look, which, rgba, plane, channel, planes);
    else
        fill_image(rgba, plane, channel, planes);
}

static void fill_alpha(const uint8_t *rgba, size_t plane, float *alpha)
{
    for (size_t i = 0; i < plane; i++)
        alpha[i] = (float)rgba[4 * i + 3] * (1 / 255.0f);
}

static void fill_surface(const uint16_t *depth, struct gfla_depth_code code, size_t plane, float *surface)
{
    for (size_t i = 0; i < plane; i++) {
        surface[i] = gfla_depth_code_decode(code, depth[i]);
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
    if (b->target_band)
        mirror(b->target_band + at * b->size * b->size, 1, b->size);
    if (b->source_back_surface) {
        mirror(b->source_back_surface + at * 2 * b->size * b->size, 2, b->size);
        mirror(b->source_back_colour + at * 3 * b->size * b->size, 3, b->size);
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
    if (b->source_view[place].azimuth >= 0)
        b->source_view[place] = gfla_pose_mirror(b->source_view[place]);
    if (b->target_view[place].azimuth >= 0)
        b->target_view[place] = gfla_pose_mirror(b->target_view[place]);
    if (b->source_camera) {
        b->source_camera[place] = gfla_camera_mirror(&b->source_camera[place]);
        b->target_camera[place] = gfla_camera_mirror(&b->target_camera[place]);
    }
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

/* Colours, masks and surfaces of the views as they lie. */
static void fill_views(const struct gfla_pair_draw *draw, const struct gfla_look *look,
                       const struct gfla_cached_view seen[2], const struct gfla_pair_view views[2],
                       struct gfla_pair_batch *b, size_t at)
{
    const size_t plane = (size_t)b->size * b->size;
    fill_colours(look, 0, seen[0].rgba, plane, draw->channel, b->source + at * 3 * plane);
    fill_colours(look, 1, seen[1].rgba, plane, draw->channel, b->target + at * 3 * plane);
    fill_alpha(seen[1].rgba, plane, b->mask[GFLA_SCALE_1] + at * plane);
    if (!b->source_mask)
        return;
    fill_alpha(seen[0].rgba, plane, b->source_mask + at * plane);
    fill_surface(seen[0].depth, views[0].code, plane, b->source_surface + at * 2 * plane);
    fill_surface(seen[1].depth, views[1].code, plane, b->target_surface + at * 2 * plane);
    if (!b->source_back_surface)
        return;
    fill_surface(seen[0].back_depth, views[0].code, plane, b->source_back_surface + at * 2 * plane);
    fill_colours(look, 1, seen[0].back_rgba, plane, draw->channel, b->source_back_colour + at * 3 * plane);
}

static struct gfla_pose pose_of(const gfla_views *set, int model, int number)
{
    const struct gfla_set_view *views = gfla_views_model(set, model)->views;
    return views ? views[number].pose : gfla_pose_of_number(number);
}

/* The angles of cameras, which the mirror has not seen. */
static struct gfla_view_angles angles_of(const struct gfla_camera *camera, bool flip)
{
    const struct gfla_camera seen = flip ? gfla_camera_mirror(camera) : *camera;
    return (struct gfla_view_angles){seen.azimuth, seen.elevation};
}

/* Labels of the poses, after the mirror. */
static void fill_labels(struct gfla_pair_batch *b, int place)
{
    const size_t at = (size_t)place * GFLA_POSE_CHANNELS;
    gfla_pose_label(b->source_view[place], b->source_pose + at);
    gfla_pose_label(b->target_view[place], b->target_pose + at);
}

gfla_status gfla_pair_fill(struct gfla_pair_work *work, gfla_view_cache *cache, const struct gfla_pair_draw *draw,
                           int model, struct gfla_pair_batch *b, int place)
{
    gfla_status status = GFLA_OK;
    const gfla_views *set = gfla_view_cache_set(cache);
    const int numbers[2] = {draw->source_number, draw->target_number};
    struct gfla_cached_view seen[2];
    struct gfla_pair_view views[2];
    TRY(gfla_view_cache_get(cache, model, numbers[0], work->source, &seen[0]));
    TRY(gfla_view_cache_get(cache, model, numbers[1], work->target, &seen[1]));
    for (int i = 0; i < 2; i++)
        views[i] = (struct gfla_pair_view){seen[i].depth, gfla_views_depth_code(set, model, numbers[i]),
                                           gfla_views_camera(set, model, numbers[i])};
    fill_views(draw, work->look, seen, views, b, (size_t)place);
    TRY(gfla_pair_flow(&views[0], &views[1], b->size, work->flow, work->points));
    fill_scales(&(struct gfla_pair_truth){b->size, work->flow, work->points, views[1].depth, views[1].code.range}, b,
                place);
    if (work->look) /* the flow is no longer needed */
        gfla_look_spoil(work->look, b->size, b->source + (size_t)place * 3 * b->size * b->size, work->flow);
    b->model[place] = model;
    b->source_view[place] = pose_of(set, model, numbers[0]);
    b->target_view[place] = pose_of(set, model, numbers[1]);
    if (b->source_camera) {
        b->source_camera[place] = views[0].camera;
        b->target_camera[place] = views[1].camera;
    }
    b->source_angles[place] = angles_of(&views[0].camera, draw->flip);
    b->target_angles[place] = angles_of(&views[1].camera, draw->flip);
    if (b->source_told)
        b->source_told[place] = gfla_look_angles(work->look, b->source_angles[place]);
    if (b->target_band)
        gfla_pair_band(b->mask[GFLA_SCALE_1] + (size_t)place * b->size * b->size, b->size, work->band,
                       work->band_weight, work->columns, b->target_band + (size_t)place * b->size * b->size);
    if (draw->flip)
        mirror_pair(b, place);
    fill_labels(b, place);
fail:
    return status;
}
