#include "viewsynth/data/test_pairs.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/data/pair_batch.h"
#include "viewsynth/data/pair_fill.h"
#include "viewsynth/data/split.h"

struct gfla_test_pairs {
    const gfla_views *views;
    const int *models;
    int n_models;
    gfla_view_cache *cache; /* of nothing: every view is used once or twice */
    struct gfla_pair_work work;
    struct gfla_pair_batch batch;
};

gfla_status gfla_test_pairs_open(gfla_test_pairs **out, const gfla_views *views, enum gfla_split split, int size,
                                 bool back)
{
    gfla_status status = GFLA_OK;
    gfla_test_pairs *tests = NULL;
    int set = gfla_views_size(views);
    *out = NULL;
    size = size ? size : set;
    REQUIRE(size > 0 && size % 8 == 0 && set % size == 0, GFLA_ERROR_USAGE,
            "pictures of %d pixels from views of %d: a multiple of 8 that divides %d is needed. hint: render at "
            "another size",
            size, set, set);
    TRY(gfla_calloc(&tests, 1, sizeof *tests, "a test"));
    tests->views = views;
    tests->n_models = gfla_views_split(views, split, &tests->models);
    REQUIRE(tests->n_models > 0, GFLA_ERROR_INPUT,
            "no model of the set is in this part of it (%d in all, %d %% are held out by %s). hint: render more "
            "models, or --split all",
            gfla_views_count(views), GFLA_HELD_OUT_PERCENT,
            gfla_views_split_by_id(views) ? "their ids, which are all of one family" : "families of ids");
    TRY(gfla_view_cache_create(&tests->cache, views, size, back, 0));
    TRY(gfla_pair_work_create(&tests->work, tests->cache, size));
    const struct gfla_pair_parts parts = {.full_truth = true, .back = back, .cameras = !gfla_views_are_grid(views)};
    TRY(gfla_pair_batch_create(&tests->batch, GFLA_N_AZIMUTHS, size, parts));
    *out = tests;
    return GFLA_OK;
fail:
    gfla_test_pairs_destroy(&tests);
    return status;
}

void gfla_test_pairs_destroy(gfla_test_pairs **tests)
{
    if (!tests || !*tests)
        return;
    gfla_pair_batch_destroy(&(*tests)->batch);
    gfla_pair_work_destroy(&(*tests)->work);
    gfla_view_cache_destroy(&(*tests)->cache);
    free(*tests);
    *tests = NULL;
}

int gfla_test_pairs_count(const gfla_test_pairs *tests)
{
    return tests->n_models;
}

struct gfla_pose gfla_test_source(int item)
{
    return (struct gfla_pose){item % GFLA_N_AZIMUTHS, 0};
}

/* The view that target i of an item is, and its source. Without a grid: targets evenly over the views, and where there
 * are fewer than targets, the source again, which no score counts. */
static struct gfla_pair_draw draw_of(const gfla_test_pairs *tests, int item, int i)
{
    struct gfla_pair_draw draw = {
        .model = item, .source = gfla_test_source(item), .target = {i, 0}, .channel = {0, 1, 2}};
    draw.source_number = gfla_pose_number(draw.source);
    draw.target_number = gfla_pose_number(draw.target);
    if (!gfla_views_are_grid(tests->views)) {
        const int n = gfla_views_model(tests->views, tests->models[item])->n_views;
        draw.source_number = item % n;
        draw.target_number = n > GFLA_N_AZIMUTHS ? i * n / GFLA_N_AZIMUTHS : i < n ? i : draw.source_number;
    }
    return draw;
}

gfla_status gfla_test_pairs_read(gfla_test_pairs *tests, int item, const struct gfla_pair_batch **batch)
{
    gfla_status status = GFLA_OK;
    *batch = NULL;
    REQUIRE(item >= 0 && item < tests->n_models, GFLA_ERROR_USAGE, "test item %d, 0..%d expected", item,
            tests->n_models - 1);
    for (int i = 0; i < GFLA_N_AZIMUTHS; i++) {
        const struct gfla_pair_draw draw = draw_of(tests, item, i);
        TRY(gfla_pair_fill(&tests->work, tests->cache, &draw, tests->models[item], &tests->batch, i));
    }
    tests->batch.step = (uint64_t)item;
    *batch = &tests->batch;
fail:
    return status;
}

/* ---- warping ---- */

/* Bilinear; places outside take the border. */
static float sample(const float *plane, int size, float x, float y)
{
    float most = (float)(size - 1);
    x = x > 0 ? x < most ? x : most : 0;
    y = y > 0 ? y < most ? y : most : 0;
    int x0 = (int)x, y0 = (int)y, x1 = x0 + (x0 + 1 < size), y1 = y0 + (y0 + 1 < size);
    float fx = x - (float)x0, fy = y - (float)y0;
    const float *upper = plane + (size_t)y0 * size, *lower = plane + (size_t)y1 * size;
    return (1 - fy) * ((1 - fx) * upper[x0] + fx * upper[x1]) + fy * ((1 - fx) * lower[x0] + fx * lower[x1]);
}

static void warp_one(const float *source, const float *flow, const float *mask, int size, int k, float *predicted)
{
    int s = size / k;
    size_t plane = (size_t)size * size;
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            /* Pixel (x, y) on the coarse grid, whose pixel 0 covers k fine ones. */
            float cx = ((float)x + 0.5f) / (float)k - 0.5f, cy = ((float)y + 0.5f) / (float)k - 0.5f;
            float sx = (float)x + (float)k * sample(flow, s, cx, cy);
            float sy = (float)y + (float)k * sample(flow + (size_t)s * s, s, cx, cy), m = sample(mask, s, cx, cy);
            for (int c = 0; c < 3; c++)
                predicted[c * plane + (size_t)y * size + x] = m * sample(source + c * plane, size, sx, sy) + (1 - m);
        }
}

void gfla_test_warp(const struct gfla_pair_batch *b, const float *flow, const float *mask, enum gfla_scale scale,
                    float *predicted)
{
    int k = gfla_scale_divisor[scale];
    size_t fine = 3 * (size_t)b->size * b->size, coarse = (size_t)(b->size / k) * (b->size / k);
    for (size_t i = 0; i < (size_t)b->n; i++)
        warp_one(b->source + i * fine, flow + 2 * i * coarse, mask + i * coarse, b->size, k, predicted + i * fine);
}
