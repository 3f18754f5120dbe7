/* Device memory: copies, views, limits and counts, on the default device and on the null device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "runtime/commands.h"

static gfla_device *device, *null_device;

static int open_devices(void **state)
{
    if (gfla_device_open(&device, NULL, NULL) != GFLA_OK || gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        gfla_device_destroy(&device); /* the tests that need one skip */
    return gfla_device_open(&null_device, NULL, "null");
}

static int close_devices(void **state)
{
    gfla_device_destroy(&device);
    gfla_device_destroy(&null_device);
    return 0;
}

#define SKIP_WITHOUT_DEVICE                                                                                            \
    if (!device)                                                                                                       \
    skip()

static void test_copies(void **state)
{
    SKIP_WITHOUT_DEVICE;
    gfla_buffer *buffer;
    unsigned char out[1001], in[1001];
    for (size_t i = 0; i < sizeof out; i++)
        out[i] = (unsigned char)(i * 31);
    assert_int_equal(gfla_buffer_create(&buffer, device, sizeof out, GFLA_MEMORY_INPUTS, "bytes"), GFLA_OK);
    assert_int_equal(gfla_buffer_size(buffer), sizeof out);
    assert_int_equal(gfla_buffer_write(buffer, 0, out, sizeof out), GFLA_OK);
    assert_int_equal(gfla_buffer_write(buffer, 3, out, 5), GFLA_OK);
    assert_int_equal(gfla_buffer_read(buffer, 0, in, sizeof in), GFLA_OK);
    memmove(out + 3, (unsigned char[]){0, 31, 62, 93, 124}, 5);
    assert_memory_equal(in, out, sizeof out);
    assert_int_equal(gfla_buffer_read(buffer, 1000, in, 1), GFLA_OK);
    assert_int_equal(in[0], out[1000]);
    assert_int_equal(gfla_buffer_read(buffer, 1000, in, 2), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_buffer_read(buffer, 2000, in, 0), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_buffer_write(buffer, SIZE_MAX, out, 2), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_buffer_zero(buffer), GFLA_OK);
    assert_int_equal(gfla_buffer_read(buffer, 0, in, sizeof in), GFLA_OK);
    for (size_t i = 0; i < sizeof in; i++)
        assert_int_equal(in[i], 0);
    gfla_buffer_destroy(&buffer);
    assert_null(buffer);
    gfla_buffer_destroy(&buffer);
}

/* Some devices are given memory of ours for these; the size is no multiple of a page. */
static void test_large_buffers(void **state)
{
    SKIP_WITHOUT_DEVICE;
    const size_t size = ((size_t)5 << 20) + 13;
    gfla_buffer *buffer, *view;
    unsigned char in[64], out[64];
    memset(out, 77, sizeof out);
    assert_int_equal(gfla_buffer_create(&buffer, device, size, GFLA_MEMORY_INPUTS, "large"), GFLA_OK);
    assert_int_equal(gfla_buffer_view(&view, buffer, 4 << 20, 4096), GFLA_OK);
    assert_int_equal(gfla_buffer_zero(buffer), GFLA_OK);
    assert_int_equal(gfla_buffer_write(buffer, size - sizeof out, out, sizeof out), GFLA_OK);
    assert_int_equal(gfla_buffer_write(view, 0, out, 32), GFLA_OK);
    assert_int_equal(gfla_buffer_read(buffer, size - sizeof in, in, sizeof in), GFLA_OK);
    assert_memory_equal(in, out, sizeof in);
    assert_int_equal(gfla_buffer_read(buffer, 4 << 20, in, sizeof in), GFLA_OK);
    memset(out + 32, 0, 32);
    assert_memory_equal(in, out, sizeof in);
    gfla_buffer_destroy(&view);
    gfla_buffer_destroy(&buffer);
    assert_int_equal(gfla_device_memory_used(device, GFLA_MEMORY_INPUTS), 0);
}

static void test_views(void **state)
{
    SKIP_WITHOUT_DEVICE;
    gfla_buffer *buffer, *view, *inner;
    size_t step = gfla_device_get_info(device)->base_alignment;
    unsigned char in[4];
    assert_int_equal(gfla_buffer_create(&buffer, device, 4 * step, GFLA_MEMORY_INPUTS, "bytes"), GFLA_OK);
    assert_int_equal(gfla_buffer_zero(buffer), GFLA_OK);
    assert_int_equal(gfla_buffer_view(&view, buffer, step, 2 * step + 1), GFLA_OK);
    assert_int_equal(gfla_buffer_view(&inner, view, step, step), GFLA_OK);
    assert_int_equal(gfla_buffer_write(view, 0, "abc", 3), GFLA_OK);
    assert_int_equal(gfla_buffer_write(inner, 1, "xyz", 3), GFLA_OK);
    assert_int_equal(gfla_buffer_read(buffer, step, in, 4), GFLA_OK);
    assert_memory_equal(in, "abc", 4);
    assert_int_equal(gfla_buffer_read(buffer, 2 * step, in, 4), GFLA_OK);
    assert_memory_equal(in, "\0xyz", 4);
    assert_int_equal(gfla_buffer_zero(inner), GFLA_OK);
    assert_int_equal(gfla_buffer_read(buffer, 2 * step, in, 4), GFLA_OK);
    assert_memory_equal(in, "\0\0\0", 4);
    assert_int_equal(gfla_buffer_read(buffer, step, in, 4), GFLA_OK);
    assert_memory_equal(in, "abc", 4); /* only the view was cleared */
    gfla_buffer_destroy(&inner);
    assert_int_equal(gfla_buffer_view(&inner, view, step, step + 2), GFLA_ERROR_USAGE);
    assert_null(inner);
    if (step > 1)
        assert_int_equal(gfla_buffer_view(&inner, view, 1, 1), GFLA_ERROR_USAGE);
    gfla_buffer_destroy(&view);
    gfla_buffer_destroy(&buffer);
}

