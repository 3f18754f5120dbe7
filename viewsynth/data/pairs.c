/* Batches are made ahead by threads (base/ahead.h), since a batch depends on its step alone. */
#include "viewsynth/data/pairs.h"

#include <stdlib.h>

#include "base/ahead.h"
#include "base/memory.h"
#include "viewsynth/data/pair_batch.h"
#include "viewsynth/data/pair_fill.h"

#define DEFAULT_CACHE ((uint64_t)6 << 30)

struct gfla_pairs {
    struct gfla_pairs_params params;
    const gfla_views *views;
    const int *models; /* of the split */
    int n_models;
    gfla_view_cache *cache;
    struct gfla_pair_batch *batches; /* a place each */
    struct gfla_pair_work *works;    /* a thread each */
    gfla_ahead *ahead;
};

static gfla_status make_batch(void *context, int thread, int place, uint64_t step)
{
    gfla_pairs *pairs = context;
    struct gfla_pair_batch *batch = &pairs->batches[place];
    gfla_status status = GFLA_OK;
    batch->step = step;
    for (int i = 0; i < batch->n; i++) {
        struct gfla_pair_draw draw = gfla_pair_draw(&pairs->params, pairs->n_models, step, i);
        TRY(gfla_pair_fill(&pairs->works[thread], pairs->cache, &draw, pairs->models[draw.model], batch, i));
    }
fail:
    return status;
}

static gfla_status check_params(const gfla_views *views, struct gfla_pairs_params *p)
{
    gfla_status status = GFLA_OK;
    int set = gfla_views_size(views);
    p->batch = p->batch ? p->batch : 8;
    p->size = p->size ? p->size : set;
    p->n_threads = p->n_threads ? p->n_threads : 1;
    p->queue = p->queue ? p->queue : p->n_threads + 1;
    p->cache_bytes = p->cache_bytes ? p->cache_bytes : DEFAULT_CACHE;
    REQUIRE(p->batch > 0 && p->batch <= 4096, GFLA_ERROR_USAGE, "batches of %d pairs, 1..4096 expected", p->batch);
    REQUIRE(p->size > 0 && p->size % 8 == 0 && set % p->size == 0, GFLA_ERROR_USAGE,
            "pictures of %d pixels from views of %d: a multiple of 8 that divides %d is needed. hint: render at another size",
            p->size, set, set);
    TRY(gfla_ahead_check(p->n_threads, p->queue));
    REQUIRE(p->other_elevation >= 0 && p->other_elevation <= 1, GFLA_ERROR_USAGE,
            "probability %g of another elevation, 0..1 expected", (double)p->other_elevation);
    REQUIRE((int)p->split >= 0 && p->split < GFLA_SPLIT_COUNT, GFLA_ERROR_USAGE, "split %d does not exist", (int)p->split);
fail:
    return status;
}

static gfla_status create_memory(gfla_pairs *pairs)
{
    gfla_status status;
    const struct gfla_pairs_params *p = &pairs->params;
    TRY(gfla_view_cache_create(&pairs->cache, pairs->views, p->size, p->cache_bytes));
    TRY(gfla_calloc(&pairs->batches, (size_t)p->queue, sizeof *pairs->batches, "a queue of batches"));
    TRY(gfla_calloc(&pairs->works, (size_t)p->n_threads, sizeof *pairs->works, "threads"));
    for (int i = 0; i < p->queue; i++)
        TRY(gfla_pair_batch_create(&pairs->batches[i], p->batch, p->size, p->full_truth));
    for (int i = 0; i < p->n_threads; i++)
        TRY(gfla_pair_work_create(&pairs->works[i], pairs->cache, p->size));
fail:
    return status;
}

gfla_status gfla_pairs_open(gfla_pairs **out, const gfla_views *views, const struct gfla_pairs_params *params)
{
    gfla_status status = GFLA_OK;
    gfla_pairs *pairs = NULL;
    *out = NULL;
    TRY(gfla_calloc(&pairs, 1, sizeof *pairs, "a source of pairs"));
    pairs->views = views;
    pairs->params = *params;
    TRY(check_params(views, &pairs->params));
    pairs->n_models = gfla_views_split(views, params->split, &pairs->models);
    REQUIRE(pairs->n_models > 0, GFLA_ERROR_INPUT,
            "no model in this part of the set (%d in all, 12 %% are held out). hint: render more models",
            gfla_views_count(views));
    TRY(create_memory(pairs));
    TRY(gfla_ahead_create(&pairs->ahead, &(struct gfla_ahead_params){.n_threads = pairs->params.n_threads,
                                                                     .n_places = pairs->params.queue,
                                                                     .make = make_batch,
                                                                     .context = pairs}));
    *out = pairs;
    return GFLA_OK;
fail:
    gfla_pairs_destroy(&pairs);
    return status;
}

void gfla_pairs_destroy(gfla_pairs **out)
{
    if (!out || !*out)
        return;
    gfla_pairs *pairs = *out;
    gfla_ahead_destroy(&pairs->ahead);
    for (int i = 0; pairs->batches && i < pairs->params.queue; i++)
        gfla_pair_batch_destroy(&pairs->batches[i]);
    for (int i = 0; pairs->works && i < pairs->params.n_threads; i++)
        gfla_pair_work_destroy(&pairs->works[i]);
    free(pairs->batches);
    free(pairs->works);
    gfla_view_cache_destroy(&pairs->cache);
    free(pairs);
    *out = NULL;
}

gfla_status gfla_pairs_seek(gfla_pairs *pairs, uint64_t step)
{
    gfla_ahead_seek(pairs->ahead, step);
    return GFLA_OK;
}

gfla_status gfla_pairs_next(gfla_pairs *pairs, const struct gfla_pair_batch **batch)
{
    gfla_status status;
    int place;
    *batch = NULL;
    TRY(gfla_ahead_next(pairs->ahead, &place));
    *batch = &pairs->batches[place];
fail:
    return status;
}

uint64_t gfla_pairs_cached_bytes(const gfla_pairs *pairs)
{
    return gfla_view_cache_bytes(pairs->cache);
}
