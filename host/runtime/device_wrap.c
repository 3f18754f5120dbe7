#include <gfla/opencl.h>

#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/log.h"
#include "runtime/internal.h"

/* Where gfla_device_list has it; sub-devices and the like are in no list. */
static gfla_status find_in_list(gfla_device *device)
{
    gfla_status status;
    struct gfla_device_entry *entries = NULL;
    size_t count;
    device->info.index = -1;
    TRY(gfla_device_scan(&entries, &count));
    for (size_t i = 0; i < count; i++)
        if (entries[i].id == device->id) {
            device->info.index = entries[i].info.index;
            device->info.is_default = entries[i].info.is_default;
        }
fail:
    free(entries);
    return status;
}

static gfla_status describe(gfla_device *device)
{
    gfla_status status = GFLA_OK;
    struct gfla_device_entry entry = {0};
    cl_platform_id platform;
    CL(clGetDeviceInfo(device->id, CL_DEVICE_PLATFORM, sizeof platform, &platform, NULL));
    TRY(gfla_device_describe(platform, device->id, &entry));
    device->info = entry.info;
    memcpy(device->whole_name, entry.info.name, sizeof device->whole_name);
    memcpy(device->platform_version, entry.platform_version, sizeof device->platform_version);
    TRY(find_in_list(device));
    gfla_log(GFLA_LOG_VERBOSE, "device %s, %s, driver %s, on a queue of the caller's", device->info.name,
             device->info.version, device->info.driver);
fail:
    return status;
}

static gfla_status take_queue(gfla_device *device, cl_command_queue queue)
{
    gfla_status status = GFLA_OK;
    cl_command_queue_properties properties = 0;
    cl_context context;
    REQUIRE(queue, GFLA_ERROR_USAGE, "gfla_device_wrap: the queue is NULL");
    CL(clGetCommandQueueInfo(queue, CL_QUEUE_PROPERTIES, sizeof properties, &properties, NULL));
    REQUIRE(!(properties & CL_QUEUE_OUT_OF_ORDER_EXEC_MODE_ENABLE), GFLA_ERROR_USAGE,
            "gfla_device_wrap: the queue executes out of order. hint: make one without "
            "CL_QUEUE_OUT_OF_ORDER_EXEC_MODE_ENABLE");
    CL(clGetCommandQueueInfo(queue, CL_QUEUE_DEVICE, sizeof device->id, &device->id, NULL));
    CL(clGetCommandQueueInfo(queue, CL_QUEUE_CONTEXT, sizeof context, &context, NULL));
    CL(clRetainCommandQueue(queue));
    device->queue = queue;
    CL(clRetainContext(context));
    device->context = context;
    device->is_wrapped = true;
fail:
    return status;
}

gfla_status gfla_device_wrap(gfla_device **device, gfla_context *context, cl_command_queue queue)
{
    gfla_status status;
    gfla_context *const before = gfla_context_enter(context ? context : gfla_context_current());
    TRY(gfla_device_create(device, gfla_context_current()));
    TRY(take_queue(*device, queue));
    status = describe(*device);
fail:
    if (status != GFLA_OK)
        gfla_device_destroy(device);
    gfla_context_enter(before);
    return status;
}

cl_command_queue gfla_device_get_queue(const gfla_device *device)
{
    return device->queue;
}

cl_context gfla_device_get_cl_context(const gfla_device *device)
{
    return device->context;
}

cl_device_id gfla_device_get_cl_device(const gfla_device *device)
{
    return device->id;
}
