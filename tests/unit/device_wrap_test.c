/* gfla/opencl.h: the library on a queue of the caller's. */
#include <string.h>

#include <gfla/opencl.h>

#include "runtime/commands.h"
#include "tests/device_fixture.h"

static void test_wrapped_device(void **state)
{
    cl_int error;
    gfla_device *wrapped;
    gfla_buffer *buffer;
    float value = 3, read = 0;
    if (!device)
        skip();
    cl_context context = gfla_device_get_cl_context(device);
    cl_command_queue queue = clCreateCommandQueue(context, gfla_device_get_cl_device(device), 0, &error);
    assert_int_equal(error, CL_SUCCESS);
    ok(gfla_device_wrap(&wrapped, NULL, queue));
    assert_ptr_equal(gfla_device_get_queue(wrapped), queue);
    assert_ptr_equal(gfla_device_get_cl_context(wrapped), context);
    assert_memory_equal(gfla_device_get_info(wrapped), gfla_device_get_info(device), sizeof(struct gfla_device_info));
    clReleaseCommandQueue(queue); /* retained */
    ok(gfla_buffer_create(&buffer, wrapped, sizeof value, GFLA_MEMORY_INPUTS, "a value"));
    ok(gfla_buffer_write(buffer, 0, &value, sizeof value));
    ok(gfla_buffer_read(buffer, 0, &read, sizeof read));
    assert_float_equal(read, value, 0);
    assert_int_equal(gfla_device_profile(wrapped, true), GFLA_ERROR_USAGE);
    gfla_buffer_destroy(&buffer);
    gfla_device_destroy(&wrapped);
}

static void test_refused(void **state)
{
    cl_int error;
    gfla_device *wrapped;
    assert_int_equal(gfla_device_wrap(&wrapped, NULL, NULL), GFLA_ERROR_USAGE);
    assert_null(wrapped);
    if (!device)
        skip();
    cl_command_queue queue = clCreateCommandQueue(gfla_device_get_cl_context(device), gfla_device_get_cl_device(device),
                                                  CL_QUEUE_OUT_OF_ORDER_EXEC_MODE_ENABLE, &error);
    if (error != CL_SUCCESS)
        return; /* the device has no such queues */
    assert_int_equal(gfla_device_wrap(&wrapped, NULL, queue), GFLA_ERROR_USAGE);
    assert_null(wrapped);
    clReleaseCommandQueue(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wrapped_device), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
