/* empty_driver.c - a library to preload (LD_PRELOAD) in place of OpenCL: one device that moves memory as it is told, and
 * runs no kernel. What would be computed stays what it was, zero at first. Programs end in a twentieth of the time that
 * they take on a driver, and go through the same code of their own: tests/fault/run tries many more faults with it.
 *
 * Kernels are found in the source, and have as many arguments as stand there. EMPTY_PLATFORM is what the platform is
 * called. */
#include "tests/fault/empty_driver.h"

/* ---- things ---- */

#define REFERENCES(Name, type, when_last)                                                                              \
    cl_int clRetain##Name(type thing)                                                                                  \
    {                                                                                                                  \
        atomic_fetch_add(&thing->references, 1);                                                                       \
        return CL_SUCCESS;                                                                                             \
    }                                                                                                                  \
    cl_int clRelease##Name(type thing)                                                                                 \
    {                                                                                                                  \
        if (atomic_fetch_sub(&thing->references, 1) == 1) {                                                            \
            when_last;                                                                                                 \
            free(thing);                                                                                               \
        }                                                                                                              \
        return CL_SUCCESS;                                                                                             \
    }

static void end_memory(cl_mem memory)
{
    if (memory->on_end)
        memory->on_end(memory, memory->user);
    if (memory->is_ours)
        free(memory->bytes);
    if (memory->parent)
        clReleaseMemObject(memory->parent);
}

REFERENCES(Context, cl_context, )
REFERENCES(CommandQueue, cl_command_queue, )
REFERENCES(Event, cl_event, )
REFERENCES(Program, cl_program, free(thing->text))
REFERENCES(Kernel, cl_kernel, )
REFERENCES(MemObject, cl_mem, end_memory(thing))

cl_context clCreateContext(const cl_context_properties *properties, cl_uint n, const cl_device_id *devices,
                           void(CL_CALLBACK *notify)(const char *, const void *, size_t, void *), void *user,
                           cl_int *error)
{
    return make(sizeof(struct _cl_context), error);
}

cl_command_queue clCreateCommandQueue(cl_context context, cl_device_id id, cl_command_queue_properties properties,
                                      cl_int *error)
{
    cl_command_queue queue = make(sizeof *queue, error);
    if (queue)
        queue->context = context;
    return queue;
}

cl_int clGetCommandQueueInfo(cl_command_queue queue, cl_command_queue_info what, size_t room, void *to, size_t *size)
{
    const cl_device_id id = &empty_device;
    return what == CL_QUEUE_CONTEXT ? put(&queue->context, sizeof queue->context, room, to, size)
                                    : put(&id, sizeof id, room, to, size);
}

/* ---- memory ---- */

cl_mem clCreateBuffer(cl_context context, cl_mem_flags flags, size_t n, void *host, cl_int *error)
{
    cl_mem memory = make(sizeof *memory, error);
    if (!memory)
        return NULL;
    memory->context = context;
    memory->size = n;
    memory->is_ours = !(flags & CL_MEM_USE_HOST_PTR);
    memory->bytes = memory->is_ours ? calloc(n, 1) : host;
    if (memory->bytes && (flags & CL_MEM_COPY_HOST_PTR))
        memcpy(memory->bytes, host, n);
    if (memory->bytes)
        return memory;
    free(memory);
    if (error)
        *error = CL_MEM_OBJECT_ALLOCATION_FAILURE;
    return NULL;
}

cl_mem clCreateSubBuffer(cl_mem parent, cl_mem_flags flags, cl_buffer_create_type type, const void *info, cl_int *error)
{
    const cl_buffer_region *region = info;
    cl_mem memory = make(sizeof *memory, error);
    if (!memory)
        return NULL;
    memory->context = parent->context;
    memory->parent = parent;
    memory->bytes = parent->bytes + region->origin;
    memory->size = region->size;
    clRetainMemObject(parent);
    return memory;
}

cl_int clSetMemObjectDestructorCallback(cl_mem memory, void(CL_CALLBACK *on_end)(cl_mem, void *), void *user)
{
    memory->on_end = on_end;
    memory->user = user;
    return CL_SUCCESS;
}

cl_int clGetMemObjectInfo(cl_mem memory, cl_mem_info what, size_t room, void *to, size_t *size)
{
    void *host = memory->is_ours ? NULL : memory->bytes;
    switch (what) {
    case CL_MEM_CONTEXT:
        return put(&memory->context, sizeof memory->context, room, to, size);
    case CL_MEM_SIZE:
        return put(&memory->size, sizeof memory->size, room, to, size);
    case CL_MEM_HOST_PTR:
        return put(&host, sizeof host, room, to, size);
    default:
        return CL_INVALID_VALUE;
    }
}

/* ---- commands: done when they are enqueued ---- */

static cl_int done(cl_event *event)
{
    cl_int error = CL_SUCCESS;
    if (event)
        *event = make(sizeof(struct _cl_event), &error);
    return error;
}

cl_int clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint n_dims, const size_t *offset,
                              const size_t *global, const size_t *local, cl_uint n, const cl_event *events,
                              cl_event *event)
{
    return done(event);
}

cl_int clEnqueueWriteBuffer(cl_command_queue queue, cl_mem memory, cl_bool blocking, size_t offset, size_t n,
                            const void *data, cl_uint n_events, const cl_event *events, cl_event *event)
{
    memcpy(memory->bytes + offset, data, n);
    return done(event);
}

cl_int clEnqueueReadBuffer(cl_command_queue queue, cl_mem memory, cl_bool blocking, size_t offset, size_t n, void *data,
                           cl_uint n_events, const cl_event *events, cl_event *event)
{
    memcpy(data, memory->bytes + offset, n);
    return done(event);
}

cl_int clEnqueueFillBuffer(cl_command_queue queue, cl_mem memory, const void *pattern, size_t width, size_t offset,
                           size_t n, cl_uint n_events, const cl_event *events, cl_event *event)
{
    for (size_t i = 0; i + width <= n; i += width)
        memcpy(memory->bytes + offset + i, pattern, width);
    return done(event);
}

cl_int clEnqueueCopyBuffer(cl_command_queue queue, cl_mem from, cl_mem to, size_t from_offset, size_t to_offset,
                           size_t n, cl_uint n_events, const cl_event *events, cl_event *event)
{
    memmove(to->bytes + to_offset, from->bytes + from_offset, n);
    return done(event);
}

cl_int clEnqueueMarkerWithWaitList(cl_command_queue queue, cl_uint n, const cl_event *events, cl_event *event)
{
    return done(event);
}

cl_int clFlush(cl_command_queue queue)
{
    return CL_SUCCESS;
}

cl_int clFinish(cl_command_queue queue)
{
    return CL_SUCCESS;
}

cl_int clWaitForEvents(cl_uint n, const cl_event *events)
{
    return CL_SUCCESS;
}

cl_int clGetEventInfo(cl_event event, cl_event_info what, size_t room, void *to, size_t *size)
{
    const cl_int complete = CL_COMPLETE;
    return put(&complete, sizeof complete, room, to, size);
}

cl_int clGetEventProfilingInfo(cl_event event, cl_profiling_info what, size_t room, void *to, size_t *size)
{
    const cl_ulong at = what == CL_PROFILING_COMMAND_END ? 2 : 1;
    return put(&at, sizeof at, room, to, size);
}
