/* Items shared among workers: each is done once and heard of in order, whoever fails, gets lost or is cancelled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/context.h"
#include "base/crew.h"

#define N 200
#define NOBODY (-1)

/* What a run shall meet, and what came of it. */
struct job {
    size_t fails_at;                /* an item that fails; N: none */
    gfla_status fails_with;         /* so */
    int lost;                       /* a worker that is lost at its second item, or NOBODY; N: all are */
    int bad_start;                  /* a worker that does not start, or NOBODY */
    size_t stops_at;                /* `take` ends the run here; N: nowhere */
    gfla_context *cancels;          /* at item 50 */
    atomic_int done[N], started[8]; /* how often */
    atomic_int n_second[8];         /* items that a worker began */
    atomic_size_t taken;
    size_t last_taken, n_ahead; /* the furthest that an item was begun before the first untaken one */
    size_t n_failed;
    int n_ready;
    atomic_int n_started;
    bool in_order;
    pthread_t caller;
};

static gfla_status start(void *context, int worker)
{
    struct job *job = context;
    if (worker > 0)
        assert_int_equal(job->started[0], 1); /* the first is ready before the others begin */
    job->started[worker]++;
    job->n_started++;
    return worker == job->bad_start ? gfla_fail(GFLA_ERROR_DEVICE, "worker %d does not start", worker) : GFLA_OK;
}

static void ready(void *context)
{
    struct job *job = context;
    assert_true(pthread_equal(pthread_self(), job->caller));
    assert_int_equal(job->taken, 0);
    job->n_ready += job->n_started;
}

static gfla_status work(void *context, int worker, size_t item)
{
    struct job *job = context;
    assert_true(job->n_ready > 0);
    const struct timespec moment = {.tv_nsec = (long)(item * 7919 % 13) * 10000};
    nanosleep(&moment, NULL);
    while (job->lost >= 0 && job->lost < N && worker != job->lost && job->n_second[job->lost] < 2)
        nanosleep(&moment, NULL); /* who is to be lost gets its two items, however late its thread comes */
    const size_t taken = job->taken;
    if (item > taken && item - taken > job->n_ahead)
        job->n_ahead = item - taken;
    if (job->n_second[worker]++ >= 1 && (worker == job->lost || job->lost == N))
        return gfla_fail(GFLA_ERROR_DEVICE, "item %zu: the wire is cut", item);
    job->done[item]++;
    if (job->cancels && item == 50)
        gfla_context_cancel(job->cancels);
    return item == job->fails_at ? gfla_fail(job->fails_with, "item %zu fails", item) : GFLA_OK;
}

static bool is_able(const void *members, int worker)
{
    const struct job *job = members;
    return worker != job->lost && job->lost != N;
}

static const char *name(const void *members, int worker)
{
    static const char *const names[8] = {"device A", "device B", "device C", "device D"};
    return names[worker];
}

static gfla_status take(void *context, size_t item, gfla_status item_status)
{
    struct job *job = context;
    assert_true(pthread_equal(pthread_self(), job->caller));
    if (job->taken > 0 && item <= job->last_taken)
        job->in_order = false;
    job->last_taken = item;
    job->taken++;
    if (item_status != GFLA_OK) {
        job->n_failed++;
        assert_non_null(strstr(gfla_error_message(), "fails"));
    }
    return item == job->stops_at ? gfla_fail(GFLA_ERROR_OUTPUT, "the disk is full") : GFLA_OK;
}

static gfla_status run(struct job *job, int n_workers)
{
    const struct gfla_crew crew = {.n_workers = n_workers,
                                   .n_items = N,
                                   .context = job,
                                   .start = start,
                                   .ready = ready,
                                   .work = work,
                                   .is_able = is_able,
                                   .name = name,
                                   .members = job,
                                   .take = take};
    job->in_order = true;
    job->caller = pthread_self();
    const gfla_status status = gfla_crew_run(&crew);
    assert_true(job->in_order);
    return status;
}

static struct job nothing_happens(void)
{
    return (struct job){.fails_at = N, .lost = NOBODY, .bad_start = NOBODY, .stops_at = N};
}

