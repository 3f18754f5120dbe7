/* Workers take the next item under a lock; the caller waits for the first unfinished one and hands it over. */
#include "base/crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/thread.h"

enum state { WAITING, BEGUN, FINISHED, TAKEN };

struct item {
    enum state state;
    gfla_status status;
    char *message; /* of a failure, from its worker's thread */
};

struct shift {
    const struct gfla_crew *crew;
    struct item *items;
    pthread_mutex_t lock; /* of what follows, and of items */
    pthread_cond_t has_news;
    size_t next;       /* none before it waits */
    size_t first_open; /* none before it is untaken */
    int n_starting;    /* workers that are not ready yet */
    int n_able, n_lost;
    bool has_begun;     /* all are ready, or never will be */
    bool is_over;       /* nothing more is begun */
    gfla_status status; /* why, if not GFLA_OK */
    char *message;      /* of it */
    char *loss;         /* what is to be said of the first lost worker at the end */
};

struct worker {
    struct shift *shift;
    int index;
    pthread_t thread;
};

/* Keeps the first reason to end. The message is this thread's. */
static void end(struct shift *s, gfla_status status)
{
    s->is_over = true;
    if (s->status == GFLA_OK && status != GFLA_OK) {
        s->status = status;
        s->message = strdup(gfla_error_message());
    }
    pthread_cond_broadcast(&s->has_news);
}

size_t gfla_crew_places(int n_workers)
{
    return (size_t)n_workers * GFLA_CREW_AHEAD;
}

/* ---- workers ---- */

/* An item to begin: of those that wait, the first, unless it is too far ahead. *item: n_items, there is none. False: wait
 * for news. */
static bool find_item(struct shift *s, size_t *item)
{
    const size_t n = s->crew->n_items, ahead = gfla_crew_places(s->crew->n_workers);
    while (s->next < n && s->items[s->next].state != WAITING)
        s->next++;
    *item = s->is_over ? n : s->next;
    if (*item == n)
        return s->is_over || s->first_open == n;
    return *item < s->first_open + ahead;
}

static size_t next_item(struct shift *s)
{
    size_t item;
    if (gfla_is_cancelled())
        end(s, gfla_check_cancelled());
    while (!find_item(s, &item))
        pthread_cond_wait(&s->has_news, &s->lock);
    if (item < s->crew->n_items)
        s->items[item].state = BEGUN;
    return item;
}

/* The others do the item, where there are any. */
static void lose(struct shift *s, int worker, size_t item, const char *message)
{
    const char *name = s->crew->name(s->crew->members, worker);
    s->n_lost++;
    s->n_able--;
    if (strncmp(message, name, strlen(name)) == 0) /* a crew of this worker alone said so */
        gfla_fail(GFLA_ERROR_DEVICE, "%s", message);
    else
        gfla_fail(GFLA_ERROR_DEVICE, "%s was lost: %s", name, message);
    if (!s->loss)
        s->loss = strdup(gfla_error_message());
    if (s->n_able > 0) {
        gfla_log(GFLA_LOG_ERROR, "%s; the others do its work", gfla_error_message());
        s->items[item].state = WAITING;
        s->next = item < s->next ? item : s->next;
    } else {
        end(s, GFLA_ERROR_DEVICE);
        s->items[item].state = WAITING;
    }
    pthread_cond_broadcast(&s->has_news);
}

static void finish(struct shift *s, size_t item, gfla_status status, char *message)
{
    s->items[item].status = status;
    s->items[item].message = message;
    s->items[item].state = status == GFLA_ERROR_INTERRUPTED ? WAITING : FINISHED;
    if (status == GFLA_ERROR_INTERRUPTED)
        end(s, gfla_fail(status, "%s", message ? message : "interrupted"));
    pthread_cond_broadcast(&s->has_news);
}

/* One item; false: there is none left for this worker. The lock is held before and afterwards. */
static bool do_item(struct shift *s, int worker)
{
    const struct gfla_crew *c = s->crew;
    const size_t item = next_item(s);
    if (item == c->n_items)
        return false;
    pthread_mutex_unlock(&s->lock);
    const gfla_status status = c->work(c->context, worker, item);
    char *message = status == GFLA_OK ? NULL : strdup(gfla_error_message());
    const bool able = status != GFLA_ERROR_DEVICE || !c->is_able || c->is_able(c->members, worker);
    pthread_mutex_lock(&s->lock);
    if (able) {
        finish(s, item, status, message);
        return true;
    }
    lose(s, worker, item, message ? message : "it failed");
    free(message);
    return false;
}

static void start(struct shift *s, int worker)
{
    const struct gfla_crew *c = s->crew;
    const gfla_status status = c->start ? c->start(c->context, worker) : GFLA_OK;
    pthread_mutex_lock(&s->lock);
    s->n_starting--;
    if (status != GFLA_OK)
        end(s, status);
    pthread_cond_broadcast(&s->has_news);
    pthread_mutex_unlock(&s->lock);
}

