#include <string.h>

#include "runtime/launch.h"
#include "runtime/internal.h"

gfla_status gfla_bind_arg(gfla_device *device, cl_kernel kernel, cl_uint index, const struct gfla_arg *arg)
{
    gfla_status status = GFLA_OK;
    cl_mem memory = arg->buffer ? arg->buffer->memory : NULL;
    switch (arg->kind) {
    case GFLA_ARG_KIND_BUFFER:
        REQUIRE(!arg->buffer || arg->buffer->device == device, GFLA_ERROR_USAGE,
                "the buffer belongs to another device");
        CL(clSetKernelArg(kernel, index, sizeof memory, memory ? &memory : NULL));
        break;
    case GFLA_ARG_KIND_I32:
        CL(clSetKernelArg(kernel, index, sizeof arg->i32, &arg->i32));
        break;
    case GFLA_ARG_KIND_F32:
        CL(clSetKernelArg(kernel, index, sizeof arg->f32, &arg->f32));
        break;
    case GFLA_ARG_KIND_STRUCT:
        CL(clSetKernelArg(kernel, index, arg->size, arg->data));
        break;
    case GFLA_ARG_KIND_LOCAL:
        CL(clSetKernelArg(kernel, index, arg->size, NULL));
        break;
    }
fail:
    return status;
}

/* PoCL aborts the whole process when local arguments exceed its limit, so they are added up before, to what the kernel
 * declares itself. */
static gfla_status check_local_memory(const gfla_device *device, const struct gfla_launch *launch, cl_kernel kernel)
{
    gfla_status status = GFLA_OK;
    cl_ulong bytes = 0;
    CL(clGetKernelWorkGroupInfo(kernel, device->id, CL_KERNEL_LOCAL_MEM_SIZE, sizeof bytes, &bytes, NULL));
    for (int i = 0; i < launch->n_args; i++)
        if (launch->args[i].kind == GFLA_ARG_KIND_LOCAL)
            bytes += launch->args[i].size;
    REQUIRE(bytes <= device->info.local_memory, GFLA_ERROR_DEVICE,
            "needs %llu bytes of local memory, device %s has %llu", (unsigned long long)bytes, device->info.name,
            (unsigned long long)device->info.local_memory);
fail:
    return status;
}

static gfla_status bind_args(gfla_device *device, const struct gfla_launch *launch, cl_kernel kernel)
{
    gfla_status status;
    cl_uint n_args = 0;
    CL(clGetKernelInfo(kernel, CL_KERNEL_NUM_ARGS, sizeof n_args, &n_args, NULL));
    REQUIRE((int)n_args == launch->n_args, GFLA_ERROR_USAGE, "takes %u arguments, not %d", n_args, launch->n_args);
    TRY(check_local_memory(device, launch, kernel));
    for (cl_uint i = 0; i < n_args; i++) {
        status = gfla_bind_arg(device, kernel, i, &launch->args[i]);
        if (status != GFLA_OK) {
            gfla_fail_context(status, "argument %u", i);
            goto fail;
        }
    }
fail:
    return status;
}

/* Whether the kernel needs groups of the size that the launch names: it says so itself, or shares local memory. Others
 * take one work-item as well as another (tests/tools/check_kernels.sh). */
static gfla_status needs_its_group(const gfla_device *device, const struct gfla_launch *launch, cl_kernel kernel,
                                   bool *needs)
{
    gfla_status status = GFLA_OK;
    size_t required[3] = {0};
    CL(clGetKernelWorkGroupInfo(kernel, device->id, CL_KERNEL_COMPILE_WORK_GROUP_SIZE, sizeof required, required,
                                NULL));
    *needs = required[0] > 0;
    for (int i = 0; i < launch->n_args; i++)
        *needs = *needs || launch->args[i].kind == GFLA_ARG_KIND_LOCAL;
fail:
    return status;
}

static size_t group_items(const struct gfla_bound *bound)
{
    return bound->local[0] * bound->local[1] * bound->local[2];
}

