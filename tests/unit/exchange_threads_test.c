/* Ranks that are threads: every call of train/exchange.h gives what it must, and nobody waits for one that has left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "train/exchange.h"
#include "train/pairwise.h"
#include "tests/ok.h"

#define MOST 5
#define N_BUCKETS 4
#define N 3001
#define ROUNDS 20

struct member {
    gfla_exchange *exchange;
    int rank, n_ranks;
    float values[N_BUCKETS][N];
    bool leaves_early; /* before a gather that the others wait in */
    gfla_status status;
    char message[256];
    int n_wrong;
};

static void fill(int rank, int bucket, float *values)
{
    struct gfla_random random = gfla_random_seed((uint64_t)rank, (uint64_t)bucket);
    for (int i = 0; i < N; i++)
        values[i] = gfla_random_normal(&random);
}

/* The bits that one process computes. */
static bool is_sum(const struct member *m, int bucket, const float *values)
{
    static _Thread_local float all[MOST][N], expected[N];
    const float *parts[MOST];
    for (int i = 0; i < m->n_ranks; i++) {
        fill(i, bucket, all[i]);
        parts[i] = all[i];
    }
    gfla_pairwise_sum(parts, (unsigned)m->n_ranks, expected, N);
    return memcmp(values, expected, sizeof expected) == 0;
}

static gfla_status exchange_all(struct member *m, int round)
{
    gfla_status status;
    int mine = 100 * round + m->rank, all[MOST];
    char text[16] = "";
    float first[MOST];
    for (int b = 0; b < N_BUCKETS; b++) {
        fill(m->rank, b + round, m->values[b]);
        TRY(gfla_exchange_sum_start(m->exchange, b, m->values[b], N));
    }
    TRY(gfla_exchange_gather(m->exchange, &mine, sizeof mine, all));
    for (int i = 0; i < m->n_ranks; i++)
        m->n_wrong += all[i] != 100 * round + i;
    if (m->rank == 0)
        snprintf(text, sizeof text, "round %d", round);
    TRY(gfla_exchange_broadcast(m->exchange, text, sizeof text));
    m->n_wrong += strncmp(text, "round ", 6) != 0;
    for (int b = N_BUCKETS - 1; b >= 0; b--) {
        TRY(gfla_exchange_sum_wait(m->exchange, b));
        m->n_wrong += !is_sum(m, b + round, m->values[b]);
    }
    TRY(gfla_exchange_gather(m->exchange, &m->values[0][0], sizeof(float), first)); /* of another size */
    for (int i = 1; i < m->n_ranks; i++)
        m->n_wrong += first[i] != first[0];
fail:
    return status;
}

static void *run(void *argument)
{
    struct member *m = argument;
    int mine = m->rank, all[MOST];
    m->status = GFLA_OK;
    for (int round = 0; round < ROUNDS && m->status == GFLA_OK; round++)
        m->status = exchange_all(m, round);
    if (m->leaves_early)
        gfla_exchange_leave(&m->exchange);
    else if (m->status == GFLA_OK)
        m->status = gfla_exchange_gather(m->exchange, &mine, sizeof mine, all);
    snprintf(m->message, sizeof m->message, "%s", m->status == GFLA_OK ? "" : gfla_error_message());
    gfla_exchange_leave(&m->exchange);
    return NULL;
}

/* One has a failure. */
static void *agree(void *argument)
{
    struct member *m = argument;
    const gfla_status own = m->rank == 1 ? gfla_fail(GFLA_ERROR_OUTPUT, "a full disk") : GFLA_OK;
    m->status = gfla_exchange_agree(m->exchange, own);
    m->n_wrong += !gfla_exchange_is_agreed(m->exchange);
    snprintf(m->message, sizeof m->message, "%s", gfla_error_message());
    gfla_exchange_leave(&m->exchange);
    return NULL;
}

