/* exchange_threads.c - ranks that are threads of one process. Sums are those of train/pairwise.h, as MPI's. */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "train/exchange.h"
#include "train/pairwise.h"

/* What all ranks have put down for one call. Who comes last does the work. */
struct meeting {
    const void *given[GFLA_EXCHANGE_MOST_THREADS];
    void *taken[GFLA_EXCHANGE_MOST_THREADS];
    size_t size; /* bytes; of sums numbers */
    int n_here;
    unsigned long n_done; /* meetings that are over */
};

/* All that ranks gave is read and written under the lock: a rank that has left, or dropped its sums, may free its own. */
struct room {
    int n_ranks;
    pthread_mutex_t lock; /* of what follows */
    int n_left, n_open;   /* above 0: a rank has left; ranks that have not freed the room */
    struct meeting small; /* gather and broadcast */
    struct meeting *sums; /* [n_sums], a bucket each */
    size_t n_sums, sums_capacity;
};

struct rank {
    struct room *room;
    int rank;
    unsigned long n_small; /* meetings that this rank has come to */
    unsigned long *n_of_sums;
    size_t n_sums, sums_capacity;
};

static const char no_memory[] = "host memory ran out", someone_left[] = "another rank has ended";

/* ---- small exchanges ---- */

static void deliver_all(struct room *room)
{
    const struct meeting *m = &room->small;
    for (int to = 0; to < room->n_ranks; to++)
        for (int from = 0; from < room->n_ranks; from++)
            memcpy((char *)m->taken[to] + (size_t)from * m->size, m->given[from], m->size);
}

static void deliver_first(struct room *room)
{
    const struct meeting *m = &room->small;
    for (int to = 1; to < room->n_ranks; to++)
        memcpy(m->taken[to], m->taken[0], m->size);
}

/* The lock is held. */
static const char *join_small(struct rank *r, const void *given, void *taken, size_t size,
                              void (*deliver)(struct room *))
{
    struct room *room = r->room;
    struct meeting *m = &room->small;
    if (room->n_left > 0)
        return someone_left;
    if (m->n_here > 0 && m->size != size)
        return "ranks exchange different things";
    m->given[r->rank] = given;
    m->taken[r->rank] = taken;
    m->size = size;
    r->n_small++;
    if (++m->n_here == room->n_ranks) {
        deliver(room);
        m->n_here = 0;
        m->n_done++;
    }
    return NULL;
}

static const char *come(struct rank *r, const void *given, void *taken, size_t size, void (*deliver)(struct room *))
{
    pthread_mutex_lock(&r->room->lock);
    const char *failure = join_small(r, given, taken, size, deliver);
    pthread_mutex_unlock(&r->room->lock);
    return failure;
}

static const char *gather(void *self, const void *mine, size_t size, void *all)
{
    return come(self, mine, all, size, deliver_all);
}

static const char *broadcast(void *self, void *data, size_t size)
{
    return come(self, NULL, data, size, deliver_first);
}

/* Whether so many meetings are over; where one never will be, says why. The lock is held. */
static const char *look(const struct room *room, unsigned long n_done, unsigned long n_wanted, bool *is_done)
{
    *is_done = n_done >= n_wanted;
    return *is_done || room->n_left == 0 ? NULL : someone_left;
}

static const char *test(void *self, bool *is_done)
{
    struct rank *r = self;
    pthread_mutex_lock(&r->room->lock);
    const char *failure = look(r->room, r->room->small.n_done, r->n_small, is_done);
    pthread_mutex_unlock(&r->room->lock);
    return failure;
}

/* ---- sums ---- */

/* The lock is held. */
static bool make_bucket(struct rank *r, size_t bucket)
{
    struct room *room = r->room;
    if (gfla_grow(&r->n_of_sums, &r->sums_capacity, bucket + 1, sizeof *r->n_of_sums, "sums over ranks") != GFLA_OK ||
        gfla_grow(&room->sums, &room->sums_capacity, bucket + 1, sizeof *room->sums, "sums over ranks") != GFLA_OK)
        return false;
    while (r->n_sums <= bucket)
        r->n_of_sums[r->n_sums++] = 0;
    while (room->n_sums <= bucket)
        room->sums[room->n_sums++] = (struct meeting){.n_here = 0};
    return true;
}

/* Every rank gets the sum. The lock is held. */
static void add_up(const struct room *room, const struct meeting *m)
{
    const float *parts[GFLA_EXCHANGE_MOST_THREADS];
    for (int i = 0; i < room->n_ranks; i++)
        parts[i] = m->taken[i];
    gfla_pairwise_sum(parts, (unsigned)room->n_ranks, m->taken[0], m->size);
    for (int i = 1; i < room->n_ranks; i++)
        memcpy(m->taken[i], m->taken[0], m->size * sizeof(float));
}

