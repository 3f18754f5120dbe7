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

/* PoCL aborts the whole process when local arguments exceed its limit, so they are added up before. */
static gfla_status check_local_memory(const gfla_device *device, const struct gfla_launch *launch)
{
    size_t bytes = 0;
    for (int i = 0; i < launch->n_args; i++)
        if (launch->args[i].kind == GFLA_ARG_KIND_LOCAL)
            bytes += launch->args[i].size;
    if (bytes <= device->info.local_memory)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_DEVICE, "needs %zu bytes of local memory, device %s has %llu", bytes, device->info.name,
                     (unsigned long long)device->info.local_memory);
}

static gfla_status bind_args(gfla_device *device, const struct gfla_launch *launch, cl_kernel kernel)
{
    gfla_status status;
    cl_uint n_args = 0;
    CL(clGetKernelInfo(kernel, CL_KERNEL_NUM_ARGS, sizeof n_args, &n_args, NULL));
    REQUIRE((int)n_args == launch->n_args, GFLA_ERROR_USAGE, "takes %u arguments, not %d", n_args, launch->n_args);
    TRY(check_local_memory(device, launch));
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

static gfla_status check_group(const gfla_device *device, const struct gfla_bound *bound)
{
    gfla_status status;
    size_t kernel_limit = 0, group = bound->local[0] * bound->local[1] * bound->local[2];
    CL(clGetKernelWorkGroupInfo(bound->kernel, device->id, CL_KERNEL_WORK_GROUP_SIZE, sizeof kernel_limit,
                                &kernel_limit, NULL));
    REQUIRE(group <= device->info.max_work_group, GFLA_ERROR_DEVICE, "work-group of %zu, device %s allows %u", group,
            device->info.name, device->info.max_work_group);
    REQUIRE(group <= kernel_limit, GFLA_ERROR_DEVICE, "work-group of %zu, device %s allows %zu for this kernel", group,
            device->info.name, kernel_limit);
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
    for (cl_uint i = 0; i < 3; i++) {
        size_t group = local[i] ? local[i] : 1, items = global[i] ? global[i] : 1;
        bound->local[i] = group;
        bound->global[i] = bound->has_local ? (items + group - 1) / group * group : items;
    }
    if (bound->has_local)
        TRY(check_group(device, bound));
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
    CL(error);
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