static void meet(struct member *members, int n, void *(*run_member)(void *))
{
    gfla_exchange *exchanges[MOST];
    pthread_t threads[MOST];
    ok(gfla_exchange_create_threads(exchanges, n));
    for (int i = 0; i < n; i++) {
        members[i].exchange = exchanges[i];
        members[i].rank = i;
        members[i].n_ranks = n;
        members[i].n_wrong = 0;
        assert_int_equal(gfla_exchange_get_rank(exchanges[i]), i);
        assert_int_equal(gfla_exchange_get_local_count(exchanges[i]), n);
    }
    for (int i = 0; i < n; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_member, &members[i]), 0);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

static void test_all(void **state)
{
    static struct member members[MOST];
    for (int n = 1; n <= MOST; n++) {
        memset(members, 0, sizeof members);
        meet(members, n, run);
        for (int i = 0; i < n; i++) {
            assert_string_equal(members[i].message, "");
            assert_int_equal(members[i].n_wrong, 0);
        }
    }
}

static void test_one_leaves(void **state)
{
    static struct member members[MOST];
    memset(members, 0, sizeof members);
    members[1].leaves_early = true;
    meet(members, 3, run);
    assert_int_equal(members[1].status, GFLA_OK);
    for (int i = 0; i < 3; i += 2) {
        assert_int_equal(members[i].status, GFLA_ERROR_FAILED);
        assert_non_null(strstr(members[i].message, "another rank has ended"));
    }
}

/* Whose failure it is says nothing to a user of several devices. */
static void test_a_failure_is_told_as_it_is(void **state)
{
    static struct member members[MOST];
    memset(members, 0, sizeof members);
    meet(members, 3, agree);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(members[i].status, GFLA_ERROR_OUTPUT);
        assert_int_equal(members[i].n_wrong, 0);
        assert_string_equal(members[i].message, "a full disk");
    }
}

/* A rank fails with a sum on its way, and frees its values: the others must not touch them, and fail. */
static void test_sums_are_dropped(void **state)
{
    enum { RANKS = 3 };
    gfla_exchange *exchanges[RANKS];
    float values[RANKS] = {1, 2, 3};
    for (int leaves = 0; leaves <= 1; leaves++) {
        ok(gfla_exchange_create_threads(exchanges, RANKS));
        ok(gfla_exchange_sum_start(exchanges[1], 0, &values[1], 1));
        ok(gfla_exchange_sum_start(exchanges[0], 0, &values[0], 1));
        if (leaves)
            gfla_exchange_leave(&exchanges[1]);
        else
            gfla_exchange_drop_sums(exchanges[1]);
        assert_int_equal(gfla_exchange_sum_start(exchanges[2], 0, &values[2], 1), GFLA_ERROR_FAILED);
        assert_int_equal(gfla_exchange_sum_wait(exchanges[0], 0), GFLA_ERROR_FAILED);
        assert_non_null(strstr(gfla_error_message(), "another rank has ended"));
        for (int i = 0; i < RANKS; i++) {
            assert_true(values[i] == (float)(i + 1));
            gfla_exchange_leave(&exchanges[i]);
        }
    }
}

/* Sums that are done need not be dropped: nobody hears of it. */
static void test_nothing_to_drop(void **state)
{
    gfla_exchange *exchanges[2];
    float values[2] = {1, 2};
    ok(gfla_exchange_create_threads(exchanges, 2));
    for (int i = 0; i < 2; i++)
        ok(gfla_exchange_sum_start(exchanges[i], 0, &values[i], 1));
    gfla_exchange_drop_sums(exchanges[1]);
    ok(gfla_exchange_sum_wait(exchanges[0], 0));
    for (int i = 0; i < 2; i++) {
        assert_true(values[i] == 3);
        gfla_exchange_leave(&exchanges[i]);
    }
}

static void test_count(void **state)
{
    gfla_exchange *exchanges[1];
    assert_int_equal(gfla_exchange_create_threads(exchanges, 0), GFLA_ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_one_leaves),
        cmocka_unit_test(test_a_failure_is_told_as_it_is),
        cmocka_unit_test(test_sums_are_dropped),
        cmocka_unit_test(test_nothing_to_drop),
        cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
