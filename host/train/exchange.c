#include "train/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/context.h"
#include "base/memory.h"
#include "train/pairwise.h"

#define SHORTEST_NAP 20000 /* nanoseconds */
#define LONGEST_NAP 1000000

struct gfla_exchange {
    const struct gfla_exchange_kind *kind;
    void *self;
    struct gfla_exchange_place place;
    bool is_agreed;
    void (*idle)(void *context);
    void *idle_context;
};

gfla_status gfla_exchange_create(gfla_exchange **exchange, const struct gfla_exchange_kind *kind, void *self,
                                 const struct gfla_exchange_place *place)
{
    gfla_status status;
    *exchange = NULL;
    REQUIRE(place->n_ranks >= 1 && place->n_ranks <= GFLA_PAIRWISE_MOST, GFLA_ERROR_USAGE, "%d ranks, 1..%d expected",
            place->n_ranks, GFLA_PAIRWISE_MOST);
    TRY(gfla_calloc(exchange, 1, sizeof **exchange, "an exchange"));
    **exchange = (gfla_exchange){.kind = kind, .self = self, .place = *place};
    return GFLA_OK;
fail:
    kind->leave(self);
    return status;
}

struct gfla_exchange_place gfla_exchange_where(const gfla_exchange *exchange)
{
    return exchange ? exchange->place : (struct gfla_exchange_place){.n_ranks = 1, .n_local = 1};
}

void gfla_exchange_set_idle(gfla_exchange *exchange, void (*idle)(void *context), void *context)
{
    if (!exchange)
        return;
    exchange->idle = idle;
    exchange->idle_context = context;
}

static bool is_alone(const gfla_exchange *exchange)
{
    return !exchange || exchange->place.n_ranks == 1;
}

static gfla_status fail(const gfla_exchange *exchange, const char *what)
{
    const struct gfla_exchange_place *p = &exchange->place;
    return gfla_fail(GFLA_ERROR_FAILED, "rank %d of %d%s%s: %s: %s", p->rank, p->n_ranks, *p->host ? " on " : "",
                     p->host, exchange->kind->name, what);
}

/* bucket below 0: the last gather or broadcast. */
static gfla_status test(gfla_exchange *exchange, int bucket, bool *is_done)
{
    const char *failure = bucket < 0 ? exchange->kind->test(exchange->self, is_done)
                                     : exchange->kind->test_sum(exchange->self, bucket, is_done);
    return failure ? fail(exchange, failure) : GFLA_OK;
}

static gfla_status wait_for(gfla_exchange *exchange, int bucket)
{
    gfla_status status;
    long nap = SHORTEST_NAP;
    bool is_done = false, was_idle = false;
    TRY(test(exchange, bucket, &is_done));
    while (!is_done) {
        if (exchange->idle && !was_idle && gfla_is_cancelled()) {
            was_idle = true;
            exchange->idle(exchange->idle_context);
        }
        nanosleep(&(struct timespec){.tv_nsec = nap}, NULL);
        nap = 2 * nap < LONGEST_NAP ? 2 * nap : LONGEST_NAP;
        TRY(test(exchange, bucket, &is_done));
    }
fail:
    return status;
}

gfla_status gfla_exchange_gather(gfla_exchange *exchange, const void *mine, size_t size, void *all)
{
    if (is_alone(exchange)) {
        memcpy(all, mine, size);
        return GFLA_OK;
    }
    const char *failure = exchange->kind->gather(exchange->self, mine, size, all);
    return failure ? fail(exchange, failure) : wait_for(exchange, -1);
}

gfla_status gfla_exchange_broadcast(gfla_exchange *exchange, void *data, size_t size)
{
    if (is_alone(exchange))
        return GFLA_OK;
    const char *failure = exchange->kind->broadcast(exchange->self, data, size);
    return failure ? fail(exchange, failure) : wait_for(exchange, -1);
}

gfla_status gfla_exchange_sum_few(gfla_exchange *exchange, float *values, size_t n)
{
    gfla_status status;
    float *all = NULL;
    const float **parts = NULL;
    const size_t n_ranks = (size_t)gfla_exchange_where(exchange).n_ranks;
    if (n_ranks == 1 || n == 0)
        return GFLA_OK;
    TRY(gfla_calloc(&all, n_ranks * n, sizeof *all, "sums over ranks"));
    TRY(gfla_calloc(&parts, n_ranks, sizeof *parts, "sums over ranks"));
    TRY(gfla_exchange_gather(exchange, values, n * sizeof *values, all));
    for (size_t i = 0; i < n_ranks; i++)
        parts[i] = all + i * n;
    gfla_pairwise_sum(parts, (unsigned)n_ranks, values, n);
fail:
    free(all);
    free(parts);
    return status;
}