/* The same on a device and on none. */
static void check_counts(gfla_device *d)
{
    gfla_buffer *a, *b, *view;
    size_t before = gfla_device_memory_peak(d), weights = gfla_device_memory_used(d, GFLA_MEMORY_WEIGHTS);
    assert_int_equal(gfla_buffer_create(&a, d, 1 << 20, GFLA_MEMORY_WEIGHTS, "a"), GFLA_OK);
    assert_int_equal(gfla_buffer_create(&b, d, 1 << 10, GFLA_MEMORY_ACTIVATIONS, "b"), GFLA_OK);
    assert_int_equal(gfla_buffer_view(&view, a, 0, 1 << 10), GFLA_OK);
    assert_int_equal(gfla_device_memory_used(d, GFLA_MEMORY_WEIGHTS), weights + (1 << 20));
    assert_int_equal(gfla_device_memory_used(d, GFLA_MEMORY_ACTIVATIONS), 1 << 10);
    gfla_buffer_destroy(&view);
    gfla_buffer_destroy(&a);
    assert_int_equal(gfla_device_memory_used(d, GFLA_MEMORY_WEIGHTS), weights);
    gfla_buffer_destroy(&b);
    assert_true(gfla_device_memory_peak(d) >= before && gfla_device_memory_peak(d) >= (1 << 20) + (1 << 10));
}

static void check_limits(gfla_device *d)
{
    gfla_buffer *buffer;
    const struct gfla_device_info *info = gfla_device_get_info(d);
    assert_int_equal(gfla_buffer_create(&buffer, d, info->max_allocation + 1, GFLA_MEMORY_WEIGHTS, "encoder"),
                     GFLA_ERROR_MEMORY);
    assert_null(buffer);
    assert_non_null(strstr(gfla_error_message(), "encoder"));
    assert_non_null(strstr(gfla_error_message(), info->name));
    assert_int_equal(gfla_buffer_create(&buffer, d, 0, GFLA_MEMORY_WEIGHTS, "nothing"), GFLA_ERROR_USAGE);
}

static void test_counts_and_limits(void **state)
{
    SKIP_WITHOUT_DEVICE;
    check_counts(device);
    check_limits(device);
}

static void test_null_device(void **state)
{
    gfla_buffer *large, *more;
    char byte = 0;
    check_counts(null_device);
    check_limits(null_device);
    size_t most = gfla_device_get_info(null_device)->global_memory;
    assert_int_equal(gfla_buffer_create(&large, null_device, most, GFLA_MEMORY_WEIGHTS, "all"), GFLA_OK);
    assert_int_equal(gfla_buffer_create(&more, null_device, 1, GFLA_MEMORY_WEIGHTS, "more"), GFLA_ERROR_MEMORY);
    assert_int_equal(gfla_buffer_zero(large), GFLA_OK);
    assert_int_equal(gfla_buffer_read(large, 0, &byte, 1), GFLA_ERROR_USAGE);
    assert_non_null(strstr(gfla_error_message(), "null device"));
    assert_int_equal(gfla_buffer_write(large, 0, &byte, 1), GFLA_ERROR_USAGE);
    gfla_buffer_destroy(&large);
}

static void test_null_device_commands(void **state)
{
    gfla_commands *list;
    const struct gfla_profile_row *rows;
    size_t count;
    struct gfla_launch launch = {.source = "any.cl", .kernel = "any", .global = {1}};
    assert_int_equal(gfla_commands_create(&list, null_device), GFLA_OK);
    assert_int_equal(gfla_commands_add(list, &launch), GFLA_OK);
    assert_int_equal(gfla_commands_add(list, &launch), GFLA_OK);
    assert_int_equal(gfla_commands_count(list), 2);
    assert_int_equal(gfla_device_profile(null_device, true), GFLA_OK);
    assert_int_equal(gfla_commands_run(list, 0, 2), GFLA_OK);
    assert_int_equal(gfla_commands_set_arg(list, 0, 0, GFLA_ARG_I32(1)), GFLA_OK);
    assert_int_equal(gfla_device_launch(null_device, &launch), GFLA_OK);
    assert_int_equal(gfla_device_finish(null_device), GFLA_OK);
    assert_int_equal(gfla_device_profile_rows(null_device, &rows, &count), GFLA_OK);
    assert_int_equal(count, 0);
    assert_int_equal(gfla_device_program_counts(null_device).built, 0);
    gfla_commands_destroy(&list);
    assert_null(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies),      cmocka_unit_test(test_large_buffers),
        cmocka_unit_test(test_views),       cmocka_unit_test(test_counts_and_limits),
        cmocka_unit_test(test_null_device), cmocka_unit_test(test_null_device_commands),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
