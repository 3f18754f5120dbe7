/* Counting kernels that are compiled: what is new to a device, and when anybody hears of it. */
#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "runtime/commands.h"
#include "runtime/compile.h"
#include "tests/ok.h"

struct heard {
    int n_begun, n_ended;
    uint64_t done, total;
    double seconds; /* of the last report of "views" */
};

static void hear(void *user_data, const struct gfla_progress *progress)
{
    struct heard *heard = user_data;
    if (strcmp(progress->what, "views") == 0) {
        heard->seconds = progress->seconds;
        return;
    }
    assert_string_equal(progress->what, "kernels");
    heard->n_begun += progress->done == 0 || heard->n_begun == heard->n_ended;
    heard->n_ended += progress->has_ended;
    heard->done = progress->done;
    heard->total = progress->total;
}

static gfla_device *null_device;
static struct heard heard;
static gfla_context *context;

static int open_null(void **state)
{
    struct gfla_context_params params;
    gfla_context_params_init(&params);
    params.progress = hear;
    params.user_data = &heard;
    heard = (struct heard){0};
    ok(gfla_context_create(&context, &params));
    ok(gfla_device_open(&null_device, context, "null"));
    gfla_context_enter(context);
    return 0;
}

static int close_null(void **state)
{
    gfla_device_destroy(&null_device);
    gfla_context_destroy(&context);
    return 0;
}

static void test_knows_what_is_new(void **state)
{
    struct gfla_launch launch = {.source = "ops/a.cl", .kernel = "a", .local = {8}};
    assert_true(gfla_compile_is_new(null_device, &launch));
    assert_false(gfla_compile_is_new(null_device, &launch));
    launch.global[0] = 100; /* does not matter */
    assert_false(gfla_compile_is_new(null_device, &launch));
    launch.local[0] = 16;
    assert_true(gfla_compile_is_new(null_device, &launch));
    launch.options = "-DN=3";
    assert_true(gfla_compile_is_new(null_device, &launch));
    launch.kernel = "b";
    assert_true(gfla_compile_is_new(null_device, &launch));
    assert_false(gfla_compile_is_new(null_device, &launch));
}

static void test_tells_what_takes_long(void **state)
{
    struct gfla_compile_count count = {.n_new = 3};
    gfla_compile_add(null_device, &count, 0.6, 1);
    assert_int_equal(heard.n_begun, 0);
    gfla_compile_add(null_device, &count, 0.6, 1);
    assert_int_equal(heard.n_begun, 1);
    assert_int_equal(heard.done, 2);
    assert_int_equal(heard.total, 3);
    gfla_compile_add(null_device, &count, 0.6, 1);
    assert_int_equal(heard.n_ended, 1);
    assert_int_equal(heard.done, 3);
    assert_true(gfla_device_compile_seconds(null_device) > 1.79 && gfla_device_compile_seconds(null_device) < 1.81);
    gfla_compile_end(&count);
    assert_int_equal(heard.n_ended, 1);
}

static void test_is_silent_where_all_is_cached(void **state)
{
    struct gfla_compile_count count = {.n_new = 100};
    for (int i = 0; i < 100; i++)
        gfla_compile_add(null_device, &count, 0.005, 1);
    assert_int_equal(heard.n_begun, 0);
}

/* While launches are added and bound one by one, nobody knows how many will come. */
static void test_has_no_total_while_it_grows(void **state)
{
    struct gfla_compile_count count = {.is_growing = true};
    for (int i = 0; i < 3; i++) {
        count.n_new++;
        gfla_compile_add(null_device, &count, 0.7, 1);
    }
    assert_int_equal(heard.n_begun, 1);
    assert_int_equal(heard.done, 3);
    assert_int_equal(heard.total, 0);
    assert_int_equal(heard.n_ended, 0);
    gfla_compile_end(&count);
    assert_int_equal(heard.n_ended, 1);
}

/* Else the remaining time would be off by the compiler's. */
static void test_other_counts_leave_it_out(void **state)
{
    struct gfla_compile_count count = {.n_new = 1};
    struct gfla_progress_count views;
    gfla_progress_begin(&views, "views", 10);
    gfla_progress_set(&views, 1);
    const double before = heard.seconds;
    gfla_compile_add(null_device, &count, 30, 1);
    gfla_progress_set(&views, 2);
    assert_true(heard.seconds - before < -29);
}

int main(void)
{
#define COMPILE_TEST(test) cmocka_unit_test_setup_teardown(test, open_null, close_null)
    const struct CMUnitTest tests[] = {
        COMPILE_TEST(test_knows_what_is_new),
        COMPILE_TEST(test_tells_what_takes_long),
        COMPILE_TEST(test_is_silent_where_all_is_cached),
        COMPILE_TEST(test_has_no_total_while_it_grows),
        COMPILE_TEST(test_other_counts_leave_it_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
