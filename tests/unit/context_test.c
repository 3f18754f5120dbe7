/* Contexts: who hears what, who is stopped, and what a params struct of another version means. */
#include <math.h>
#include <pthread.h>
#include <unistd.h>
#include <stdio.h>
#include <string.h>

#include "base/batch.h"
#include "base/context.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "tests/ok.h"

struct heard {
    int n_logs, n_reports, n_ended;
    char last[128], notes[32];
    double first_seconds, seconds, rate;
    bool wants_stop;
};

static void hear(void *user_data, gfla_log_level level, const char *message)
{
    struct heard *heard = user_data;
    heard->n_logs++;
    snprintf(heard->last, sizeof heard->last, "%d %s", (int)level, message);
}

static void count(void *user_data, const struct gfla_progress *progress)
{
    struct heard *heard = user_data;
    heard->n_reports++;
    heard->n_ended += progress->has_ended;
    if (progress->done - progress->skipped == 1)
        heard->first_seconds = progress->seconds;
    heard->seconds = progress->seconds;
    heard->rate = progress->rate;
    snprintf(heard->notes, sizeof heard->notes, "%s", progress->notes ? progress->notes : "-");
}

static bool stop(void *user_data)
{
    return ((struct heard *)user_data)->wants_stop;
}

static gfla_context *make(struct heard *heard, gfla_log_level level)
{
    gfla_context *context;
    struct gfla_context_params params;
    gfla_context_params_init(&params);
    params.log = hear;
    params.log_level = level;
    params.progress = count;
    params.abort = stop;
    params.user_data = heard;
    ok(gfla_context_create(&context, &params));
    return context;
}

static void test_contexts_do_not_meet(void **state)
{
    struct heard a = {0}, b = {0};
    gfla_context *first = make(&a, GFLA_LOG_INFO), *second = make(&b, 0);
    gfla_log(GFLA_LOG_ERROR, "nobody hears this");
    gfla_context *before = gfla_context_enter(first);
    assert_null(before);
    gfla_log(GFLA_LOG_INFO, "one");
    assert_ptr_equal(gfla_context_enter(second), first);
    gfla_log(GFLA_LOG_INFO, "too talkative for the default");
    gfla_log(GFLA_LOG_WARNING, "two");
    gfla_context_enter(NULL);
    assert_int_equal(a.n_logs, 1);
    assert_string_equal(a.last, "3 one");
    assert_int_equal(b.n_logs, 1);
    assert_string_equal(b.last, "2 two");
    gfla_context_destroy(&first);
    gfla_context_destroy(&second);
    assert_null(first);
}

static gfla_status log_item(void *context, int index)
{
    pthread_mutex_t *mutex = context;
    pthread_mutex_lock(mutex);
    gfla_log(GFLA_LOG_WARNING, "item %d", index);
    pthread_mutex_unlock(mutex);
    return gfla_check_cancelled();
}

static void test_threads_inherit(void **state)
{
    struct heard heard = {0};
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    gfla_context *context = make(&heard, 0);
    gfla_context_enter(context);
    ok(gfla_parallel(4, 20, log_item, &mutex));
    assert_int_equal(heard.n_logs, 20);
    heard.wants_stop = true;
    assert_int_equal(gfla_parallel(4, 20, log_item, &mutex), GFLA_ERROR_INTERRUPTED);
    gfla_context_destroy(&context); /* which leaves it, too */
    assert_null(gfla_context_current());
}

static void *cancel(void *context)
{
    gfla_context_cancel(context);
    return NULL;
}

static void test_cancel_from_another_thread(void **state)
{
    struct heard heard = {0};
    pthread_t thread;
    gfla_context *context = make(&heard, 0);
    gfla_context_enter(context);
    ok(gfla_check_cancelled());
    pthread_create(&thread, NULL, cancel, context);
    pthread_join(thread, NULL);
    assert_int_equal(gfla_check_cancelled(), GFLA_ERROR_INTERRUPTED);
    gfla_context_enter(NULL);
    ok(gfla_check_cancelled());
    gfla_context_enter(context);
    gfla_context_resume(context);
    ok(gfla_check_cancelled());
    gfla_context_destroy(&context);
    gfla_context_cancel(NULL);
}

