/* A ring: workers take the next step that has a free place, the consumer takes them in order. */
#include "base/prefetch.h"
#include "base/thread.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A place of the ring. */
struct slot {
    bool ready;
    gfla_status status;
    char *message; /* of a failure, from the worker's thread */
};

struct worker {
    gfla_prefetch *prefetch;
    int index;
    pthread_t thread;
    bool started;
};

struct gfla_prefetch {
    struct gfla_prefetch_params params;
    struct slot *slots;
    struct worker *workers;

    pthread_mutex_t mutex; /* guards what follows, and the slots */
    pthread_cond_t has_room, has_news;
    uint64_t next_made; /* the step that the next free worker takes */
    uint64_t next_delivered;
    bool holds_one;        /* the consumer reads the one before next_delivered */
    int n_busy;            /* workers that are making one */
    bool paused, stopping; /* paused: before the first call, and during a seek */
};

static int place_of(const gfla_prefetch *prefetch, uint64_t step)
{
    return (int)(step % (uint64_t)prefetch->params.n_places);
}

static bool may_start(const gfla_prefetch *prefetch)
{
    uint64_t first_kept = prefetch->next_delivered - prefetch->holds_one;
    return !prefetch->paused && prefetch->next_made < first_kept + (uint64_t)prefetch->params.n_places;
}

static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    gfla_prefetch *prefetch = worker->prefetch;
    pthread_mutex_lock(&prefetch->mutex);
    for (;;) {
        while (!prefetch->stopping && !may_start(prefetch))
            pthread_cond_wait(&prefetch->has_room, &prefetch->mutex);
        if (prefetch->stopping)
            break;
        const uint64_t step = prefetch->next_made++;
        const int place = place_of(prefetch, step);
        struct slot *slot = &prefetch->slots[place];
        slot->ready = false;
        prefetch->n_busy++;
        pthread_mutex_unlock(&prefetch->mutex);
        gfla_status status = prefetch->params.make(prefetch->params.context, worker->index, place, step);
        pthread_mutex_lock(&prefetch->mutex);
        free(slot->message);
        slot->message = status ? strdup(gfla_error_message()) : NULL;
        slot->status = status;
        slot->ready = true;
        prefetch->n_busy--;
        pthread_cond_broadcast(&prefetch->has_news);
    }
    pthread_mutex_unlock(&prefetch->mutex);
    return NULL;
}

static gfla_status start_workers(gfla_prefetch *prefetch)
{
    gfla_status status;
    const int n = prefetch->params.n_threads;
    TRY(gfla_calloc(&prefetch->workers, (size_t)n, sizeof *prefetch->workers, "threads"));
    for (int i = 0; i < n; i++) {
        struct worker *worker = &prefetch->workers[i];
        worker->prefetch = prefetch;
        worker->index = i;
        status = gfla_thread_create(&worker->thread, run_worker, worker, "the data");
        if (status != GFLA_OK) {
            gfla_fail_context(status, "thread %d of %d. hint: ask for fewer threads", i + 1, n);
            goto fail;
        }
        worker->started = true;
    }
fail:
    return status;
}

static void stop_workers(gfla_prefetch *prefetch)
{
    pthread_mutex_lock(&prefetch->mutex);
    prefetch->stopping = true;
    pthread_cond_broadcast(&prefetch->has_room);
    pthread_mutex_unlock(&prefetch->mutex);
    for (int i = 0; prefetch->workers && i < prefetch->params.n_threads; i++)
        if (prefetch->workers[i].started)
            pthread_join(prefetch->workers[i].thread, NULL);
}

gfla_status gfla_prefetch_check(int n_threads, int n_places)
{
    gfla_status status = GFLA_OK;
    REQUIRE(n_threads > 0 && n_threads <= GFLA_PREFETCH_MAX_THREADS, GFLA_ERROR_USAGE, "%d threads, 1..%d expected",
            n_threads, GFLA_PREFETCH_MAX_THREADS);
    REQUIRE(n_places >= 2 && n_places <= GFLA_PREFETCH_MAX_PLACES, GFLA_ERROR_USAGE,
            "a queue of %d batches, 2..%d expected", n_places, GFLA_PREFETCH_MAX_PLACES);
fail:
    return status;
}

gfla_status gfla_prefetch_create(gfla_prefetch **out, const struct gfla_prefetch_params *params)
{
    gfla_status status = GFLA_OK;
    gfla_prefetch *prefetch = NULL;
    *out = NULL;
    TRY(gfla_calloc(&prefetch, 1, sizeof *prefetch, "a queue"));
    pthread_mutex_init(&prefetch->mutex, NULL);
    pthread_cond_init(&prefetch->has_room, NULL);
    pthread_cond_init(&prefetch->has_news, NULL);
    prefetch->params = *params;
    prefetch->paused = true;
    TRY(gfla_prefetch_check(params->n_threads, params->n_places));
    TRY(gfla_calloc(&prefetch->slots, (size_t)params->n_places, sizeof *prefetch->slots, "a queue"));
    TRY(start_workers(prefetch));
    *out = prefetch;
    return GFLA_OK;
fail:
    gfla_prefetch_destroy(&prefetch);
    return status;
}

void gfla_prefetch_destroy(gfla_prefetch **out)
{
    if (!out || !*out)
        return;
    gfla_prefetch *prefetch = *out;
    stop_workers(prefetch);
    for (int i = 0; prefetch->slots && i < prefetch->params.n_places; i++)
        free(prefetch->slots[i].message);
    free(prefetch->slots);
    free(prefetch->workers);
    pthread_cond_destroy(&prefetch->has_news);
    pthread_cond_destroy(&prefetch->has_room);
    pthread_mutex_destroy(&prefetch->mutex);
    free(prefetch);
    *out = NULL;
}

static void wake(gfla_prefetch *prefetch)
{
    prefetch->paused = false;
    pthread_cond_broadcast(&prefetch->has_room);
}

void gfla_prefetch_seek(gfla_prefetch *prefetch, uint64_t step)
{
    pthread_mutex_lock(&prefetch->mutex);
    prefetch->paused = true;
    while (prefetch->n_busy > 0)
        pthread_cond_wait(&prefetch->has_news, &prefetch->mutex);
    for (int i = 0; i < prefetch->params.n_places; i++)
        prefetch->slots[i].ready = false;
    prefetch->next_made = prefetch->next_delivered = step;
    prefetch->holds_one = false;
    wake(prefetch);
    pthread_mutex_unlock(&prefetch->mutex);
}

gfla_status gfla_prefetch_next(gfla_prefetch *prefetch, int *place)
{
    gfla_status status = GFLA_OK;
    pthread_mutex_lock(&prefetch->mutex);
    const uint64_t step = prefetch->next_delivered;
    struct slot *slot = &prefetch->slots[place_of(prefetch, step)];
    *place = place_of(prefetch, step);
    prefetch->holds_one = false;
    wake(prefetch);
    while (prefetch->next_made <= step || !slot->ready)
        pthread_cond_wait(&prefetch->has_news, &prefetch->mutex);
    if (slot->status)
        status =
            gfla_fail(slot->status, "%s", slot->message ? slot->message : "what is read ahead: host memory ran out");
    prefetch->next_delivered++;
    prefetch->holds_one = true;
    pthread_mutex_unlock(&prefetch->mutex);
    return status;
}
