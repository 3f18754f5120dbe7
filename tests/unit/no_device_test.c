/* A machine without OpenCL drivers: the loader is pointed at a folder that registers none, before its first call. */
#include <gfla/device.h>

#include "tests/unit/scratch.h"

static int hide_drivers(void **state)
{
    if (scratch_create(state) != 0)
        return -1;
    unsetenv("GFLA_DEVICE");
    return setenv("OCL_ICD_VENDORS", scratch_folder, 1);
}

static void test_list(void **state)
{
    struct gfla_device_info *list;
    size_t count;
    assert_int_equal(gfla_device_list(&list, &count), GFLA_ERROR_NO_DEVICE);
    assert_null(list);
    assert_int_equal(count, 0);
    assert_non_null(strstr(gfla_error_message(), "apt-get install pocl-opencl-icd"));
}

static void test_open(void **state)
{
    static const char *const selectors[] = {NULL, "", "cpu", "gpu", "0", "GeForce"};
    gfla_device *device;
    for (size_t i = 0; i < sizeof selectors / sizeof selectors[0]; i++) {
        assert_int_equal(gfla_device_open(&device, NULL, selectors[i]), GFLA_ERROR_NO_DEVICE);
        assert_null(device);
    }
}

static void test_null_device_needs_no_driver(void **state)
{
    gfla_device *device;
    assert_int_equal(gfla_device_open(&device, NULL, "null"), GFLA_OK);
    gfla_device_destroy(&device);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_null_device_needs_no_driver),
    };
    return cmocka_run_group_tests(tests, hide_drivers, scratch_remove);
}
