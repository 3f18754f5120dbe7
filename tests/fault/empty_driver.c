/* empty_driver.c - a library to preload (LD_PRELOAD) in place of OpenCL: one device that moves memory as it is told, and
 * runs no kernel. What would be computed stays what it was, zero at first. Programs end in a twentieth of the time that
 * they take on a driver, and go through the same code of their own: tests/fault/run tries many more faults with it.
 *
 * Kernels are found in the source, and have as many arguments as stand there. EMPTY_PLATFORM is what the platform is
 * called. */
#include <CL/cl.h>
#include <ctype.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct _cl_platform_id {
    int number;
};
struct _cl_device_id {
    int number;
};
struct _cl_context {
    atomic_int references;
};
struct _cl_command_queue {
    atomic_int references;
    cl_context context;
};
struct _cl_event {
    atomic_int references;
};
struct _cl_program {
    atomic_int references;
    char *text; /* its binary, too */
};
struct _cl_kernel {
    atomic_int references;
    cl_uint n_args;
};
struct _cl_mem {
    atomic_int references;
    cl_context context;
    cl_mem parent; /* of a view */
    unsigned char *bytes;
    size_t size;
    int is_ours;
    void(CL_CALLBACK *on_end)(cl_mem, void *);
    void *user;
};

static struct _cl_platform_id platform;
static struct _cl_device_id device;

/* ---- answers ---- */

static cl_int put(const void *value, size_t n, size_t room, void *to, size_t *size)
{
    if (size)
        *size = n;
    if (to && room < n)
        return CL_INVALID_VALUE;
    if (to)
        memcpy(to, value, n);
    return CL_SUCCESS;
}

static cl_int put_text(const char *text, size_t room, void *to, size_t *size)
{
    return put(text, strlen(text) + 1, room, to, size);
}

cl_int clGetPlatformIDs(cl_uint room, cl_platform_id *to, cl_uint *n)
{
    if (to && room > 0)
        *to = &platform;
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
        *to = &device;
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
    const cl_platform_id its_platform = &platform;
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

/* ---- things ---- */

static void *make(size_t size, cl_int *error)
{
    atomic_int *made = calloc(1, size);
    if (made)
        atomic_init(made, 1);
    if (error)
        *error = made ? CL_SUCCESS : CL_OUT_OF_HOST_MEMORY;
    return made;
}

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
    const cl_device_id id = &device;
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

/* ---- programs and kernels ---- */

static cl_program make_program(const char *text, size_t size, cl_int *error)
{
    cl_program program = make(sizeof *program, error);
    if (!program)
        return NULL;
    program->text = calloc(size + 1, 1);
    if (program->text)
        memcpy(program->text, text, size);
    return program;
}

cl_program clCreateProgramWithSource(cl_context context, cl_uint n, const char **texts, const size_t *lengths,
                                     cl_int *error)
{
    return make_program(texts[0], lengths && lengths[0] ? lengths[0] : strlen(texts[0]), error);
}

cl_program clCreateProgramWithBinary(cl_context context, cl_uint n, const cl_device_id *devices, const size_t *lengths,
                                     const unsigned char **binaries, cl_int *status, cl_int *error)
{
    if (status)
        *status = CL_SUCCESS;
    return make_program((const char *)binaries[0], lengths[0], error);
}

cl_int clBuildProgram(cl_program program, cl_uint n, const cl_device_id *devices, const char *options,
                      void(CL_CALLBACK *notify)(cl_program, void *), void *user)
{
    return CL_SUCCESS;
}

cl_int clGetProgramBuildInfo(cl_program program, cl_device_id id, cl_program_build_info what, size_t room, void *to,
                             size_t *size)
{
    const cl_build_status built = CL_BUILD_SUCCESS;
    return what == CL_PROGRAM_BUILD_STATUS ? put(&built, sizeof built, room, to, size) : put_text("", room, to, size);
}

cl_int clGetProgramInfo(cl_program program, cl_program_info what, size_t room, void *to, size_t *size)
{
    const size_t n = strlen(program->text);
    const cl_uint n_devices = 1;
    switch (what) {
    case CL_PROGRAM_NUM_DEVICES:
        return put(&n_devices, sizeof n_devices, room, to, size);
    case CL_PROGRAM_BINARY_SIZES:
        return put(&n, sizeof n, room, to, size);
    case CL_PROGRAM_BINARIES:
        if (to)
            memcpy(*(unsigned char **)to, program->text, n);
        return CL_SUCCESS;
    default:
        return CL_INVALID_VALUE;
    }
}

/* How many arguments stand in brackets from `at` on. */
static cl_uint count_arguments(const char *at)
{
    cl_uint n = 1;
    for (int depth = 1; *at && depth > 0; at++) {
        depth += (*at == '(') - (*at == ')');
        n += *at == ',' && depth == 1;
    }
    return n;
}

static const char *skip_blanks(const char *at)
{
    while (isspace((unsigned char)*at))
        at++;
    return at;
}

/* Behind `void NAME(`; NULL: it is not there. */
static const char *find_kernel(const char *text, const char *name)
{
    for (const char *at = text; (at = strstr(at, "void")) != NULL;) {
        at = skip_blanks(at + 4);
        if (strncmp(at, name, strlen(name)) == 0 && *skip_blanks(at + strlen(name)) == '(')
            return skip_blanks(at + strlen(name)) + 1;
    }
    return NULL;
}

cl_kernel clCreateKernel(cl_program program, const char *name, cl_int *error)
{
    const char *arguments = find_kernel(program->text, name);
    cl_kernel kernel = make(sizeof *kernel, error);
    if (kernel && arguments)
        kernel->n_args = count_arguments(arguments);
    return kernel;
}

cl_int clSetKernelArg(cl_kernel kernel, cl_uint index, size_t size, const void *value)
{
    return CL_SUCCESS;
}

cl_int clGetKernelInfo(cl_kernel kernel, cl_kernel_info what, size_t room, void *to, size_t *size)
{
    return put(&kernel->n_args, sizeof kernel->n_args, room, to, size); /* nothing else is asked */
}

cl_int clGetKernelWorkGroupInfo(cl_kernel kernel, cl_device_id id, cl_kernel_work_group_info what, size_t room,
                                void *to, size_t *size)
{
    const size_t group = 4096, none[3] = {0};
    const cl_ulong bytes = 0;
    return what == CL_KERNEL_WORK_GROUP_SIZE           ? put(&group, sizeof group, room, to, size)
           : what == CL_KERNEL_COMPILE_WORK_GROUP_SIZE ? put(none, sizeof none, room, to, size)
                                                       : put(&bytes, sizeof bytes, room, to, size);
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
