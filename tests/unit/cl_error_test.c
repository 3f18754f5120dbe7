/* What OpenCL's error codes mean: out of memory, or a failure of device and driver. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "runtime/internal.h"

static void codes_have_a_meaning(void **state)
{
    (void)state;
    static const struct {
        cl_int error;
        const char *call;
        gfla_status status;
        const char *message;
    } cases[] = {
        {CL_MEM_OBJECT_ALLOCATION_FAILURE, "clEnqueueNDRangeKernel(q, k)", GFLA_ERROR_MEMORY,
         "clEnqueueNDRangeKernel: CL_MEM_OBJECT_ALLOCATION_FAILURE (-4); hint: a smaller batch or image"},
        {CL_OUT_OF_HOST_MEMORY, "clBuildProgram", GFLA_ERROR_MEMORY, "clBuildProgram: CL_OUT_OF_HOST_MEMORY (-6)"},
        {CL_INVALID_BUFFER_SIZE, "clCreateBuffer", GFLA_ERROR_MEMORY, "CL_INVALID_BUFFER_SIZE"},
        {CL_OUT_OF_RESOURCES, "clCreateBuffer(c)", GFLA_ERROR_MEMORY, "CL_OUT_OF_RESOURCES"},
        {CL_OUT_OF_RESOURCES, "clCreateSubBuffer", GFLA_ERROR_MEMORY, "CL_OUT_OF_RESOURCES"},
        {CL_OUT_OF_RESOURCES, "clEnqueueNDRangeKernel", GFLA_ERROR_DEVICE, "`gfla selftest'"},
        {CL_OUT_OF_RESOURCES, "clFinish(queue)", GFLA_ERROR_DEVICE, "clFinish: CL_OUT_OF_RESOURCES (-5)"},
        {CL_OUT_OF_RESOURCES, "clEnqueueReadBuffer", GFLA_ERROR_DEVICE, "`gfla selftest'"},
        {CL_INVALID_COMMAND_QUEUE, "clFinish", GFLA_ERROR_DEVICE, "clFinish: CL_INVALID_COMMAND_QUEUE (-36)"},
        {-9999, "clFlush", GFLA_ERROR_DEVICE, "an error code that OpenCL 1.2 does not define (-9999)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(gfla_cl_fail(cases[i].error, cases[i].call), cases[i].status);
        if (!strstr(gfla_error_message(), cases[i].message))
            fail_msg("\"%s\" does not say \"%s\"", gfla_error_message(), cases[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(codes_have_a_meaning)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
