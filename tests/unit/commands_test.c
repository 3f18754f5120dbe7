/* Launches, arguments and lists on the default device (GFLA_DEVICE), with the kernels of tests/unit/kernels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "runtime/commands.h"
#include "surroundings.h"

struct pair {
    int32_t add;
    float times;
};

static gfla_device *device;
static gfla_buffer *src, *dst;
#define N 1000

static int open_device(void **state)
{
    surround_env("GFLA_KERNELS", GFLA_SOURCE_DIR "/tests/unit/kernels");
    surround_env("GFLA_CACHE", "off");
    if (gfla_device_open(&device, NULL, NULL) != GFLA_OK || gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL) {
        gfla_device_destroy(&device);
        return 0; /* the tests skip */
    }
    float values[N];
    for (int i = 0; i < N; i++)
        values[i] = (float)i;
    return gfla_buffer_create(&src, device, sizeof values, GFLA_MEMORY_INPUTS, "src") ||
           gfla_buffer_create(&dst, device, sizeof values, GFLA_MEMORY_INPUTS, "dst") ||
           gfla_buffer_write(src, 0, values, sizeof values);
}

static int close_device(void **state)
{
    gfla_buffer_destroy(&src);
    gfla_buffer_destroy(&dst);
    gfla_device_destroy(&device);
    return 0;
}

#define SKIP_WITHOUT_DEVICE                                                                                            \
    if (!device)                                                                                                       \
    skip()

static struct gfla_launch scale_launch(struct gfla_arg *args, const struct pair *pair, float scale)
{
    args[0] = GFLA_ARG_BUFFER(dst);
    args[1] = GFLA_ARG_BUFFER(src);
    args[2] = GFLA_ARG_I32(N);
    args[3] = GFLA_ARG_F32(scale);
    args[4] = GFLA_ARG_STRUCT(pair);
    return (struct gfla_launch){.source = "good.cl",
                                .kernel = "test_scale",
                                .global = {N},
                                .local = {64},
                                .args = args,
                                .n_args = 5,
                                .label = "layer",
                                .flops = N};
}

static void assert_values(float factor, float term)
{
    float values[N];
    assert_int_equal(gfla_buffer_read(dst, 0, values, sizeof values), GFLA_OK);
    for (int i = 0; i < N; i++)
        assert_true(values[i] == (float)i * factor + term);
}

static void test_launch(void **state)
{
    SKIP_WITHOUT_DEVICE;
    struct gfla_arg args[5];
    struct pair pair = {5, 3};
    struct gfla_launch launch = scale_launch(args, &pair, 2);
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_values(6, 10);
    launch.options = "-DBIAS=1";
    launch.local[0] = 0;
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_values(6, 11);
}

static void test_list(void **state)
{
    SKIP_WITHOUT_DEVICE;
    gfla_commands *list;
    struct gfla_arg args[5];
    struct pair pair = {0, 1};
    assert_int_equal(gfla_commands_create(&list, device), GFLA_OK);
    for (int i = 0; i < 3; i++) {
        struct gfla_launch launch = scale_launch(args, &pair, (float)i + 1);
        assert_int_equal(gfla_commands_add(list, &launch), GFLA_OK);
    }
    assert_int_equal(gfla_commands_count(list), 3);
    assert_int_equal(gfla_commands_run(list, 0, 3), GFLA_OK);
    assert_values(3, 0);
    assert_int_equal(gfla_commands_run(list, 1, 1), GFLA_OK);
    assert_values(2, 0);
    assert_int_equal(gfla_commands_set_arg(list, 1, 3, GFLA_ARG_F32(7)), GFLA_OK);
    assert_int_equal(gfla_commands_run(list, 1, 1), GFLA_OK);
    assert_values(7, 0);
    assert_int_equal(gfla_commands_set_arg(list, 0, 1, GFLA_ARG_BUFFER(NULL)), GFLA_OK);
    assert_int_equal(gfla_commands_run(list, 0, 1), GFLA_OK);
    assert_values(0, 0);
    assert_int_equal(gfla_commands_run(list, 2, 2), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_commands_set_arg(list, 3, 0, GFLA_ARG_I32(0)), GFLA_ERROR_USAGE);
    gfla_commands_destroy(&list);
}