gfla_status gfla_exchange_sum_start(gfla_exchange *exchange, int bucket, float *values, size_t n)
{
    if (is_alone(exchange))
        return GFLA_OK;
    const char *failure = exchange->kind->sum(exchange->self, bucket, values, n);
    return failure ? fail(exchange, failure) : GFLA_OK;
}

gfla_status gfla_exchange_sum_test(gfla_exchange *exchange, int bucket, bool *is_done)
{
    *is_done = true;
    return is_alone(exchange) ? GFLA_OK : test(exchange, bucket, is_done);
}

gfla_status gfla_exchange_sum_wait(gfla_exchange *exchange, int bucket)
{
    return is_alone(exchange) ? GFLA_OK : wait_for(exchange, bucket);
}

void gfla_exchange_drop_sums(gfla_exchange *exchange)
{
    if (!is_alone(exchange) && exchange->kind->drop_sums)
        exchange->kind->drop_sums(exchange->self);
}

/* ---- failures ---- */

gfla_status gfla_exchange_any(gfla_exchange *exchange, bool is_mine, bool *is_any)
{
    gfla_status status;
    const size_t n = (size_t)gfla_exchange_where(exchange).n_ranks;
    char mine = is_mine, *all = NULL;
    *is_any = is_mine;
    TRY(gfla_calloc(&all, n, 1, "flags of ranks"));
    TRY(gfla_exchange_gather(exchange, &mine, 1, all));
    for (size_t i = 0; i < n; i++)
        *is_any = *is_any || all[i];
fail:
    free(all);
    return status;
}

#define MESSAGE_SIZE 1000

struct verdict {
    int status;
    char message[MESSAGE_SIZE], host[64];
};

static bool is_same(const struct verdict *all, int n)
{
    for (int i = 1; i < n; i++)
        if (all[i].status != all[0].status || strcmp(all[i].message, all[0].message) != 0)
            return false;
    return true;
}

/* The failure of the first rank that has one. */
static gfla_status judge(const struct verdict *all, int n)
{
    int i = 0;
    while (i < n && all[i].status == GFLA_OK)
        i++;
    if (i == n)
        return GFLA_OK;
    if (is_same(all, n) || !*all[i].host)
        return gfla_fail((gfla_status)all[i].status, "%s", all[i].message);
    return gfla_fail((gfla_status)all[i].status, "rank %d of %d on %s: %s", i, n, all[i].host, all[i].message);
}

gfla_status gfla_exchange_agree(gfla_exchange *exchange, gfla_status own)
{
    gfla_status status;
    struct verdict *mine = NULL, *all = NULL;
    char message[MESSAGE_SIZE];
    bool is_any;
    if (is_alone(exchange))
        return own;
    snprintf(message, sizeof message, "%s", own != GFLA_OK ? gfla_error_message() : "");
    exchange->is_agreed = false;
    TRY(gfla_exchange_any(exchange, own != GFLA_OK, &is_any));
    if (!is_any)
        return GFLA_OK;
    TRY(gfla_calloc(&mine, 1, sizeof *mine, "a failure of a rank"));
    TRY(gfla_calloc(&all, (size_t)exchange->place.n_ranks, sizeof *all, "failures of ranks"));
    mine->status = own;
    memcpy(mine->message, message, sizeof message);
    memcpy(mine->host, exchange->place.host, sizeof mine->host);
    TRY(gfla_exchange_gather(exchange, mine, sizeof *mine, all));
    status = judge(all, exchange->place.n_ranks);
    exchange->is_agreed = status != GFLA_OK;
fail:
    free(mine);
    free(all);
    return status;
}

int gfla_exchange_is_agreed(const gfla_exchange *exchange)
{
    return is_alone(exchange) || exchange->is_agreed;
}

void gfla_exchange_abandon(gfla_exchange *exchange, int code)
{
    if (!is_alone(exchange))
        exchange->kind->abandon(exchange->self, code);
}

void gfla_exchange_leave(gfla_exchange **exchange)
{
    if (!exchange || !*exchange)
        return;
    (*exchange)->kind->leave((*exchange)->self);
    free(*exchange);
    *exchange = NULL;
}

int gfla_exchange_get_rank(const gfla_exchange *exchange)
{
    return gfla_exchange_where(exchange).rank;
}

int gfla_exchange_get_count(const gfla_exchange *exchange)
{
    return gfla_exchange_where(exchange).n_ranks;
}

int gfla_exchange_get_local_rank(const gfla_exchange *exchange)
{
    return gfla_exchange_where(exchange).local_rank;
}

int gfla_exchange_get_local_count(const gfla_exchange *exchange)
{
    return gfla_exchange_where(exchange).n_local;
}
