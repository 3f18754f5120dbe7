#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/log.h"
#include "base/memory.h"
#include "runtime/commands.h"
#include "runtime/compile.h"
#include "runtime/compile_pool.h"
#include "runtime/compiled.h"
#include "runtime/internal.h"

/* Plans as if for a CPU with 1 TiB: what a network needs can be asked without owning it. */
static const struct gfla_device_info null_info = {
    .name = "null",
    .vendor = "gfla",
    .driver = GFLA_VERSION,
    .version = "none",
    .platform = "none",
    .kind = GFLA_DEVICE_NULL,
    .index = -1,
    .global_memory = (uint64_t)1 << 40,
    .max_allocation = (uint64_t)1 << 40,
    .local_memory = 64 * 1024,
    .n_compute_units = 1,
    .max_work_group = 1024,
    .base_alignment = 128,
};

static void CL_CALLBACK on_driver_message(const char *message, const void *private_info, size_t size, void *context)
{
    gfla_log(GFLA_LOG_WARNING, "OpenCL driver: %s", message);
}

bool gfla_device_is_pocl(const gfla_device *device)
{
    return strcmp(device->info.platform, "Portable Computing Language") == 0;
}

bool gfla_device_compiles_late(const gfla_device *device)
{
    return gfla_device_is_pocl(device);
}

gfla_status gfla_device_set_queue(gfla_device *device, bool profiling)
{
    gfla_status status = GFLA_OK;
    cl_int error;
    if (device->is_wrapped)
        return gfla_fail(GFLA_ERROR_USAGE,
                         "device %s works on a queue of the caller's, which takes no times. hint: "
                         "open the device with gfla_device_open",
                         device->info.name);
    cl_command_queue_properties properties =
        profiling || gfla_device_compiles_late(device) ? CL_QUEUE_PROFILING_ENABLE : 0;
    cl_command_queue queue = clCreateCommandQueue(device->context, device->id, properties, &error);
    CL_RESULT(error, "clCreateCommandQueue");
    if (device->queue) {
        CL(clFinish(device->queue));
        clReleaseCommandQueue(device->queue);
    }
    device->queue = queue;
    return GFLA_OK;
fail:
    if (queue)
        clReleaseCommandQueue(queue);
    return gfla_fail_context(status, "device %s, a new queue", device->info.name);
}

/* Of a part, what the driver says of the whole: kernels are chosen by it, and parts shall compute the same bytes. */
static gfla_status take_choice(gfla_device *device, const struct gfla_device_choice *choice)
{
    const struct gfla_device_entry *entry = choice->entry;
    device->info = entry->info;
    memcpy(device->whole_name, entry->info.name, sizeof device->whole_name);
    memcpy(device->platform_version, entry->platform_version, sizeof device->platform_version);
    if (choice->n_parts)
        snprintf(device->info.name, sizeof device->info.name, "%.*s, part %d of %d",
                 (int)(sizeof device->info.name) - 48, entry->info.name, choice->part + 1, choice->n_parts);
    return gfla_device_divide(choice, &device->id);
}

gfla_status gfla_device_open_choice(gfla_device **device, gfla_context *context,
                                    const struct gfla_device_choice *choice)
{
    gfla_status status;
    cl_int error;
    TRY(gfla_device_create(device, context));
    gfla_device *d = *device;
    if (!choice->entry) {
        d->info = null_info;
        return GFLA_OK;
    }
    TRY(take_choice(d, choice));
    const cl_context_properties properties[] = {CL_CONTEXT_PLATFORM, (cl_context_properties)choice->entry->platform, 0};
    d->context = clCreateContext(properties, 1, &d->id, on_driver_message, NULL, &error);
    if (error != CL_SUCCESS) {
        status = gfla_cl_fail(error, "clCreateContext");
        gfla_fail_context(status, "device %s cannot be opened", d->info.name);
        goto fail;
    }
    gfla_log(GFLA_LOG_VERBOSE, "device %s, %s, driver %s", d->info.name, d->info.version, d->info.driver);
    TRY(gfla_device_set_queue(d, false));
    return GFLA_OK;
fail:
    gfla_device_destroy(device);
    return status;
}

gfla_status gfla_device_create(gfla_device **device, gfla_context *context)
{
    gfla_status status;
    *device = NULL;
    TRY(gfla_calloc(device, 1, sizeof **device, "device"));
    (*device)->library = context;
    gfla_program_table_init(&(*device)->programs);
fail:
    return status;
}

gfla_status gfla_device_open(gfla_device **device, gfla_context *context, const char *selector)
{
    gfla_status status;
    gfla_device **all = NULL;
    size_t count = 0;
    *device = NULL;
    TRY(gfla_device_open_some(&all, &count, context, selector, 1));
    *device = all[0];
    all[0] = NULL;
fail:
    gfla_device_destroy_all(&all, &count);
    return status;
}

void gfla_device_destroy(gfla_device **device)
{
    if (!device || !*device)
        return;
    gfla_device *d = *device;
    gfla_compile_pool_destroy(d);
    if (d->queue)
        clFinish(d->queue);
    if (d->used_blas)
        gfla_blas_clear();
    gfla_program_table_free(&d->programs);
    gfla_kernels_known_free(&d->kernels);
    gfla_compiled_free(&d->compiled);
    gfla_profile_free(&d->profile);
    gfla_tuning_free(&d->tuning);
    gfla_tuning_free(&d->checks);
    if (d->queue)
        clReleaseCommandQueue(d->queue);
    if (d->context)
        clReleaseContext(d->context);
    free(d);
    *device = NULL;
}

const struct gfla_device_info *gfla_device_get_info(const gfla_device *device)
{
    return &device->info;
}

gfla_status gfla_device_create_twin(gfla_device **twin, gfla_device *device)
{
    const gfla_status status = gfla_device_create(twin, device->library);
    if (status != GFLA_OK)
        return status;
    (*twin)->info = device->info;
    (*twin)->twin_of = device;
    memcpy((*twin)->whole_name, device->whole_name, sizeof device->whole_name);
    memcpy((*twin)->platform_version, device->platform_version, sizeof device->platform_version);
    return GFLA_OK;
}

bool gfla_device_computes(const gfla_device *device)
{
    return !gfla_device_is_null(device);
}

gfla_context *gfla_device_context(const gfla_device *device)
{
    return device->library;
}

gfla_status gfla_device_finish(gfla_device *device)
{
    gfla_status status = GFLA_OK;
    if (gfla_device_is_null(device))
        return GFLA_OK;
    CL(clFinish(device->queue));
    TRY(gfla_profile_collect(&device->profile));
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "device %s, waiting for its commands", device->info.name);
}
