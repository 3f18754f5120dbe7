/* Calls of OpenCL, and the references that they give and take. */
#include <CL/cl.h>

#include "tests/fault/fault.h"

/* Of calls that make something: whether this one fails, with *error set. */
static bool fails(enum fault_kind kind, cl_int *error)
{
    if (!fault_now(kind))
        return false;
    if (error)
        *error = fault_cl_error(kind);
    return true;
}

/* Expects what is made, and hands it on. */
#define MAKE(kind, thing, call)                                                                                        \
    void *made = fails(kind, error) ? NULL : (call);                                                                   \
    fault_take(thing, made);                                                                                           \
    return made

/* Commands may hand out an event. */
#define COMMAND(kind, call)                                                                                            \
    if (fault_now(kind))                                                                                               \
        return fault_cl_error(kind);                                                                                   \
    const cl_int error = (call);                                                                                       \
    if (error == CL_SUCCESS && event)                                                                                  \
        fault_take(FAULT_THING_CL_EVENT, *event);                                                                      \
    return error

#define CALL(kind, call) return fault_now(kind) ? fault_cl_error(kind) : (call)

cl_context clCreateContext(const cl_context_properties *properties, cl_uint n_devices, const cl_device_id *devices,
                           void(CL_CALLBACK *notify)(const char *, const void *, size_t, void *), void *user,
                           cl_int *error)
{
    FAULT_NEXT(clCreateContext);
    MAKE(FAULT_CL_CONTEXT, FAULT_THING_CL_CONTEXT, next(properties, n_devices, devices, notify, user, error));
}

cl_command_queue clCreateCommandQueue(cl_context context, cl_device_id device, cl_command_queue_properties properties,
                                      cl_int *error)
{
    FAULT_NEXT(clCreateCommandQueue);
    MAKE(FAULT_CL_QUEUE, FAULT_THING_CL_QUEUE, next(context, device, properties, error));
}

cl_mem clCreateBuffer(cl_context context, cl_mem_flags flags, size_t size, void *host, cl_int *error)
{
    FAULT_NEXT(clCreateBuffer);
    MAKE(FAULT_CL_BUFFER, FAULT_THING_CL_BUFFER, next(context, flags, size, host, error));
}

cl_mem clCreateSubBuffer(cl_mem buffer, cl_mem_flags flags, cl_buffer_create_type type, const void *info, cl_int *error)
{
    FAULT_NEXT(clCreateSubBuffer);
    MAKE(FAULT_CL_VIEW, FAULT_THING_CL_BUFFER, next(buffer, flags, type, info, error));
}

cl_program clCreateProgramWithSource(cl_context context, cl_uint count, const char **texts, const size_t *lengths,
                                     cl_int *error)
{
    FAULT_NEXT(clCreateProgramWithSource);
    MAKE(FAULT_CL_SOURCE, FAULT_THING_CL_PROGRAM, next(context, count, texts, lengths, error));
}

cl_program clCreateProgramWithBinary(cl_context context, cl_uint n_devices, const cl_device_id *devices,
                                     const size_t *lengths, const unsigned char **binaries, cl_int *status,
                                     cl_int *error)
{
    FAULT_NEXT(clCreateProgramWithBinary);
    MAKE(FAULT_CL_BINARY, FAULT_THING_CL_PROGRAM, next(context, n_devices, devices, lengths, binaries, status, error));
}

cl_int clBuildProgram(cl_program program, cl_uint n_devices, const cl_device_id *devices, const char *options,
                      void(CL_CALLBACK *notify)(cl_program, void *), void *user)
{
    FAULT_NEXT(clBuildProgram);
    CALL(FAULT_CL_BUILD, next(program, n_devices, devices, options, notify, user));
}

cl_kernel clCreateKernel(cl_program program, const char *name, cl_int *error)
{
    FAULT_NEXT(clCreateKernel);
    MAKE(FAULT_CL_KERNEL, FAULT_THING_CL_KERNEL, next(program, name, error));
}

cl_int clSetKernelArg(cl_kernel kernel, cl_uint index, size_t size, const void *value)
{
    FAULT_NEXT(clSetKernelArg);
    CALL(FAULT_CL_ARG, next(kernel, index, size, value));
}

cl_int clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint n_dims, const size_t *offset,
                              const size_t *global, const size_t *local, cl_uint n_events, const cl_event *events,
                              cl_event *event)
{
    FAULT_NEXT(clEnqueueNDRangeKernel);
    COMMAND(FAULT_CL_ENQUEUE, next(queue, kernel, n_dims, offset, global, local, n_events, events, event));
}

