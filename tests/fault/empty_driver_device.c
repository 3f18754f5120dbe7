/* empty_driver_device.c - the platform and the device of empty_driver.c. */
#include "tests/fault/empty_driver.h"

struct _cl_platform_id empty_platform;
struct _cl_device_id empty_device;

cl_int clGetPlatformIDs(cl_uint room, cl_platform_id *to, cl_uint *n)
{
    if (to && room > 0)
        *to = &empty_platform;
    if (n)
        *n = 1;
    return CL_SUCCESS;
}

cl_int clGetPlatformInfo(cl_platform_id id, cl_platform_info what, size_t room, void *to, size_t *size)
{
    const char *name = getenv("EMPTY_PLATFORM");
    return put_text(what == CL_PLATFORM_VERSION ? "OpenCL 1.2 empty" : name ? name : "empty", room, to, size);
}

cl_int clGetDeviceIDs(cl_platform_id id, cl_device_type type, cl_uint room, cl_device_id *to, cl_uint *n)
{
    if (to && room > 0)
        *to = &empty_device;
    if (n)
        *n = 1;
    return CL_SUCCESS;
}

static cl_int put_device_text(cl_device_info what, size_t room, void *to, size_t *size)
{
    switch (what) {
    case CL_DEVICE_VERSION:
        return put_text("OpenCL 1.2 empty", room, to, size);
    case CL_DEVICE_OPENCL_C_VERSION:
        return put_text("OpenCL C 1.2", room, to, size);
    case CL_DEVICE_EXTENSIONS:
        return put_text("", room, to, size);
    default:
        return put_text("empty", room, to, size);
    }
}

cl_int clGetDeviceInfo(cl_device_id id, cl_device_info what, size_t room, void *to, size_t *size)
{
    const size_t group = 4096, sides[3] = {4096, 4096, 4096};
    const cl_ulong memory = (cl_ulong)16 << 30, buffer = (cl_ulong)4 << 30, local = 64 << 10;
    const cl_uint units = 2, alignment = 1024, yes = 1, clock = 1000, dimensions = 3;
    const cl_device_type type = CL_DEVICE_TYPE_CPU;
    const cl_platform_id its_platform = &empty_platform;
    const cl_device_partition_property no_parts = 0;
    const struct {
        cl_device_info what;
        const void *value;
        size_t size;
    } numbers[] = {{CL_DEVICE_TYPE, &type, sizeof type},
                   {CL_DEVICE_PLATFORM, &its_platform, sizeof its_platform},
                   {CL_DEVICE_MAX_WORK_GROUP_SIZE, &group, sizeof group},
                   {CL_DEVICE_MAX_WORK_ITEM_DIMENSIONS, &dimensions, sizeof dimensions},
                   {CL_DEVICE_MAX_WORK_ITEM_SIZES, sides, sizeof sides},
                   {CL_DEVICE_GLOBAL_MEM_SIZE, &memory, sizeof memory},
                   {CL_DEVICE_MAX_MEM_ALLOC_SIZE, &buffer, sizeof buffer},
                   {CL_DEVICE_LOCAL_MEM_SIZE, &local, sizeof local},
                   {CL_DEVICE_MAX_COMPUTE_UNITS, &units, sizeof units},
                   {CL_DEVICE_MAX_CLOCK_FREQUENCY, &clock, sizeof clock},
                   {CL_DEVICE_MEM_BASE_ADDR_ALIGN, &alignment, sizeof alignment},
                   {CL_DEVICE_HOST_UNIFIED_MEMORY, &yes, sizeof yes},
                   {CL_DEVICE_PARTITION_PROPERTIES, &no_parts, sizeof no_parts}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].what == what)
            return put(numbers[i].value, numbers[i].size, room, to, size);
    return put_device_text(what, room, to, size);
}

cl_int clCreateSubDevices(cl_device_id id, const cl_device_partition_property *how, cl_uint room, cl_device_id *to,
                          cl_uint *n)
{
    return CL_DEVICE_PARTITION_FAILED;
}