/* Launches of a thread of its own: the list took copies of all that they name, and gives them out in order. */
static void test_deferred_list(void **state)
{
    SKIP_WITHOUT_DEVICE;
    gfla_commands *list;
    struct gfla_arg args[5];
    struct pair pair = {0, 1};
    char kernel[] = "test_scale", options[] = "-DBIAS=4";
    assert_int_equal(gfla_commands_create(&list, device), GFLA_OK);
    assert_int_equal(gfla_commands_defer(list), GFLA_OK);
    for (int i = 0; i < 3; i++) {
        struct gfla_launch launch = scale_launch(args, &pair, (float)i + 1);
        launch.kernel = kernel;
        launch.options = options;
        pair.add = i;
        assert_int_equal(gfla_commands_add(list, &launch), GFLA_OK);
    }
    memset(args, 0, sizeof args);
    memset(&pair, 0, sizeof pair);
    memset(kernel, 'x', strlen(kernel));
    memset(options, 'x', strlen(options));
    gfla_commands_bind_deferred(list);
    assert_int_equal(gfla_commands_set_arg(list, 1, 3, GFLA_ARG_F32(7)), GFLA_OK);
    assert_int_equal(gfla_commands_run(list, 1, 1), GFLA_OK);
    assert_values(7, 2 * 1 + 4);
    assert_int_equal(gfla_commands_run(list, 0, 3), GFLA_OK);
    assert_values(3, 2 * 2 + 4);
    assert_int_equal(gfla_commands_run(list, 0, 1), GFLA_OK);
    assert_values(1, 4);
    gfla_commands_destroy(&list);
}

/* What comes before the failure runs; what comes to it fails as often as it is run; a list that is never run may be
 * destroyed. */
static void test_deferred_failure(void **state)
{
    SKIP_WITHOUT_DEVICE;
    gfla_commands *list;
    struct gfla_arg args[5];
    struct pair pair = {0, 1};
    for (int run = 0; run < 2; run++) {
        assert_int_equal(gfla_commands_create(&list, device), GFLA_OK);
        assert_int_equal(gfla_commands_defer(list), GFLA_OK);
        for (int i = 0; i < 3; i++) {
            struct gfla_launch launch = scale_launch(args, &pair, 2);
            launch.kernel = i == 1 ? "test_missing" : launch.kernel;
            assert_int_equal(gfla_commands_add(list, &launch), GFLA_OK);
        }
        gfla_commands_bind_deferred(list);
        for (int again = 0; run && again < 2; again++) {
            assert_int_equal(gfla_commands_run(list, 0, 1), GFLA_OK);
            assert_int_equal(gfla_commands_run(list, 0, 3), GFLA_ERROR_DEVICE);
            assert_non_null(strstr(gfla_error_message(), "test_missing"));
            assert_int_equal(gfla_commands_run(list, 2, 1), GFLA_ERROR_DEVICE);
        }
        gfla_commands_destroy(&list);
    }
}

static void test_local_memory(void **state)
{
    SKIP_WITHOUT_DEVICE;
    struct gfla_arg args[3] = {GFLA_ARG_BUFFER(dst), GFLA_ARG_BUFFER(src), GFLA_ARG_LOCAL(8 * sizeof(float))};
    struct gfla_launch launch = {
        .source = "good.cl", .kernel = "test_sum", .global = {16}, .local = {8}, .args = args, .n_args = 3};
    float sums[2];
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_int_equal(gfla_buffer_read(dst, 0, sums, sizeof sums), GFLA_OK);
    assert_true(sums[0] == 28 && sums[1] == 92);
    args[2] = GFLA_ARG_LOCAL(gfla_device_get_info(device)->local_memory + 1);
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_ERROR_DEVICE);
    assert_non_null(strstr(gfla_error_message(), "local memory"));
}

