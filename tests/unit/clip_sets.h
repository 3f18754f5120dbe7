/* clip_sets.h - data sets of videos, as tests open them. */
#ifndef GFLA_TESTS_UNIT_CLIP_SETS_H
#define GFLA_TESTS_UNIT_CLIP_SETS_H

#include "tests/unit/scratch.h"

#include "people/clip_batches.h"
#include "tests/ok.h"
#include "tests/tools/video_set.h"

enum { VIDEOS = 3, FRAMES = 9, SIDE = 64 };

static const struct gfla_clip_data_params dance = {GFLA_CLIP_DANCE, "train"}, face = {GFLA_CLIP_FACE, "train"};

static inline gfla_clip_data *open_data(const char *root, const struct gfla_clip_data_params *params)
{
    gfla_clip_data *data;
    ok(gfla_clip_data_open(&data, scratch(root), params));
    return data;
}

static inline uint64_t hash_of(const struct gfla_clip_batch *b)
{
    const uint64_t n = (uint64_t)b->n, all = n * (uint64_t)b->frames,
                   picture = (uint64_t)3 * b->width * b->height * sizeof(float);
    const uint64_t parts[] = {gfla_hash_bytes(b->reference, n * picture),
                              gfla_hash_bytes(b->previous, n * picture),
                              gfla_hash_bytes(b->target, all * picture),
                              b->mask ? gfla_hash_bytes(b->mask, all * picture / 3) : 0,
                              gfla_hash_bytes(b->reference_points, n * sizeof *b->points),
                              gfla_hash_bytes(b->previous_points, n * sizeof *b->points),
                              gfla_hash_bytes(b->points, all * sizeof *b->points),
                              gfla_hash_bytes(b->judged, n * sizeof *b->judged),
                              gfla_hash_bytes(b->triple, n * sizeof *b->triple)};
    return gfla_hash_bytes(parts, sizeof parts);
}

#endif