static void *run_worker(void *argument)
{
    const struct worker *w = argument;
    struct shift *s = w->shift;
    if (w->index > 0)
        start(s, w->index);
    pthread_mutex_lock(&s->lock);
    while (!s->has_begun)
        pthread_cond_wait(&s->has_news, &s->lock);
    while (do_item(s, w->index))
        continue;
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* ---- the caller ---- */

/* Hands an item over. The lock is held before and afterwards, not meanwhile. */
static void take(struct shift *s, size_t item)
{
    const struct gfla_crew *c = s->crew;
    struct item *i = &s->items[item];
    i->state = TAKEN;
    pthread_mutex_unlock(&s->lock);
    gfla_status status = i->status;
    if (status != GFLA_OK)
        gfla_fail(status, "%s", i->message ? i->message : "host memory ran out for a message");
    if (c->take)
        status = c->take(c->context, item, status);
    pthread_mutex_lock(&s->lock);
    if (status != GFLA_OK)
        end(s, status);
}

/* All finished items from the first open one on; after the end also those behind one that was never begun. */
static void take_finished(struct shift *s, bool skips)
{
    const size_t n = s->crew->n_items;
    while (s->first_open < n && s->items[s->first_open].state == FINISHED) {
        take(s, s->first_open);
        s->first_open++;
        pthread_cond_broadcast(&s->has_news);
    }
    for (size_t i = s->first_open; skips && i < n; i++)
        if (s->items[i].state == FINISHED)
            take(s, i);
}

/* Tells the caller that all workers are ready, once they are. The lock is held before and afterwards, not meanwhile. */
static void wait_for_all(struct shift *s)
{
    while (s->n_starting > 0 && !s->is_over)
        pthread_cond_wait(&s->has_news, &s->lock);
    const bool are_ready = !s->is_over;
    pthread_mutex_unlock(&s->lock);
    if (s->crew->ready && are_ready)
        s->crew->ready(s->crew->context);
    pthread_mutex_lock(&s->lock);
    s->has_begun = true;
    pthread_cond_broadcast(&s->has_news);
}

static void take_until_over(struct shift *s)
{
    pthread_mutex_lock(&s->lock);
    wait_for_all(s);
    for (;;) {
        take_finished(s, false);
        if (s->is_over || s->first_open == s->crew->n_items)
            break;
        pthread_cond_wait(&s->has_news, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
}

/* One worker needs no thread. */
static void run_alone(struct shift *s)
{
    struct worker alone = {.shift = s};
    pthread_mutex_lock(&s->lock);
    wait_for_all(s);
    while (!s->is_over && do_item(s, alone.index))
        take_finished(s, false);
    take_finished(s, true);
    pthread_mutex_unlock(&s->lock);
}

static gfla_status run_together(struct shift *s)
{
    gfla_status status;
    struct worker *workers = NULL;
    int running = 0;
    TRY(gfla_calloc(&workers, (size_t)s->crew->n_workers, sizeof *workers, "workers"));
    for (; running < s->crew->n_workers; running++) {
        workers[running] = (struct worker){.shift = s, .index = running};
        status = gfla_thread_create(&workers[running].thread, run_worker, &workers[running], "a worker");
        if (status != GFLA_OK) {
            pthread_mutex_lock(&s->lock);
            end(s, status);
            pthread_mutex_unlock(&s->lock);
            break;
        }
    }
    take_until_over(s);
    while (running > 0)
        pthread_join(workers[--running].thread, NULL);
    pthread_mutex_lock(&s->lock);
    take_finished(s, true);
    pthread_mutex_unlock(&s->lock);
    status = GFLA_OK;
fail:
    free(workers);
    return status;
}

/* Why the run ended; a lost worker is no success, even where the others did all. */
static gfla_status result(const struct shift *s)
{
    if (s->status != GFLA_OK)
        return gfla_fail(s->status, "%s", s->message ? s->message : "host memory ran out for a message");
    if (s->n_lost > 0)
        return gfla_fail(GFLA_ERROR_DEVICE, "%s; the others did all of its work",
                         s->loss ? s->loss : "a device was lost");
    return GFLA_OK;
}

gfla_status gfla_crew_run(const struct gfla_crew *crew)
{
    gfla_status status;
    struct shift s = {.crew = crew, .n_starting = crew->n_workers, .n_able = crew->n_workers};
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.has_news, NULL);
    REQUIRE(crew->n_workers > 0 && crew->n_workers <= GFLA_CREW_MOST, GFLA_ERROR_USAGE, "%d workers, 1..%d expected",
            crew->n_workers, GFLA_CREW_MOST);
    TRY(gfla_calloc(&s.items, crew->n_items + 1, sizeof *s.items, "items"));
    start(&s, 0);
    if (crew->n_workers == 1)
        run_alone(&s);
    else if (!s.is_over)
        TRY(run_together(&s));
    status = result(&s);
fail:
    for (size_t i = 0; s.items && i < crew->n_items; i++)
        free(s.items[i].message);
    free(s.items);
    free(s.message);
    free(s.loss);
    pthread_cond_destroy(&s.has_news);
    pthread_mutex_destroy(&s.lock);
    return status;
}
