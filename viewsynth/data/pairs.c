/* Batches are made ahead by threads (base/prefetch.h), since a batch depends on its step alone. */
#include "viewsynth/data/pairs.h"

#include <stdlib.h>

#include "base/prefetch.h"
#include "base/memory.h"
#include "viewsynth/data/pair_batch.h"
#include "viewsynth/data/pair_fill.h"
#include "viewsynth/data/refused.h"
#include "viewsynth/data/split.h"

#define DEFAULT_CACHE ((uint64_t)6 << 30)

struct set {
    const gfla_views *views;
    const int *models; /* of the split */
    int n_models;
    gfla_view_cache *cache;
    gfla_refused *refused;
};

struct gfla_pairs {
    struct gfla_pairs_params params;
    struct set sets[GFLA_PAIRS_MAX_SETS];
    float weights[GFLA_PAIRS_MAX_SETS];
    int n_sets;
    struct gfla_pair_parts parts;    /* of a batch: what all sets have, and what any needs */
    struct gfla_pair_batch *batches; /* a place each */
    struct gfla_pair_work *works;    /* a thread each */
    gfla_prefetch *prefetch;
};

/* number: that of the draw, which is the place in the whole batch unless an earlier draw could not be read. */
static gfla_status make_pair(gfla_pairs *pairs, int thread, struct gfla_pair_batch *batch, int place, int number)
{
    gfla_status status;
    struct gfla_pair_work *work = &pairs->works[thread];
    batch->set[place] = gfla_pair_draw_set(pairs->params.seed, pairs->weights, pairs->n_sets, batch->step, number);
    const struct set *set = &pairs->sets[batch->set[place]];
    struct gfla_pair_draw draw = gfla_pair_draw(&pairs->params, set->n_models, batch->step, number);
    const int model = set->models[draw.model];
    if (!gfla_views_are_grid(set->views))
        gfla_pair_draw_views(&pairs->params, gfla_views_model(set->views, model)->n_views, batch->step, number, &draw);
    if (work->look)
        gfla_look_draw(&pairs->params.look, pairs->params.seed, batch->step, number, work->look);
    status = gfla_pair_fill(work, set->cache, &draw, model, batch, place);
    if (status == GFLA_ERROR_INPUT)
        gfla_refused_add(set->refused, model);
    return status;
}

/* What is drawn in the place of a view that cannot be read, the files and the step alone decide. */
static gfla_status make_batch(void *context, int thread, int place, uint64_t number)
{
    gfla_pairs *pairs = context;
    struct gfla_pair_batch *batch = &pairs->batches[place];
    gfla_status status = GFLA_OK;
    const int first = gfla_share_place(pairs->params.share, number, batch->n);
    batch->step = gfla_share_step(pairs->params.share, number);
    for (int i = 0; i < batch->n; i++) {
        status = GFLA_ERROR_INPUT;
        for (int k = 0; k < GFLA_MOST_DRAWS && status == GFLA_ERROR_INPUT; k++)
            status = make_pair(pairs, thread, batch, i, first + i + k * GFLA_DRAWS_APART);
        TRY(status);
    }
fail:
    return status;
}

static gfla_status check_size(const gfla_views *views, int size)
{
    gfla_status status = GFLA_OK;
    int set = gfla_views_size(views);
    REQUIRE(size > 0 && size % 8 == 0 && set % size == 0, GFLA_ERROR_USAGE,
            "pictures of %d pixels from views of %d: a multiple of 8 that divides %d is needed. hint: render at "
            "another size",
            size, set, set);
fail:
    return status;
}

static gfla_status check_params(struct gfla_pairs_params *p, int set_size)
{
    gfla_status status = GFLA_OK;
    p->batch = p->batch ? p->batch : 8;
    p->size = p->size ? p->size : set_size;
    p->n_threads = p->n_threads ? p->n_threads : 1;
    p->queue = p->queue ? p->queue : p->n_threads + 1;
    p->cache_bytes = p->cache_bytes ? p->cache_bytes : DEFAULT_CACHE;
    REQUIRE(p->batch > 0 && p->batch <= 4096, GFLA_ERROR_USAGE, "batches of %d pairs, 1..4096 expected", p->batch);
    TRY(gfla_prefetch_check(p->n_threads, p->queue));
    REQUIRE(p->other_elevation >= 0 && p->other_elevation <= 1, GFLA_ERROR_USAGE,
            "probability %g of another elevation, 0..1 expected", (double)p->other_elevation);
    REQUIRE(p->band >= 0 && p->band < p->size, GFLA_ERROR_USAGE,
            "a band of %d pixels on each side of outlines, 0..%d expected", p->band, p->size - 1);
    p->band_weight = p->band_weight != 0 ? p->band_weight : 3;
    REQUIRE(p->band_weight > 0 && p->band_weight <= 1000, GFLA_ERROR_USAGE,
            "outlines have the weight %g; above 0 and at most 1000 expected", (double)p->band_weight);
    TRY(gfla_look_check(&p->look));
    REQUIRE((int)p->split >= 0 && p->split < GFLA_SPLIT_COUNT, GFLA_ERROR_USAGE, "split %d does not exist",
            (int)p->split);
fail:
    return status;
}

