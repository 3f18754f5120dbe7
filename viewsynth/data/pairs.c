/* A ring of batches: workers take the next step that has a free place, the consumer takes them in order. Which worker makes a
 * batch does not matter, since a batch depends on its step alone. */
#include "viewsynth/data/pairs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/data/pair_batch.h"
#include "viewsynth/data/pair_fill.h"

#define DEFAULT_CACHE ((uint64_t)6 << 30)
#define MAX_THREADS 64

/* A place of the ring. */
struct slot {
    struct gfla_pair_batch batch;
    bool ready;
    gfla_status status;
    char *message; /* of a failure, from the worker's thread */
};

struct worker {
    gfla_pairs *pairs;
    struct gfla_pair_work work;
    pthread_t thread;
    bool started;
};

struct gfla_pairs {
    struct gfla_pairs_params params;
    const gfla_views *views;
    const int *models; /* of the split */
    int n_models;
    gfla_view_cache *cache;
    struct slot *slots;
    struct worker *workers;

    pthread_mutex_t mutex;   /* guards what follows, and ready, status and message of the slots */
    pthread_cond_t has_room, has_news;
    uint64_t next_made;      /* the step that the next free worker takes */
    uint64_t next_delivered;
    bool holds_one;          /* the consumer reads the batch before next_delivered */
    int n_busy;              /* workers that are making a batch */
    bool paused, stopping;   /* paused: before the first call, and during a seek */
};

/* ---- workers ---- */

static struct slot *slot_of(gfla_pairs *pairs, uint64_t step)
{
    return &pairs->slots[step % (uint64_t)pairs->params.queue];
}

static gfla_status make_batch(struct worker *worker, struct gfla_pair_batch *batch, uint64_t step)
{
    gfla_pairs *pairs = worker->pairs;
    gfla_status status = GFLA_OK;
    batch->step = step;
    for (int i = 0; i < batch->n; i++) {
        struct gfla_pair_draw draw = gfla_pair_draw(&pairs->params, pairs->n_models, step, i);
        TRY(gfla_pair_fill(&worker->work, pairs->cache, &draw, pairs->models[draw.model], batch, i));
    }
fail:
    return status;
}

static bool may_start(const gfla_pairs *pairs)
{
    uint64_t first_kept = pairs->next_delivered - pairs->holds_one;
    return !pairs->paused && pairs->next_made < first_kept + (uint64_t)pairs->params.queue;
}

static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    gfla_pairs *pairs = worker->pairs;
    pthread_mutex_lock(&pairs->mutex);
    for (;;) {
        while (!pairs->stopping && !may_start(pairs))
            pthread_cond_wait(&pairs->has_room, &pairs->mutex);
        if (pairs->stopping)
            break;
        uint64_t step = pairs->next_made++;
        struct slot *slot = slot_of(pairs, step);
        slot->ready = false;
        pairs->n_busy++;
        pthread_mutex_unlock(&pairs->mutex);
        gfla_status status = make_batch(worker, &slot->batch, step);
        pthread_mutex_lock(&pairs->mutex);
        free(slot->message);
        slot->message = status ? strdup(gfla_error_message()) : NULL;
        slot->status = status;
        slot->ready = true;
        pairs->n_busy--;
        pthread_cond_broadcast(&pairs->has_news);
    }
    pthread_mutex_unlock(&pairs->mutex);
    return NULL;
}

static gfla_status start_workers(gfla_pairs *pairs)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_calloc(&pairs->workers, (size_t)pairs->params.n_threads, sizeof *pairs->workers, "threads"));
    for (int i = 0; i < pairs->params.n_threads; i++) {
        struct worker *worker = &pairs->workers[i];
        worker->pairs = pairs;
        TRY(gfla_pair_work_create(&worker->work, pairs->cache, pairs->params.size));
        REQUIRE(pthread_create(&worker->thread, NULL, run_worker, worker) == 0, GFLA_ERROR_FAILED,
                "thread %d of %d for the data cannot be started. hint: ask for fewer threads", i + 1, pairs->params.n_threads);
        worker->started = true;
    }
fail:
    return status;
}

static void stop_workers(gfla_pairs *pairs)
{
    pthread_mutex_lock(&pairs->mutex);
    pairs->stopping = true;
    pthread_cond_broadcast(&pairs->has_room);
    pthread_mutex_unlock(&pairs->mutex);
    for (int i = 0; pairs->workers && i < pairs->params.n_threads; i++) {
        if (pairs->workers[i].started)
            pthread_join(pairs->workers[i].thread, NULL);
        gfla_pair_work_destroy(&pairs->workers[i].work);
    }
}