static void assert_all_once(const struct job *job)
{
    for (size_t i = 0; i < N; i++)
        assert_int_equal(job->done[i], 1);
    assert_int_equal(job->taken, N);
}

static void test_all(void **state)
{
    for (int n = 1; n <= 4; n++) {
        struct job job = nothing_happens();
        assert_int_equal(run(&job, n), GFLA_OK);
        assert_all_once(&job);
        assert_int_equal(job.n_ready, n); /* once, when all had started */
        for (int i = 0; i < n; i++)
            assert_int_equal(job.started[i], 1);
        assert_true(job.n_ahead < (size_t)n * GFLA_CREW_AHEAD + 1);
    }
    assert_int_equal(gfla_crew_run(&(struct gfla_crew){.n_workers = 0}), GFLA_ERROR_USAGE);
}

/* A failed item is heard of like the others. */
static void test_failed_item(void **state)
{
    for (int n = 1; n <= 3; n++) {
        struct job job = nothing_happens();
        job.fails_at = 3;
        job.fails_with = GFLA_ERROR_DEVICE; /* of an item, since the worker is able */
        assert_int_equal(run(&job, n), GFLA_OK);
        assert_all_once(&job);
        assert_int_equal(job.n_failed, 1);
    }
}

static void test_stop(void **state)
{
    for (int n = 1; n <= 3; n++) {
        struct job job = nothing_happens();
        job.stops_at = 20;
        assert_int_equal(run(&job, n), GFLA_ERROR_OUTPUT);
        assert_string_equal(gfla_error_message(), "the disk is full");
        size_t done = 0;
        for (size_t i = 0; i < N; i++)
            done += (size_t)job.done[i];
        assert_int_equal(job.taken, done); /* what others finished is heard of */
        assert_true(done > 20 && done <= 21 + (size_t)n * GFLA_CREW_AHEAD);
    }
}

static void test_bad_start(void **state)
{
    for (int bad = 0; bad < 3; bad++) {
        struct job job = nothing_happens();
        job.bad_start = bad;
        assert_int_equal(run(&job, 3), GFLA_ERROR_DEVICE);
        assert_non_null(strstr(gfla_error_message(), "does not start"));
        assert_int_equal(job.taken, 0);
        assert_int_equal(job.n_ready, 0);
    }
}

/* Whatever the lost one had begun is done by the others, and the run is no success for that. */
static void test_lost(void **state)
{
    for (int lost = 0; lost < 3; lost++) {
        struct job job = nothing_happens();
        job.lost = lost;
        assert_int_equal(run(&job, 3), GFLA_ERROR_DEVICE);
        assert_non_null(strstr(gfla_error_message(), name(&job, lost)));
        assert_non_null(strstr(gfla_error_message(), "the wire is cut; the others did all of its work"));
        assert_all_once(&job);
        assert_int_equal(job.n_second[lost], 2);
    }
}

static void test_all_lost(void **state)
{
    for (int n = 1; n <= 3; n++) {
        struct job job = nothing_happens();
        job.lost = N;
        assert_int_equal(run(&job, n), GFLA_ERROR_DEVICE);
        assert_non_null(strstr(gfla_error_message(), "was lost: item"));
        assert_null(strstr(gfla_error_message(), "the others did"));
        assert_int_equal(job.taken, n); /* each did one */
    }
}

static void test_cancel(void **state)
{
    for (int n = 1; n <= 3; n++) {
        struct job job = nothing_happens();
        assert_int_equal(gfla_context_create(&job.cancels, NULL), GFLA_OK);
        gfla_context_enter(job.cancels);
        assert_int_equal(run(&job, n), GFLA_ERROR_INTERRUPTED);
        size_t done = 0;
        for (size_t i = 0; i < N; i++)
            done += (size_t)job.done[i];
        assert_int_equal(job.taken, done);
        assert_true(done >= 51 - (size_t)n && done <= 51 + (size_t)n * GFLA_CREW_AHEAD);
        gfla_context_enter(NULL);
        gfla_context_destroy(&job.cancels);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),       cmocka_unit_test(test_failed_item), cmocka_unit_test(test_stop),
        cmocka_unit_test(test_bad_start), cmocka_unit_test(test_lost),        cmocka_unit_test(test_all_lost),
        cmocka_unit_test(test_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
