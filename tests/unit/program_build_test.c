/* Programs built from source: PoCL gets our declarations of OpenCL C's functions, and its own where they do not suffice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "runtime/internal.h"
#include "tests/device_fixture.h"

static void test_our_kernels_need_our_declarations_alone(void **state)
{
    cl_program program;
    if (!device)
        skip();
    ok(gfla_program_get(device, "ops/add.cl", "-DVEC=16", &program));
    assert_non_null(program);
    assert_false(device->programs.lacks_declarations);
    assert_int_equal(device->programs.counts.built + device->programs.counts.from_disk, 1);
}

static void test_other_functions_are_the_drivers(void **state)
{
    static const char undeclared[] = "kernel void f(global float *x) { x[0] = sinpi(x[0]); }";
    cl_program program = NULL;
    size_t n = 0;
    if (!device)
        skip();
    const size_t built = device->programs.counts.built;
    ok(gfla_program_build(device, "f.cl", undeclared, "-cl-std=CL1.2", &program));
    assert_int_equal(device->programs.lacks_declarations, gfla_device_is_pocl(device));
    assert_int_equal(device->programs.counts.built, built + 1);
    assert_int_equal(clGetProgramInfo(program, CL_PROGRAM_NUM_KERNELS, sizeof n, &n, NULL), CL_SUCCESS);
    assert_int_equal(n, 1);
    clReleaseProgram(program);
    device->programs.lacks_declarations = false;
}

/* Neither way builds: the message is the driver's, and our declarations stay in use. */
static void test_broken_kernels_say_nothing_of_declarations(void **state)
{
    cl_program program = NULL;
    if (!device)
        skip();
    assert_int_equal(gfla_program_build(device, "f.cl", "kernel void f(global float *x) { x[0] = ; }", "", &program),
                     GFLA_ERROR_DEVICE);
    assert_null(program);
    assert_false(device->programs.lacks_declarations);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_our_kernels_need_our_declarations_alone),
        cmocka_unit_test(test_other_functions_are_the_drivers),
        cmocka_unit_test(test_broken_kernels_say_nothing_of_declarations),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