/* ---- the consumer ---- */

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
    REQUIRE(p->n_threads > 0 && p->n_threads <= MAX_THREADS, GFLA_ERROR_USAGE, "%d threads, 1..%d expected", p->n_threads,
            MAX_THREADS);
    REQUIRE(p->queue >= 2 && p->queue <= 1024, GFLA_ERROR_USAGE, "a queue of %d batches, 2..1024 expected", p->queue);
    REQUIRE(p->other_elevation >= 0 && p->other_elevation <= 1, GFLA_ERROR_USAGE,
            "probability %g of another elevation, 0..1 expected", (double)p->other_elevation);
    REQUIRE((int)p->split >= 0 && p->split < GFLA_SPLIT_COUNT, GFLA_ERROR_USAGE, "split %d does not exist", (int)p->split);
fail:
    return status;
}

gfla_status gfla_pairs_open(gfla_pairs **out, const gfla_views *views, const struct gfla_pairs_params *params)
{
    gfla_status status = GFLA_OK;
    gfla_pairs *pairs = NULL;
    *out = NULL;
    TRY(gfla_calloc(&pairs, 1, sizeof *pairs, "a source of pairs"));
    pthread_mutex_init(&pairs->mutex, NULL);
    pthread_cond_init(&pairs->has_room, NULL);
    pthread_cond_init(&pairs->has_news, NULL);
    pairs->views = views;
    pairs->params = *params;
    pairs->paused = true;
    TRY(check_params(views, &pairs->params));
    pairs->n_models = gfla_views_split(views, params->split, &pairs->models);
    REQUIRE(pairs->n_models > 0, GFLA_ERROR_INPUT,
            "no model in this part of the set (%d in all, 12 %% are held out). hint: render more models",
            gfla_views_count(views));
    TRY(gfla_view_cache_create(&pairs->cache, views, pairs->params.size, pairs->params.cache_bytes));
    TRY(gfla_calloc(&pairs->slots, (size_t)pairs->params.queue, sizeof *pairs->slots, "a queue of batches"));
    for (int i = 0; i < pairs->params.queue; i++)
        TRY(gfla_pair_batch_create(&pairs->slots[i].batch, pairs->params.batch, pairs->params.size, pairs->params.full_truth));
    TRY(start_workers(pairs));
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
    stop_workers(pairs);
    for (int i = 0; pairs->slots && i < pairs->params.queue; i++) {
        gfla_pair_batch_destroy(&pairs->slots[i].batch);
        free(pairs->slots[i].message);
    }
    free(pairs->slots);
    free(pairs->workers);
    gfla_view_cache_destroy(&pairs->cache);
    pthread_cond_destroy(&pairs->has_news);
    pthread_cond_destroy(&pairs->has_room);
    pthread_mutex_destroy(&pairs->mutex);
    free(pairs);
    *out = NULL;
}

static void wake(gfla_pairs *pairs)
{
    pairs->paused = false;
    pthread_cond_broadcast(&pairs->has_room);
}

gfla_status gfla_pairs_seek(gfla_pairs *pairs, uint64_t step)
{
    pthread_mutex_lock(&pairs->mutex);
    pairs->paused = true;
    while (pairs->n_busy > 0)
        pthread_cond_wait(&pairs->has_news, &pairs->mutex);
    for (int i = 0; i < pairs->params.queue; i++)
        pairs->slots[i].ready = false;
    pairs->next_made = pairs->next_delivered = step;
    pairs->holds_one = false;
    wake(pairs);
    pthread_mutex_unlock(&pairs->mutex);
    return GFLA_OK;
}

gfla_status gfla_pairs_next(gfla_pairs *pairs, const struct gfla_pair_batch **batch)
{
    gfla_status status = GFLA_OK;
    *batch = NULL;
    pthread_mutex_lock(&pairs->mutex);
    uint64_t step = pairs->next_delivered;
    struct slot *slot = slot_of(pairs, step);
    pairs->holds_one = false;
    wake(pairs);
    while (pairs->next_made <= step || !slot->ready)
        pthread_cond_wait(&pairs->has_news, &pairs->mutex);
    if (slot->status)
        status = gfla_fail(slot->status, "%s", slot->message ? slot->message : "out of memory");
    else
        *batch = &slot->batch;
    pairs->next_delivered++;
    pairs->holds_one = true;
    pthread_mutex_unlock(&pairs->mutex);
    return status;
}

uint64_t gfla_pairs_cached_bytes(const gfla_pairs *pairs)
{
    return gfla_view_cache_bytes(pairs->cache);
}
