#include "runtime/read_aside.h"

#include <stdlib.h>

#include "base/memory.h"
#include "runtime/internal.h"

struct gfla_read_aside {
    gfla_device *device;
    cl_command_queue queue;
    cl_event marker;  /* what the group that was begun waits for; NULL: it waits already */
    cl_event *events; /* by group: its end */
    size_t n_groups;
};

gfla_status gfla_read_aside_create(gfla_read_aside **aside, gfla_device *device, size_t n_groups)
{
    gfla_status status = GFLA_OK;
    gfla_read_aside *a = NULL;
    cl_int error;
    *aside = NULL;
    REQUIRE(!gfla_device_is_null(device), GFLA_ERROR_USAGE, "the device %s holds no data to read", device->info.name);
    TRY(gfla_calloc(&a, 1, sizeof *a, "reads beside a device"));
    a->device = device;
    TRY(gfla_calloc(&a->events, n_groups + 1, sizeof(cl_event), "reads beside a device"));
    a->n_groups = n_groups;
    a->queue = clCreateCommandQueue(device->context, device->id, 0, &error);
    CL_RESULT(error, "clCreateCommandQueue");
    *aside = a;
    return GFLA_OK;
fail:
    gfla_read_aside_destroy(&a);
    return status;
}

static void drop(cl_event *event)
{
    if (*event)
        clReleaseEvent(*event);
    *event = NULL;
}

void gfla_read_aside_destroy(gfla_read_aside **aside)
{
    if (!aside || !*aside)
        return;
    gfla_read_aside *a = *aside;
    if (a->queue) {
        clFinish(a->queue);
        clReleaseCommandQueue(a->queue);
    }
    drop(&a->marker);
    for (size_t i = 0; i < a->n_groups; i++)
        drop(&a->events[i]);
    free(a->events);
    free(a);
    *aside = NULL;
}

static gfla_status fail_read(gfla_status status, const gfla_read_aside *aside)
{
    return gfla_fail_context(status, "reading from device %s", aside->device->info.name);
}

gfla_status gfla_read_aside_begin(gfla_read_aside *aside)
{
    gfla_status status = GFLA_OK;
    drop(&aside->marker);
    CL(clEnqueueMarkerWithWaitList(aside->device->queue, 0, NULL, &aside->marker));
    CL(clFlush(aside->device->queue)); /* what another queue waits for must be on its way */
    return GFLA_OK;
fail:
    return fail_read(status, aside);
}

/* The queue is in order: the first read waits, and the others come after it. */
gfla_status gfla_read_aside_add(gfla_read_aside *aside, const gfla_buffer *buffer, void *data, size_t size)
{
    gfla_status status = GFLA_OK;
    REQUIRE(size <= buffer->size, GFLA_ERROR_USAGE, "buffer: cannot read %zu bytes of %zu", size, buffer->size);
    CL(clEnqueueReadBuffer(aside->queue, buffer->memory, CL_FALSE, 0, size, data, aside->marker != NULL,
                           aside->marker ? &aside->marker : NULL, NULL));
    drop(&aside->marker);
    return GFLA_OK;
fail:
    return fail_read(status, aside);
}

gfla_status gfla_read_aside_end(gfla_read_aside *aside, size_t group)
{
    gfla_status status = GFLA_OK;
    drop(&aside->events[group]);
    CL(clEnqueueMarkerWithWaitList(aside->queue, aside->marker != NULL, aside->marker ? &aside->marker : NULL,
                                   &aside->events[group]));
    CL(clFlush(aside->queue));
    return GFLA_OK;
fail:
    return fail_read(status, aside);
}

gfla_status gfla_read_aside_test(gfla_read_aside *aside, size_t group, bool *is_done)
{
    gfla_status status = GFLA_OK;
    cl_int state = CL_QUEUED;
    *is_done = false;
    CL(clGetEventInfo(aside->events[group], CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof state, &state, NULL));
    if (state < 0)
        CL_RESULT(state, "a read");
    *is_done = state == CL_COMPLETE;
    return GFLA_OK;
fail:
    return fail_read(status, aside);
}
