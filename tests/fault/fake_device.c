/* fake_device.c - a library to preload (LD_PRELOAD) that changes what OpenCL devices say of themselves, so that code for
 * devices that are not at hand can be tested on PoCL:
 *
 *     FAKE_TYPE      gpu, cpu or accelerator
 *     FAKE_GROUP     the most work-items of a group
 *     FAKE_SIDE      the most of them along the second and the third dimension
 *     FAKE_LOCAL     bytes of local memory
 *     FAKE_ALLOC     bytes of the largest buffer
 *     FAKE_MEMORY    bytes of global memory
 *     FAKE_ALIGN     bits, CL_DEVICE_MEM_BASE_ADDR_ALIGN
 *     FAKE_DRIVER    the driver's version
 *     FAKE_KERNEL_GROUP  the most work-items of a group of each kernel but those with reqd_work_group_size, which
 *                    drivers build for the group that they need
 *
 * What is faked is also enforced, for drivers that would let it pass: a launch of a larger group fails with
 * CL_INVALID_WORK_GROUP_SIZE, as does one of a kernel that needs more local memory (CL_OUT_OF_RESOURCES); larger buffers
 * and views at other offsets fail. */
#define _GNU_SOURCE
#include <CL/cl.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The function that this one stands in front of. */
#define NEXT(name)                                                                                                     \
    static __typeof__(name) *next;                                                                                     \
    if (!next)                                                                                                         \
    next = (__typeof__(name) *)(uintptr_t)dlsym(RTLD_NEXT, #name)

static bool fakes(const char *variable, uint64_t *value)
{
    const char *text = getenv(variable);
    *value = text ? strtoull(text, NULL, 10) : 0;
    return text != NULL;
}

static cl_device_type fake_type(const char *name)
{
    return strcmp(name, "gpu") == 0   ? CL_DEVICE_TYPE_GPU
           : strcmp(name, "cpu") == 0 ? CL_DEVICE_TYPE_CPU
                                      : CL_DEVICE_TYPE_ACCELERATOR;
}

static void put_number(const char *variable, void *to, size_t size)
{
    uint64_t value;
    if (fakes(variable, &value))
        memcpy(to, &value, size); /* the low bytes come first on what this runs on */
}

/* Text may grow: the size is faked with it. */
static cl_int put_text(const char *text, size_t room, void *to, size_t *size)
{
    if (size)
        *size = strlen(text) + 1;
    if (to && room <= strlen(text))
        return CL_INVALID_VALUE;
    if (to)
        memcpy(to, text, strlen(text) + 1);
    return CL_SUCCESS;
}

cl_int clGetDeviceInfo(cl_device_id device, cl_device_info what, size_t room, void *to, size_t *size)
{
    NEXT(clGetDeviceInfo);
    if (what == CL_DRIVER_VERSION && getenv("FAKE_DRIVER"))
        return put_text(getenv("FAKE_DRIVER"), room, to, size);
    const cl_int error = next(device, what, room, to, size);
    if (error != CL_SUCCESS || !to)
        return error;
    if (what == CL_DEVICE_TYPE && getenv("FAKE_TYPE"))
        *(cl_device_type *)to = fake_type(getenv("FAKE_TYPE"));
    if (what == CL_DEVICE_LOCAL_MEM_SIZE)
        put_number("FAKE_LOCAL", to, sizeof(cl_ulong));
    if (what == CL_DEVICE_MAX_WORK_GROUP_SIZE)
        put_number("FAKE_GROUP", to, sizeof(size_t));
    if (what == CL_DEVICE_MAX_WORK_ITEM_SIZES && room >= 3 * sizeof(size_t)) {
        put_number("FAKE_SIDE", (size_t *)to + 1, sizeof(size_t));
        put_number("FAKE_SIDE", (size_t *)to + 2, sizeof(size_t));
    }
    if (what == CL_DEVICE_MAX_MEM_ALLOC_SIZE)
        put_number("FAKE_ALLOC", to, sizeof(cl_ulong));
    if (what == CL_DEVICE_GLOBAL_MEM_SIZE)
        put_number("FAKE_MEMORY", to, sizeof(cl_ulong));
    if (what == CL_DEVICE_MEM_BASE_ADDR_ALIGN)
        put_number("FAKE_ALIGN", to, sizeof(cl_uint));
    return CL_SUCCESS;
}

/* Whether the driver builds the kernel for a group that it needs. */
static bool is_fixed(cl_kernel kernel, cl_device_id device)
{
    NEXT(clGetKernelWorkGroupInfo);
    size_t group[3] = {0};
    return next(kernel, device, CL_KERNEL_COMPILE_WORK_GROUP_SIZE, sizeof group, group, NULL) == CL_SUCCESS &&
           group[0] > 0;
}

/* The most work-items of a group of a kernel; UINT64_MAX: nothing is faked. */
static uint64_t kernel_limit(cl_kernel kernel, cl_device_id device)
{
    uint64_t of_device, of_kernel;
    if (!fakes("FAKE_GROUP", &of_device))
        of_device = UINT64_MAX;
    const bool has_own = fakes("FAKE_KERNEL_GROUP", &of_kernel) && !is_fixed(kernel, device);
    return has_own && of_kernel < of_device ? of_kernel : of_device;
}

cl_int clGetKernelWorkGroupInfo(cl_kernel kernel, cl_device_id device, cl_kernel_work_group_info what, size_t room,
                                void *to, size_t *size)
{
    NEXT(clGetKernelWorkGroupInfo);
    const cl_int error = next(kernel, device, what, room, to, size);
    if (error == CL_SUCCESS && to && what == CL_KERNEL_WORK_GROUP_SIZE) {
        const uint64_t limit = kernel_limit(kernel, device);
        if (limit < *(size_t *)to)
            *(size_t *)to = (size_t)limit;
    }
    return error;
}

static cl_device_id device_of(cl_command_queue queue)
{
    cl_device_id device = NULL;
    clGetCommandQueueInfo(queue, CL_QUEUE_DEVICE, sizeof device, &device, NULL);
    return device;
}

static bool needs_too_much_local_memory(cl_kernel kernel, cl_device_id device)
{
    uint64_t limit;
    cl_ulong bytes = 0;
    return fakes("FAKE_LOCAL", &limit) &&
           clGetKernelWorkGroupInfo(kernel, device, CL_KERNEL_LOCAL_MEM_SIZE, sizeof bytes, &bytes, NULL) ==
               CL_SUCCESS &&
           bytes > limit;
}

cl_int clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint n_dims, const size_t *offset,
                              const size_t *global, const size_t *local, cl_uint n_events, const cl_event *events,
                              cl_event *event)
{
    NEXT(clEnqueueNDRangeKernel);
    uint64_t group = 1, side;
    for (cl_uint i = 0; local && i < n_dims; i++) {
        group *= local[i];
        if (i > 0 && fakes("FAKE_SIDE", &side) && local[i] > side)
            return CL_INVALID_WORK_ITEM_SIZE;
    }
    if (group > kernel_limit(kernel, device_of(queue)))
        return CL_INVALID_WORK_GROUP_SIZE;
    if (needs_too_much_local_memory(kernel, device_of(queue)))
        return CL_OUT_OF_RESOURCES;
    return next(queue, kernel, n_dims, offset, global, local, n_events, events, event);
}

cl_mem clCreateBuffer(cl_context context, cl_mem_flags flags, size_t size, void *host, cl_int *error)
{
    NEXT(clCreateBuffer);
    uint64_t limit;
    if (!fakes("FAKE_ALLOC", &limit) || size <= limit)
        return next(context, flags, size, host, error);
    if (error)
        *error = CL_INVALID_BUFFER_SIZE;
    return NULL;
}

cl_mem clCreateSubBuffer(cl_mem buffer, cl_mem_flags flags, cl_buffer_create_type type, const void *info, cl_int *error)
{
    NEXT(clCreateSubBuffer);
    const cl_buffer_region *region = info;
    uint64_t bits;
    if (!fakes("FAKE_ALIGN", &bits) || bits < 8 || region->origin % (bits / 8) == 0)
        return next(buffer, flags, type, info, error);
    if (error)
        *error = CL_MISALIGNED_SUB_BUFFER_OFFSET;
    return NULL;
}