/* Halves what is longer than the device allows of a side, then the longest side until the group is small enough. */
static void shrink_group(struct gfla_bound *bound, size_t limit, const size_t sides[3])
{
    for (int i = 0; i < 3; i++)
        while (bound->local[i] > sides[i] && bound->local[i] > 1)
            bound->local[i] /= 2;
    while (group_items(bound) > limit) {
        size_t *longest = &bound->local[0];
        for (int i = 1; i < 3; i++)
            if (bound->local[i] > *longest)
                longest = &bound->local[i];
        *longest /= 2;
    }
}

/* Devices have limits, and kernels that need many registers lower ones. */
static gfla_status fit_group(const gfla_device *device, const struct gfla_launch *launch, struct gfla_bound *bound)
{
    gfla_status status;
    size_t limit = 0, sides[3];
    bool is_fixed = true;
    CL(clGetKernelWorkGroupInfo(bound->kernel, device->id, CL_KERNEL_WORK_GROUP_SIZE, sizeof limit, &limit, NULL));
    if (limit > device->info.max_work_group || limit == 0)
        limit = device->info.max_work_group;
    TRY(needs_its_group(device, launch, bound->kernel, &is_fixed));
    REQUIRE(!is_fixed || group_items(bound) <= limit, GFLA_ERROR_DEVICE,
            "needs a work-group of %zu, device %s allows %zu for this kernel", group_items(bound), device->info.name,
            limit);
    if (is_fixed)
        return GFLA_OK;
    if (clGetDeviceInfo(device->id, CL_DEVICE_MAX_WORK_ITEM_SIZES, sizeof sides, sides, NULL) != CL_SUCCESS)
        sides[0] = sides[1] = sides[2] = limit; /* of more than three dimensions */
    shrink_group(bound, limit, sides);
    status = GFLA_OK;
fail:
    return status;
}

static gfla_status set_work_sizes(const gfla_device *device, const struct gfla_launch *launch, struct gfla_bound *bound)
{
    gfla_status status = GFLA_OK;
    const size_t *global = launch->global, *local = launch->local;
    REQUIRE(global[0] > 0, GFLA_ERROR_USAGE, "work size is 0");
    bound->n_dims = global[2] ? 3 : global[1] ? 2 : 1;
    bound->has_local = local[0] || local[1] || local[2];
    for (cl_uint i = 0; i < 3; i++)
        bound->local[i] = local[i] ? local[i] : 1;
    if (bound->has_local)
        TRY(fit_group(device, launch, bound));
    for (cl_uint i = 0; i < 3; i++) {
        const size_t group = bound->local[i], items = global[i] ? global[i] : 1;
        bound->global[i] = bound->has_local ? (items + group - 1) / group * group : items;
    }
fail:
    return status;
}

gfla_status gfla_bind(gfla_device *device, const struct gfla_launch *launch, struct gfla_bound *bound)
{
    gfla_status status;
    cl_program program;
    cl_int error;
    *bound = (struct gfla_bound){0};
    TRY(gfla_program_get(device, launch->source, launch->options, &program));
    bound->kernel = clCreateKernel(program, launch->kernel, &error);
    CL_RESULT(error, "clCreateKernel");
    TRY(bind_args(device, launch, bound->kernel));
    TRY(set_work_sizes(device, launch, bound));
    return GFLA_OK;
fail:
    if (bound->kernel)
        clReleaseKernel(bound->kernel);
    bound->kernel = NULL;
    return gfla_fail_context(status, "kernel %s of %s", launch->kernel, launch->source);
}

gfla_status gfla_enqueue(gfla_device *device, const struct gfla_bound *bound, cl_event *event)
{
    gfla_status status = GFLA_OK;
    CL(clEnqueueNDRangeKernel(device->queue, bound->kernel, bound->n_dims, NULL, bound->global,
                              bound->has_local ? bound->local : NULL, 0, NULL, event));
fail:
    return status;
}