static void test_wrong_launches(void **state)
{
    SKIP_WITHOUT_DEVICE;
    struct gfla_arg args[5];
    struct pair pair = {0, 1};
    struct gfla_launch launch = scale_launch(args, &pair, 1);
    launch.n_args = 4;
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_ERROR_USAGE);
    assert_non_null(strstr(gfla_error_message(), "takes 5 arguments, not 4"));
    launch = scale_launch(args, &pair, 1);
    launch.global[0] = 0;
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_ERROR_USAGE);
    launch = scale_launch(args, &pair, 1);
    launch.kernel = "test_missing";
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_ERROR_DEVICE);
    assert_non_null(strstr(gfla_error_message(), "test_missing"));
    launch.source = "missing.cl";
    assert_int_not_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_non_null(strstr(gfla_error_message(), "missing.cl"));
}

/* Groups shrink to what the device allows, unless the kernel needs them as they are. */
static void test_large_groups(void **state)
{
    SKIP_WITHOUT_DEVICE;
    const size_t most = gfla_device_get_info(device)->max_work_group;
    struct gfla_arg args[5];
    struct pair pair = {3, 2};
    struct gfla_launch launch = scale_launch(args, &pair, 2);
    launch.local[0] = 2 * most + 1;
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_values(4, 6);
    launch.global[1] = 1;
    launch.local[0] = 2;
    launch.local[1] = most;
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    const struct gfla_arg sum_args[3] = {GFLA_ARG_BUFFER(dst), GFLA_ARG_BUFFER(src), GFLA_ARG_LOCAL(4)};
    struct gfla_launch sum = {.source = "good.cl",
                              .kernel = "test_sum",
                              .global = {2 * most},
                              .local = {2 * most},
                              .args = sum_args,
                              .n_args = 3};
    assert_int_equal(gfla_device_launch(device, &sum), GFLA_ERROR_DEVICE);
    assert_non_null(strstr(gfla_error_message(), "needs a work-group of"));
}

/* Windows of one buffer as arguments: the planner's arena is used like this. */
static void test_views_as_arguments(void **state)
{
    SKIP_WITHOUT_DEVICE;
    size_t step = gfla_device_get_info(device)->base_alignment, size = N * sizeof(float);
    size_t second = (size + step - 1) / step * step;
    gfla_buffer *arena, *whole = dst, *whole_src = src;
    struct gfla_arg args[5];
    struct pair pair = {1, 1};
    float zeros[N] = {0}, past[1] = {0};
    assert_int_equal(gfla_buffer_create(&arena, device, second + size + step, GFLA_MEMORY_ACTIVATIONS, "arena"),
                     GFLA_OK);
    assert_int_equal(gfla_buffer_zero(arena), GFLA_OK);
    assert_int_equal(gfla_buffer_view(&src, arena, 0, size), GFLA_OK);
    assert_int_equal(gfla_buffer_view(&dst, arena, second, size), GFLA_OK);
    assert_int_equal(gfla_buffer_write(src, 0, zeros, sizeof zeros), GFLA_OK);
    struct gfla_launch launch = scale_launch(args, &pair, 1);
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_values(0, 2);
    assert_int_equal(gfla_buffer_read(arena, 0, zeros, sizeof zeros), GFLA_OK);
    assert_int_equal(gfla_buffer_read(arena, second + size, past, sizeof past), GFLA_OK);
    for (int i = 0; i < N; i++)
        assert_true(zeros[i] == 0);
    assert_true(past[0] == 0);
    gfla_buffer_destroy(&src);
    gfla_buffer_destroy(&dst);
    gfla_buffer_destroy(&arena);
    dst = whole;
    src = whole_src;
}

static void keep_log(void *context, gfla_log_level level, const char *message)
{
    if (level == GFLA_LOG_ERROR)
        snprintf(context, 4096, "%s", message);
}

