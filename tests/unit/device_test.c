/* Order and choice of devices, on made-up lists and on what this machine has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runtime/commands.h"
#include "runtime/internal.h"

#define GIB ((uint64_t)1 << 30)

static struct gfla_device_entry make(const char *name, gfla_device_kind kind, bool discrete, uint64_t memory)
{
    struct gfla_device_entry entry = {.is_discrete = discrete};
    snprintf(entry.info.name, sizeof entry.info.name, "%s", name);
    snprintf(entry.info.platform, sizeof entry.info.platform, "Platform of %s", name);
    entry.info.kind = kind;
    entry.info.global_memory = memory;
    entry.info.is_software_gpu = gfla_text_contains(name, "llvmpipe");
    return entry;
}

static void test_order(void **state)
{
    struct gfla_device_entry list[] = {
        make("FPGA", GFLA_DEVICE_OTHER, true, 64 * GIB), make("llvmpipe (LLVM 15)", GFLA_DEVICE_GPU, false, 99 * GIB),
        make("Xeon", GFLA_DEVICE_CPU, false, 128 * GIB), make("Iris", GFLA_DEVICE_GPU, false, 50 * GIB),
        make("Radeon", GFLA_DEVICE_GPU, true, 16 * GIB), make("GeForce", GFLA_DEVICE_GPU, true, 24 * GIB),
    };
    static const char *const expected[] = {"GeForce", "Radeon", "Iris", "Xeon", "llvmpipe (LLVM 15)", "FPGA"};
    gfla_device_sort(list, 6);
    for (int i = 0; i < 6; i++) {
        assert_string_equal(list[i].info.name, expected[i]);
        assert_int_equal(list[i].info.index, i);
        assert_int_equal(list[i].info.is_default, i == 0);
    }
}

static const char *chosen_name(const struct gfla_device_entry *list, size_t count, const char *selector)
{
    const struct gfla_device_entry *chosen;
    return gfla_device_select(list, count, selector, &chosen) == GFLA_OK ? chosen->info.name : NULL;
}

static void test_selectors(void **state)
{
    struct gfla_device_entry list[] = {
        make("GeForce 4090", GFLA_DEVICE_GPU, true, 24 * GIB),
        make("pthread-Xeon", GFLA_DEVICE_CPU, false, 64 * GIB),
        make("llvmpipe", GFLA_DEVICE_GPU, false, 64 * GIB),
    };
    gfla_device_sort(list, 3);
    assert_string_equal(chosen_name(list, 3, NULL), "GeForce 4090");
    assert_string_equal(chosen_name(list, 3, ""), "GeForce 4090");
    assert_string_equal(chosen_name(list, 3, "1"), "pthread-Xeon");
    assert_string_equal(chosen_name(list, 3, "CPU"), "pthread-Xeon");
    assert_string_equal(chosen_name(list, 3, "gpu"), "GeForce 4090");
    assert_string_equal(chosen_name(list, 3, "xeon"), "pthread-Xeon");
    assert_string_equal(chosen_name(list, 3, "LLVMpipe"), "llvmpipe");
    assert_string_equal(chosen_name(list, 3, "platform of ll"), "llvmpipe");
    assert_null(chosen_name(list, 3, "3"));
    assert_null(chosen_name(list, 3, "99999999999999999999"));
    assert_null(chosen_name(list, 3, "radeon"));
    const char *message = gfla_error_message();
    assert_non_null(strstr(message, "'radeon'"));
    assert_non_null(strstr(message, "0: GeForce 4090"));
    assert_non_null(strstr(message, "2: llvmpipe"));
}

/* A software GPU alone is never what somebody meant who named nothing. */
static void test_no_default(void **state)
{
    struct gfla_device_entry list[] = {make("llvmpipe", GFLA_DEVICE_GPU, false, GIB)};
    gfla_device_sort(list, 1);
    assert_null(chosen_name(list, 1, NULL));
    assert_non_null(strstr(gfla_error_message(), "llvmpipe"));
    assert_string_equal(chosen_name(list, 1, "gpu"), "llvmpipe");
    assert_null(chosen_name(list, 1, "cpu"));
}

static void test_this_machine(void **state)
{
    struct gfla_device_info *list;
    gfla_device *device;
    size_t count;
    if (gfla_device_list(&list, &count) != GFLA_OK)
        skip();
    for (size_t i = 0; i < count; i++) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        assert_int_equal(list[i].index, i);
        assert_true(list[i].global_memory > 0 && list[i].max_allocation > 0 && list[i].max_work_group > 0);
        assert_true(list[i].base_alignment > 0 && list[i].n_compute_units > 0 && list[i].name[0]);
        assert_int_equal(gfla_device_open(&device, NULL, index), GFLA_OK);
        assert_string_equal(gfla_device_get_info(device)->name, list[i].name);
        assert_int_equal(gfla_device_finish(device), GFLA_OK);
        gfla_device_destroy(&device);
        assert_null(device);
    }
    gfla_device_list_free(&list);
    assert_null(list);
    assert_int_equal(gfla_device_open(&device, NULL, "no such device"), GFLA_ERROR_NO_DEVICE);
    assert_null(device);
}

/* Every allocation on the way to an open device fails once. */
static void test_out_of_memory(void **state)
{
    gfla_device *device;
    struct gfla_device_info *list;
    size_t count;
    if (gfla_device_list(&list, &count) != GFLA_OK)
        skip();
    gfla_device_list_free(&list);
    for (long n = 1;; n++) {
        gfla_memory_fail_at(n);
        gfla_status status = gfla_device_open(&device, NULL, "0");
        gfla_memory_fail_at(0);
        if (status == GFLA_OK)
            break;
        assert_int_equal(status, GFLA_ERROR_MEMORY);
        assert_null(device);
        assert_true(n < 100);
    }
    gfla_device_destroy(&device);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),        cmocka_unit_test(test_selectors),     cmocka_unit_test(test_no_default),
        cmocka_unit_test(test_this_machine), cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
