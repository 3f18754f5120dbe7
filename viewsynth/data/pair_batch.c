#include "viewsynth/data/pair_batch.h"

#include <stdlib.h>

#include "base/memory.h"

const int gfla_scale_divisor[GFLA_SCALE_COUNT] = {1, 4, 8};

static gfla_status make_planes(float **planes, const struct gfla_pair_batch *b, int channels, int scale)
{
    size_t s = (size_t)(b->size / gfla_scale_divisor[scale]);
    return gfla_calloc(planes, (size_t)b->n * channels * s * s, sizeof(float), "a batch of pairs");
}

gfla_status gfla_pair_batch_create(struct gfla_pair_batch *b, int n, int size, struct gfla_pair_parts parts)
{
    gfla_status status = GFLA_OK;
    *b = (struct gfla_pair_batch){.n = n, .size = size};
    TRY(make_planes(&b->source, b, 3, GFLA_SCALE_1));
    TRY(make_planes(&b->target, b, 3, GFLA_SCALE_1));
    for (int scale = 0; scale < GFLA_SCALE_COUNT; scale++) {
        TRY(make_planes(&b->mask[scale], b, 1, scale));
        if (scale == GFLA_SCALE_1 && !parts.full_truth)
            continue;
        TRY(make_planes(&b->flow[scale], b, 2, scale));
        TRY(make_planes(&b->weight[scale], b, 1, scale));
    }
    if (parts.full_truth) {
        TRY(make_planes(&b->source_mask, b, 1, GFLA_SCALE_1));
        TRY(make_planes(&b->source_surface, b, 2, GFLA_SCALE_1));
        TRY(make_planes(&b->target_surface, b, 2, GFLA_SCALE_1));
    }
    if (parts.full_truth && parts.back) {
        TRY(make_planes(&b->source_back_surface, b, 2, GFLA_SCALE_1));
        TRY(make_planes(&b->source_back_colour, b, 3, GFLA_SCALE_1));
    }
    if (parts.look)
        TRY(gfla_calloc(&b->source_told, (size_t)n, sizeof *b->source_told, "a batch of pairs"));
    if (parts.band)
        TRY(make_planes(&b->target_band, b, 1, GFLA_SCALE_1));
    if (parts.cameras) {
        TRY(gfla_calloc(&b->source_camera, (size_t)n, sizeof *b->source_camera, "a batch of pairs"));
        TRY(gfla_calloc(&b->target_camera, (size_t)n, sizeof *b->target_camera, "a batch of pairs"));
    }
    TRY(gfla_calloc(&b->source_pose, (size_t)n * GFLA_POSE_CHANNELS, sizeof(float), "a batch of pairs"));
    TRY(gfla_calloc(&b->target_pose, (size_t)n * GFLA_POSE_CHANNELS, sizeof(float), "a batch of pairs"));
    TRY(gfla_calloc(&b->set, (size_t)n, sizeof *b->set, "a batch of pairs"));
    TRY(gfla_calloc(&b->model, (size_t)n, sizeof *b->model, "a batch of pairs"));
    TRY(gfla_calloc(&b->source_view, (size_t)n, sizeof *b->source_view, "a batch of pairs"));
    TRY(gfla_calloc(&b->target_view, (size_t)n, sizeof *b->target_view, "a batch of pairs"));
    TRY(gfla_calloc(&b->source_angles, (size_t)n, sizeof *b->source_angles, "a batch of pairs"));
    TRY(gfla_calloc(&b->target_angles, (size_t)n, sizeof *b->target_angles, "a batch of pairs"));
    return GFLA_OK;
fail:
    gfla_pair_batch_destroy(b);
    return status;
}

void gfla_pair_batch_destroy(struct gfla_pair_batch *b)
{
    free(b->source);
    free(b->target);
    free(b->source_mask);
    free(b->source_surface);
    free(b->target_surface);
    free(b->source_back_surface);
    free(b->source_back_colour);
    free(b->target_band);
    free(b->source_told);
    free(b->source_angles);
    free(b->target_angles);
    free(b->source_camera);
    free(b->target_camera);
    free(b->source_pose);
    free(b->target_pose);
    for (int scale = 0; scale < GFLA_SCALE_COUNT; scale++) {
        free(b->flow[scale]);
        free(b->weight[scale]);
        free(b->mask[scale]);
    }
    free(b->set);
    free(b->model);
    free(b->source_view);
    free(b->target_view);
    *b = (struct gfla_pair_batch){0};
}
