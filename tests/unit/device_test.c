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
#include "runtime/answers.h"
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

/* Of the one device that the selector names. */
static const char *chosen_name(const struct gfla_device_entry *list, size_t count, const char *selector)
{
    struct gfla_device_choice *choices;
    size_t n;
    if (gfla_device_select(list, count, selector, &choices, &n) != GFLA_OK)
        return NULL;
    assert_int_equal(n, 1);
    assert_int_equal(choices[0].n_parts, 0);
    const char *name = choices[0].entry->info.name;
    free(choices);
    return name;
}

/* "1 2 4:1/2" of a list of devices; the message of what is wrong with it. */
static void assert_chosen(const struct gfla_device_entry *list, size_t count, const char *selectors,
                          const char *expected)
{
    struct gfla_device_choice *choices;
    size_t n;
    char text[512] = "";
    if (gfla_device_select(list, count, selectors, &choices, &n) != GFLA_OK) {
        assert_null(choices);
        if (!strstr(gfla_error_message(), expected))
            fail_msg("%s: '%s', not '%s'", selectors, gfla_error_message(), expected);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const size_t length = strlen(text);
        const struct gfla_device_choice *c = &choices[i];
        const int index = c->entry ? c->entry->info.index : -1;
        if (c->n_parts)
            snprintf(text + length, sizeof text - length, "%s%d:%d/%d", i ? " " : "", index, c->part + 1, c->n_parts);
        else
            snprintf(text + length, sizeof text - length, "%s%d", i ? " " : "", index);
    }
    assert_string_equal(text, expected);
    free(choices);
}

static void test_lists(void **state)
{
    static const struct {
        const char *selectors, *expected;
    } cases[] = {
        {"0", "0"},
        {"0,1", "0 1"},
        {"1, 0 ,1", "1 0 1"},
        {"gpus", "0 1"},
        {"cpu,gpus", "2 0 1"},
        {"radeon,cpu", "0 2"},
        {"RX 580, polaris", "0"}, /* a name with a comma in it */
        {"null,cpu", "-1 2"},
        {"2:2", "2:1/2 2:2/2"},
        {"cpu:3/4", "2:3/4"},
        {"0,cpu:2,null", "0 2:1/2 2:2/2 -1"},
        {"Iris: Xe", "1"}, /* and one with a colon */
        {"0,", "empty place"},
        {",", "empty place"},
        {"0,7", "no device '7'"},
        {"0,voodoo", "no device 'voodoo'"},
        {"voodoo:2", "no device 'voodoo:2'"},
        {"0:0", "parts of a device: 0 is not in 1 .. 1024"},
        {"0:3/2", "part of a device: 3 is not in 1 .. 2"},
        {"0:two", "'two' is not a whole number"},
        {":2", "no device ':2'"},
    };
    struct gfla_device_entry list[] = {
        make("AMD Radeon RX 580, polaris10", GFLA_DEVICE_GPU, true, 8 * GIB),
        make("Iris: Xe", GFLA_DEVICE_GPU, false, 8 * GIB),
        make("Xeon", GFLA_DEVICE_CPU, false, 128 * GIB),
        make("llvmpipe", GFLA_DEVICE_GPU, false, GIB),
    };
    gfla_device_sort(list, 4);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_chosen(list, 4, cases[i].selectors, cases[i].expected);
    assert_chosen(list + 2, 2, "gpus", "no GPU");
}

static void assert_works(gfla_device *device)
{
    assert_true(gfla_device_answers(device));
    assert_int_equal(gfla_device_finish(device), GFLA_OK);
}

/* The default device twice, and in parts: each works, and is planned for as the whole. */
static void test_several(void **state)
{
    gfla_device **devices;
    size_t count;
    gfla_device *one;
    if (gfla_device_open_all(&devices, &count, NULL, "0,0,null") != GFLA_OK)
        skip();
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++)
        assert_works(devices[i]);
    assert_int_equal(gfla_device_get_info(devices[2])->kind, GFLA_DEVICE_NULL);
    const struct gfla_device_info whole = *gfla_device_get_info(devices[0]);
    gfla_device_destroy_all(&devices, &count);
    assert_null(devices);
    assert_int_equal(gfla_device_open(&one, NULL, "0,0"), GFLA_ERROR_USAGE);
    assert_non_null(strstr(gfla_error_message(), "'0,0' names 2 devices"));
    assert_null(one);
    if (whole.n_compute_units < 2)
        skip();
    assert_int_equal(gfla_device_open_all(&devices, &count, NULL, "0:2"), GFLA_OK);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        char name[160];
        const struct gfla_device_info *info = gfla_device_get_info(devices[i]);
        snprintf(name, sizeof name, "%s, part %zu of 2", whole.name, i + 1);
        assert_string_equal(info->name, name);
        assert_int_equal(info->n_compute_units, whole.n_compute_units);
        assert_works(devices[i]);
    }
    gfla_device_destroy_all(&devices, &count);
    assert_int_equal(gfla_device_open(&one, NULL, "0:2/2"), GFLA_OK);
    assert_works(one);
    gfla_device_destroy(&one);
    assert_int_equal(gfla_device_open_all(&devices, &count, NULL, "0:1024"), GFLA_ERROR_USAGE);
    assert_null(devices);
    assert_non_null(strstr(gfla_error_message(), "too many parts for"));
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
        cmocka_unit_test(test_order),         cmocka_unit_test(test_selectors),  cmocka_unit_test(test_lists),
        cmocka_unit_test(test_several),       cmocka_unit_test(test_no_default), cmocka_unit_test(test_this_machine),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