/* The lock is held. */
static const char *join_sum(struct rank *r, int bucket, float *values, size_t n)
{
    struct room *room = r->room;
    if (room->n_left > 0)
        return someone_left;
    if (!make_bucket(r, (size_t)bucket))
        return no_memory;
    struct meeting *m = &room->sums[bucket];
    if (m->n_here > 0 && m->size != n)
        return "ranks sum different numbers of values";
    m->taken[r->rank] = values;
    m->size = n;
    r->n_of_sums[bucket]++;
    if (++m->n_here == room->n_ranks) {
        add_up(room, m);
        m->n_here = 0;
        m->n_done++;
    }
    return NULL;
}

static const char *sum(void *self, int bucket, float *values, size_t n)
{
    struct rank *r = self;
    pthread_mutex_lock(&r->room->lock);
    const char *failure = join_sum(r, bucket, values, n);
    pthread_mutex_unlock(&r->room->lock);
    return failure;
}

static const char *test_sum(void *self, int bucket, bool *is_done)
{
    struct rank *r = self;
    pthread_mutex_lock(&r->room->lock);
    const char *failure = look(r->room, r->room->sums[bucket].n_done, r->n_of_sums[bucket], is_done);
    pthread_mutex_unlock(&r->room->lock);
    return failure;
}

/* A sum that is not done never will be: for the others this rank has left. */
static void drop_sums(void *self)
{
    struct rank *r = self;
    bool has_any = false;
    pthread_mutex_lock(&r->room->lock);
    for (size_t i = 0; i < r->n_sums; i++)
        has_any = has_any || r->n_of_sums[i] > r->room->sums[i].n_done;
    r->room->n_left += has_any;
    pthread_mutex_unlock(&r->room->lock);
}

/* ---- the room ---- */

static void abandon(void *self, int code)
{
    struct rank *r = self;
    pthread_mutex_lock(&r->room->lock);
    r->room->n_left++;
    pthread_mutex_unlock(&r->room->lock);
}

static void leave(void *self)
{
    struct rank *r = self;
    struct room *room = r->room;
    pthread_mutex_lock(&room->lock);
    room->n_left++;
    const bool is_last = --room->n_open == 0;
    pthread_mutex_unlock(&room->lock);
    free(r->n_of_sums);
    free(r);
    if (!is_last)
        return;
    pthread_mutex_destroy(&room->lock);
    free(room->sums);
    free(room);
}

static const struct gfla_exchange_kind threads = {.name = "threads",
                                                  .gather = gather,
                                                  .broadcast = broadcast,
                                                  .test = test,
                                                  .sum = sum,
                                                  .test_sum = test_sum,
                                                  .drop_sums = drop_sums,
                                                  .leave = leave,
                                                  .abandon = abandon};

static gfla_status open_rank(struct room *room, int rank, gfla_exchange **exchange)
{
    struct rank *r = NULL;
    const struct gfla_exchange_place place = {
        .rank = rank, .n_ranks = room->n_ranks, .local_rank = rank, .n_local = room->n_ranks};
    const gfla_status status = gfla_calloc(&r, 1, sizeof *r, "a rank");
    if (status != GFLA_OK)
        return status;
    *r = (struct rank){.room = room, .rank = rank};
    room->n_open++;
    return gfla_exchange_create(exchange, &threads, r, &place); /* which leaves where it fails */
}

gfla_status gfla_exchange_create_threads(gfla_exchange **exchanges, int n)
{
    gfla_status status;
    struct room *room = NULL;
    for (int i = 0; i < n; i++)
        exchanges[i] = NULL;
    REQUIRE(n >= 1 && n <= GFLA_EXCHANGE_MOST_THREADS, GFLA_ERROR_USAGE, "%d devices to train on, 1..%d expected", n,
            GFLA_EXCHANGE_MOST_THREADS);
    TRY(gfla_calloc(&room, 1, sizeof *room, "an exchange"));
    pthread_mutex_init(&room->lock, NULL);
    room->n_ranks = n;
    room->n_open = 1; /* this function */
    for (int i = 0; i < n; i++)
        TRY(open_rank(room, i, &exchanges[i]));
    room->n_open--;
    return GFLA_OK;
fail:
    for (int i = 0; room && i < n; i++)
        gfla_exchange_leave(&exchanges[i]);
    if (room) {
        pthread_mutex_destroy(&room->lock);
        free(room->sums);
        free(room);
    }
    return status;
}