/* What the first thing takes, in which kernels are compiled, is in no rate. */
static void test_rate_of_late(void **state)
{
    struct heard heard = {0};
    struct gfla_progress_count progress;
    gfla_context *context = make(&heard, 0);
    gfla_context_enter(context);
    gfla_progress_begin(&progress, "steps", 10);
    gfla_progress_skip(&progress, 2);
    usleep(100000);
    gfla_progress_set(&progress, 3);
    assert_true(heard.rate == 0);
    for (size_t i = 4; i <= 6; i++) {
        usleep(2000);
        gfla_progress_set(&progress, i);
    }
    assert_true(heard.first_seconds >= 0.1);
    assert_true(fabs(heard.rate * (heard.seconds - heard.first_seconds) - 3) < 1e-9);
    gfla_context_destroy(&context);
}

static void test_progress(void **state)
{
    struct heard heard = {0};
    struct gfla_progress_count progress;
    gfla_context *context = make(&heard, 0);
    gfla_context_enter(context);
    gfla_progress_begin(&progress, "views", 3);
    gfla_progress_skip(&progress, 1);
    gfla_progress_set(&progress, 2);
    assert_string_equal(heard.notes, "-");
    gfla_progress_tell(&progress, 3, "loss 0.1");
    assert_string_equal(heard.notes, "loss 0.1");
    gfla_progress_end(&progress);
    gfla_progress_end(&progress);
    assert_int_equal(heard.n_reports, 4);
    assert_int_equal(heard.n_ended, 1);
    assert_int_equal(progress.report.done, 3);
    assert_int_equal(progress.report.skipped, 1);
    gfla_context_destroy(&context);
}

static void test_batches(void **state)
{
    struct heard heard = {0};
    struct gfla_batch batch = {0}, third = {.shard = 2, .n_shards = 3};
    gfla_context *context = make(&heard, 0);
    gfla_context_enter(context);
    assert_true(gfla_batch_has(&batch, 7));
    assert_true(gfla_batch_has(&third, 5));
    assert_false(gfla_batch_has(&third, 6));
    assert_int_equal(gfla_batch_count(&batch, 8), 8);
    assert_int_equal(gfla_batch_count(&third, 8), 2); /* 2 and 5 */
    assert_int_equal(gfla_batch_count(&third, 9), 3);
    gfla_batch_failed(&batch, "a.png", gfla_fail(GFLA_ERROR_INPUT, "damaged"));
    assert_string_equal(heard.last, "1 a.png: damaged");
    assert_int_equal(gfla_batch_status(&batch), GFLA_ERROR_INPUT);
    gfla_batch_done(&batch);
    assert_int_equal(gfla_batch_status(&batch), GFLA_ERROR_PARTIAL);
    gfla_context_cancel(context);
    assert_int_equal(gfla_batch_status(&batch), GFLA_ERROR_INTERRUPTED);
    gfla_context_destroy(&context);
}

/* What an older program does not know is zero; what a newer one asks for is refused. */
static void test_versions_of_params(void **state)
{
    struct gfla_context_params params, copy;
    gfla_context *context;
    gfla_context_params_init(&params);
    params.n_threads = 3;
    params.cache = GFLA_CACHE_ALL;
    params.struct_size = offsetof(struct gfla_context_params, cache);
    ok(gfla_params_copy(&copy, sizeof copy, &params, "gfla_context_params"));
    assert_int_equal(copy.n_threads, 3);
    assert_int_equal(copy.cache, GFLA_CACHE_AUTO);
    params.struct_size = sizeof params + 8;
    assert_int_equal(gfla_context_create(&context, &params), GFLA_ERROR_USAGE);
    assert_null(context);
    params.struct_size = 0;
    assert_int_equal(gfla_context_create(&context, &params), GFLA_ERROR_USAGE);
    gfla_context_params_init(&params);
    params.cache = GFLA_CACHE_COUNT;
    assert_int_equal(gfla_context_create(&context, &params), GFLA_ERROR_USAGE);
    ok(gfla_context_create(&context, NULL));
    gfla_context_destroy(&context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contexts_do_not_meet),
        cmocka_unit_test(test_threads_inherit),
        cmocka_unit_test(test_cancel_from_another_thread),
        cmocka_unit_test(test_rate_of_late),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_versions_of_params),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