static gfla_status take_sets(gfla_pairs *pairs, const struct gfla_pairs_set *sets)
{
    gfla_status status = GFLA_OK;
    pairs->parts.full_truth = pairs->parts.back = pairs->params.full_truth;
    pairs->parts.band = pairs->params.band > 0;
    pairs->parts.look = !gfla_look_is_none(&pairs->params.look);
    for (int i = 0; i < pairs->n_sets; i++) {
        struct set *set = &pairs->sets[i];
        set->views = sets[i].views;
        pairs->weights[i] = sets[i].weight;
        REQUIRE(sets[i].weight > 0 && sets[i].weight <= 1e6f, GFLA_ERROR_USAGE,
                "set %d has the weight %g; above 0 and at most 1000000 expected", i + 1, (double)sets[i].weight);
        TRY(check_size(set->views, pairs->params.size));
        set->n_models = gfla_views_split(set->views, pairs->params.split, &set->models);
        REQUIRE(set->n_models > 0, GFLA_ERROR_INPUT,
                "no model in this part of the set (%d in all, %d %% are held out by %s). hint: render more models",
                gfla_views_count(set->views), GFLA_HELD_OUT_PERCENT,
                gfla_views_split_by_id(set->views) ? "their ids, which are all of one family" : "families of ids");
        pairs->parts.back = pairs->parts.back && gfla_views_have_back(set->views);
        pairs->parts.cameras = pairs->parts.cameras || !gfla_views_are_grid(set->views);
    }
fail:
    return status;
}

/* Each set's cache has its part by the number of its models. */
static gfla_status create_caches(gfla_pairs *pairs)
{
    gfla_status status = GFLA_OK;
    double n_models = 0;
    for (int i = 0; i < pairs->n_sets; i++)
        n_models += pairs->sets[i].n_models;
    for (int i = 0; i < pairs->n_sets; i++) {
        struct set *set = &pairs->sets[i];
        double limit = (double)pairs->params.cache_bytes * set->n_models / n_models;
        TRY(gfla_view_cache_create(&set->cache, set->views, pairs->params.size, pairs->parts.back,
                                   pairs->n_sets > 1 ? (uint64_t)limit : pairs->params.cache_bytes));
        TRY(gfla_refused_create(&set->refused, gfla_views_count(set->views)));
    }
fail:
    return status;
}

static gfla_status create_memory(gfla_pairs *pairs)
{
    gfla_status status;
    const struct gfla_pairs_params *p = &pairs->params;
    TRY(create_caches(pairs));
    TRY(gfla_calloc(&pairs->batches, (size_t)p->queue, sizeof *pairs->batches, "a queue of batches"));
    TRY(gfla_calloc(&pairs->works, (size_t)p->n_threads, sizeof *pairs->works, "threads"));
    for (int i = 0; i < p->queue; i++)
        TRY(gfla_pair_batch_create(&pairs->batches[i], p->batch, p->size, pairs->parts));
    for (int i = 0; i < p->n_threads; i++) {
        TRY(gfla_pair_work_create(&pairs->works[i], pairs->sets[0].cache, p->size));
        pairs->works[i].band = p->band;
        pairs->works[i].band_weight = p->band_weight;
        if (pairs->parts.look)
            TRY(gfla_calloc(&pairs->works[i].look, 1, sizeof *pairs->works[i].look, "looks of pairs"));
    }
fail:
    return status;
}

gfla_status gfla_pairs_open(gfla_pairs **out, const gfla_views *views, const struct gfla_pairs_params *params)
{
    return gfla_pairs_open_sets(out, &(struct gfla_pairs_set){.views = views, .weight = 1}, 1, params);
}

gfla_status gfla_pairs_open_sets(gfla_pairs **out, const struct gfla_pairs_set *sets, int n_sets,
                                 const struct gfla_pairs_params *params)
{
    gfla_status status = GFLA_OK;
    gfla_pairs *pairs = NULL;
    *out = NULL;
    REQUIRE(n_sets >= 1 && n_sets <= GFLA_PAIRS_MAX_SETS, GFLA_ERROR_USAGE, "pairs of %d sets, 1..%d expected", n_sets,
            GFLA_PAIRS_MAX_SETS);
    TRY(gfla_calloc(&pairs, 1, sizeof *pairs, "a source of pairs"));
    pairs->n_sets = n_sets;
    pairs->params = *params;
    TRY(check_params(&pairs->params, gfla_views_size(sets[0].views)));
    TRY(take_sets(pairs, sets));
    TRY(create_memory(pairs));
    TRY(gfla_prefetch_create(&pairs->prefetch, &(struct gfla_prefetch_params){.n_threads = pairs->params.n_threads,
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
    gfla_prefetch_destroy(&pairs->prefetch);
    for (int i = 0; pairs->batches && i < pairs->params.queue; i++)
        gfla_pair_batch_destroy(&pairs->batches[i]);
    for (int i = 0; pairs->works && i < pairs->params.n_threads; i++)
        gfla_pair_work_destroy(&pairs->works[i]);
    free(pairs->batches);
    free(pairs->works);
    for (int i = 0; i < pairs->n_sets; i++) {
        gfla_view_cache_destroy(&pairs->sets[i].cache);
        gfla_refused_destroy(&pairs->sets[i].refused);
    }
    free(pairs);
    *out = NULL;
}

gfla_status gfla_pairs_seek(gfla_pairs *pairs, uint64_t step)
{
    gfla_prefetch_seek(pairs->prefetch, step);
    return GFLA_OK;
}

gfla_status gfla_pairs_next(gfla_pairs *pairs, const struct gfla_pair_batch **batch)
{
    gfla_status status;
    int place;
    *batch = NULL;
    TRY(gfla_prefetch_next(pairs->prefetch, &place));
    *batch = &pairs->batches[place];
fail:
    return status;
}

uint64_t gfla_pairs_cached_bytes(const gfla_pairs *pairs)
{
    uint64_t bytes = 0;
    for (int i = 0; i < pairs->n_sets; i++)
        bytes += gfla_view_cache_bytes(pairs->sets[i].cache);
    return bytes;
}