static void test_broken_kernel(void **state)
{
    SKIP_WITHOUT_DEVICE;
    char log[4096] = "";
    surround(keep_log, log, GFLA_LOG_ERROR);
    struct gfla_arg args[1] = {GFLA_ARG_BUFFER(dst)};
    struct gfla_launch launch = {.source = "broken.cl",
                                 .kernel = "test_broken",
                                 .options = "-DSOME=1",
                                 .global = {1},
                                 .args = args,
                                 .n_args = 1};
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_ERROR_DEVICE);
    surround(NULL, NULL, GFLA_LOG_ERROR);
    assert_non_null(strstr(log, "no_such_name"));
    const char *message = gfla_error_message();
    assert_non_null(strstr(message, "broken.cl"));
    assert_non_null(strstr(message, "-DSOME=1"));
    assert_non_null(strstr(message, "no_such_name"));
    if (!strstr(gfla_device_get_info(device)->name, "Oclgrind")) /* which ignores #line */
        assert_non_null(strstr(message, "broken.cl:4"));
}

static void test_profile(void **state)
{
    SKIP_WITHOUT_DEVICE;
    struct gfla_arg args[5];
    struct pair pair = {0, 1};
    struct gfla_launch launch = scale_launch(args, &pair, 1);
    const struct gfla_profile_row *rows;
    size_t count;
    assert_int_equal(gfla_device_profile(device, true), GFLA_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    launch.label = "other";
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_int_equal(gfla_device_profile_rows(device, &rows, &count), GFLA_OK);
    assert_int_equal(count, 2);
    assert_true(rows[0].seconds >= rows[1].seconds && rows[1].seconds > 0);
    const struct gfla_profile_row *layer = strcmp(rows[0].label, "layer") == 0 ? &rows[0] : &rows[1];
    assert_string_equal(layer->kernel, "test_scale");
    assert_int_equal(layer->count, 3);
    assert_true(layer->flops == 3 * N);
    assert_int_equal(gfla_device_profile(device, false), GFLA_OK);
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_int_equal(gfla_device_profile_rows(device, &rows, &count), GFLA_OK);
    assert_int_equal(count, 2); /* off: nothing was added */
}

static gfla_status add_and_run(gfla_device *d, const struct gfla_launch *launch)
{
    gfla_commands *list;
    gfla_status status = gfla_commands_create(&list, d);
    if (status == GFLA_OK)
        status = gfla_commands_add(list, launch);
    if (status == GFLA_OK)
        status = gfla_commands_run(list, 0, 1);
    gfla_commands_destroy(&list);
    return status;
}

/* Every allocation from an open device to a finished launch fails once; the next attempt works as if nothing had
 * been. */
static void test_out_of_memory(void **state)
{
    SKIP_WITHOUT_DEVICE;
    struct gfla_arg args[5];
    struct pair pair = {1, 1};
    struct gfla_launch launch = scale_launch(args, &pair, 4);
    launch.options = "-DBIAS=3"; /* a program that no other test has built */
    for (long n = 1;; n++) {
        assert_int_equal(gfla_buffer_zero(dst), GFLA_OK);
        gfla_memory_fail_at(n);
        gfla_status status = add_and_run(device, &launch);
        gfla_memory_fail_at(0);
        if (status == GFLA_OK)
            break;
        assert_int_equal(status, GFLA_ERROR_MEMORY);
        assert_values(0, 0);
        assert_true(n < 200);
    }
    assert_values(4, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_launch),        cmocka_unit_test(test_list),
        cmocka_unit_test(test_local_memory),  cmocka_unit_test(test_wrong_launches),
        cmocka_unit_test(test_large_groups),  cmocka_unit_test(test_broken_kernel),
        cmocka_unit_test(test_profile),       cmocka_unit_test(test_views_as_arguments),
        cmocka_unit_test(test_deferred_list), cmocka_unit_test(test_deferred_failure),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