cl_int clEnqueueWriteBuffer(cl_command_queue queue, cl_mem buffer, cl_bool blocking, size_t offset, size_t size,
                            const void *data, cl_uint n_events, const cl_event *events, cl_event *event)
{
    FAULT_NEXT(clEnqueueWriteBuffer);
    COMMAND(FAULT_CL_WRITE, next(queue, buffer, blocking, offset, size, data, n_events, events, event));
}

cl_int clEnqueueReadBuffer(cl_command_queue queue, cl_mem buffer, cl_bool blocking, size_t offset, size_t size,
                           void *data, cl_uint n_events, const cl_event *events, cl_event *event)
{
    FAULT_NEXT(clEnqueueReadBuffer);
    COMMAND(FAULT_CL_READ, next(queue, buffer, blocking, offset, size, data, n_events, events, event));
}

cl_int clEnqueueFillBuffer(cl_command_queue queue, cl_mem buffer, const void *pattern, size_t width, size_t offset,
                           size_t size, cl_uint n_events, const cl_event *events, cl_event *event)
{
    FAULT_NEXT(clEnqueueFillBuffer);
    COMMAND(FAULT_CL_FILL, next(queue, buffer, pattern, width, offset, size, n_events, events, event));
}

cl_int clEnqueueCopyBuffer(cl_command_queue queue, cl_mem from, cl_mem to, size_t from_offset, size_t to_offset,
                           size_t size, cl_uint n_events, const cl_event *events, cl_event *event)
{
    FAULT_NEXT(clEnqueueCopyBuffer);
    COMMAND(FAULT_CL_COPY, next(queue, from, to, from_offset, to_offset, size, n_events, events, event));
}

cl_int clFlush(cl_command_queue queue)
{
    FAULT_NEXT(clFlush);
    CALL(FAULT_CL_FLUSH, next(queue));
}

cl_int clFinish(cl_command_queue queue)
{
    FAULT_NEXT(clFinish);
    CALL(FAULT_CL_FINISH, next(queue));
}

cl_int clWaitForEvents(cl_uint n_events, const cl_event *events)
{
    FAULT_NEXT(clWaitForEvents);
    CALL(FAULT_CL_WAIT, next(n_events, events));
}

cl_int clGetKernelInfo(cl_kernel kernel, cl_kernel_info what, size_t room, void *to, size_t *size)
{
    FAULT_NEXT(clGetKernelInfo);
    CALL(FAULT_CL_QUERY, next(kernel, what, room, to, size));
}

cl_int clGetKernelWorkGroupInfo(cl_kernel kernel, cl_device_id device, cl_kernel_work_group_info what, size_t room,
                                void *to, size_t *size)
{
    FAULT_NEXT(clGetKernelWorkGroupInfo);
    CALL(FAULT_CL_QUERY, next(kernel, device, what, room, to, size));
}

cl_int clGetProgramInfo(cl_program program, cl_program_info what, size_t room, void *to, size_t *size)
{
    FAULT_NEXT(clGetProgramInfo);
    CALL(FAULT_CL_QUERY, next(program, what, room, to, size));
}

cl_int clGetEventProfilingInfo(cl_event event, cl_profiling_info what, size_t room, void *to, size_t *size)
{
    FAULT_NEXT(clGetEventProfilingInfo);
    CALL(FAULT_CL_QUERY, next(event, what, room, to, size));
}

/* clRetainX and clReleaseX. */
#define COUNT_REFERENCES(Name, type, thing)                                                                            \
    cl_int clRetain##Name(type handle)                                                                                 \
    {                                                                                                                  \
        FAULT_NEXT(clRetain##Name);                                                                                    \
        fault_take(thing, handle);                                                                                     \
        return next(handle);                                                                                           \
    }                                                                                                                  \
    cl_int clRelease##Name(type handle)                                                                                \
    {                                                                                                                  \
        FAULT_NEXT(clRelease##Name);                                                                                   \
        fault_give(thing, handle);                                                                                     \
        return next(handle);                                                                                           \
    }
COUNT_REFERENCES(Context, cl_context, FAULT_THING_CL_CONTEXT)
COUNT_REFERENCES(CommandQueue, cl_command_queue, FAULT_THING_CL_QUEUE)
COUNT_REFERENCES(MemObject, cl_mem, FAULT_THING_CL_BUFFER)
COUNT_REFERENCES(Program, cl_program, FAULT_THING_CL_PROGRAM)
COUNT_REFERENCES(Kernel, cl_kernel, FAULT_THING_CL_KERNEL)
COUNT_REFERENCES(Event, cl_event, FAULT_THING_CL_EVENT)
