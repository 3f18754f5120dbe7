/* A ring: workers take the next step that has a free place, the consumer takes them in order. */
#include "base/prefetch.h"

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
    gfla_ahead *ahead;
    int index;
    pthread_t thread;
    bool started;
};

struct gfla_ahead {
    struct gfla_ahead_params params;
    struct slot *slots;
    struct worker *workers;

    pthread_mutex_t mutex;   /* guards what follows, and the slots */
    pthread_cond_t has_room, has_news;
    uint64_t next_made;      /* the step that the next free worker takes */
    uint64_t next_delivered;
    bool holds_one;          /* the consumer reads the one before next_delivered */
    int n_busy;              /* workers that are making one */
    bool paused, stopping;   /* paused: before the first call, and during a seek */
};

static int place_of(const gfla_ahead *ahead, uint64_t step)
{
    return (int)(step % (uint64_t)ahead->params.n_places);
}

static bool may_start(const gfla_ahead *ahead)
{
    uint64_t first_kept = ahead->next_delivered - ahead->holds_one;
    return !ahead->paused && ahead->next_made < first_kept + (uint64_t)ahead->params.n_places;
}

static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    gfla_ahead *ahead = worker->ahead;
    pthread_mutex_lock(&ahead->mutex);
    for (;;) {
        while (!ahead->stopping && !may_start(ahead))
            pthread_cond_wait(&ahead->has_room, &ahead->mutex);
        if (ahead->stopping)
            break;
        const uint64_t step = ahead->next_made++;
        const int place = place_of(ahead, step);
        struct slot *slot = &ahead->slots[place];
        slot->ready = false;
        ahead->n_busy++;
        pthread_mutex_unlock(&ahead->mutex);
        gfla_status status = ahead->params.make(ahead->params.context, worker->index, place, step);
        pthread_mutex_lock(&ahead->mutex);
        free(slot->message);
        slot->message = status ? strdup(gfla_error_message()) : NULL;
        slot->status = status;
        slot->ready = true;
        ahead->n_busy--;
        pthread_cond_broadcast(&ahead->has_news);
    }
    pthread_mutex_unlock(&ahead->mutex);
    return NULL;
}

static gfla_status start_workers(gfla_ahead *ahead)
{
    gfla_status status;
    const int n = ahead->params.n_threads;
    TRY(gfla_calloc(&ahead->workers, (size_t)n, sizeof *ahead->workers, "threads"));
    for (int i = 0; i < n; i++) {
        struct worker *worker = &ahead->workers[i];
        worker->ahead = ahead;
        worker->index = i;
        REQUIRE(pthread_create(&worker->thread, NULL, run_worker, worker) == 0, GFLA_ERROR_FAILED,
                "thread %d of %d for the data cannot be started. hint: ask for fewer threads", i + 1, n);
        worker->started = true;
    }
fail:
    return status;
}

static void stop_workers(gfla_ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    ahead->stopping = true;
    pthread_cond_broadcast(&ahead->has_room);
    pthread_mutex_unlock(&ahead->mutex);
    for (int i = 0; ahead->workers && i < ahead->params.n_threads; i++)
        if (ahead->workers[i].started)
            pthread_join(ahead->workers[i].thread, NULL);
}

gfla_status gfla_ahead_check(int n_threads, int n_places)
{
    gfla_status status = GFLA_OK;
    REQUIRE(n_threads > 0 && n_threads <= GFLA_AHEAD_MAX_THREADS, GFLA_ERROR_USAGE, "%d threads, 1..%d expected", n_threads,
            GFLA_AHEAD_MAX_THREADS);
    REQUIRE(n_places >= 2 && n_places <= GFLA_AHEAD_MAX_PLACES, GFLA_ERROR_USAGE, "a queue of %d batches, 2..%d expected", n_places,
            GFLA_AHEAD_MAX_PLACES);
fail:
    return status;
}

gfla_status gfla_ahead_create(gfla_ahead **out, const struct gfla_ahead_params *params)
{
    gfla_status status = GFLA_OK;
    gfla_ahead *ahead = NULL;
    *out = NULL;
    TRY(gfla_calloc(&ahead, 1, sizeof *ahead, "a queue"));
    pthread_mutex_init(&ahead->mutex, NULL);
    pthread_cond_init(&ahead->has_room, NULL);
    pthread_cond_init(&ahead->has_news, NULL);
    ahead->params = *params;
    ahead->paused = true;
    TRY(gfla_ahead_check(params->n_threads, params->n_places));
    TRY(gfla_calloc(&ahead->slots, (size_t)params->n_places, sizeof *ahead->slots, "a queue"));
    TRY(start_workers(ahead));
    *out = ahead;
    return GFLA_OK;
fail:
    gfla_ahead_destroy(&ahead);
    return status;
}

void gfla_ahead_destroy(gfla_ahead **out)
{
    if (!out || !*out)
        return;
    gfla_ahead *ahead = *out;
    stop_workers(ahead);
    for (int i = 0; ahead->slots && i < ahead->params.n_places; i++)
        free(ahead->slots[i].message);
    free(ahead->slots);
    free(ahead->workers);
    pthread_cond_destroy(&ahead->has_news);
    pthread_cond_destroy(&ahead->has_room);
    pthread_mutex_destroy(&ahead->mutex);
    free(ahead);
    *out = NULL;
}

static void wake(gfla_ahead *ahead)
{
    ahead->paused = false;
    pthread_cond_broadcast(&ahead->has_room);
}

void gfla_ahead_seek(gfla_ahead *ahead, uint64_t step)
{
    pthread_mutex_lock(&ahead->mutex);
    ahead->paused = true;
    while (ahead->n_busy > 0)
        pthread_cond_wait(&ahead->has_news, &ahead->mutex);
    for (int i = 0; i < ahead->params.n_places; i++)
        ahead->slots[i].ready = false;
    ahead->next_made = ahead->next_delivered = step;
    ahead->holds_one = false;
    wake(ahead);
    pthread_mutex_unlock(&ahead->mutex);
}

gfla_status gfla_ahead_next(gfla_ahead *ahead, int *place)
{
    gfla_status status = GFLA_OK;
    pthread_mutex_lock(&ahead->mutex);
    const uint64_t step = ahead->next_delivered;
    struct slot *slot = &ahead->slots[place_of(ahead, step)];
    *place = place_of(ahead, step);
    ahead->holds_one = false;
    wake(ahead);
    while (ahead->next_made <= step || !slot->ready)
        pthread_cond_wait(&ahead->has_news, &ahead->mutex);
    if (slot->status)
        status = gfla_fail(slot->status, "%s", slot->message ? slot->message : "out of memory");
    ahead->next_delivered++;
    ahead->holds_one = true;
    pthread_mutex_unlock(&ahead->mutex);
    return status;
}
