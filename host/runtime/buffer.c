#include "runtime/buffer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "runtime/internal.h"

#define MIB (1024.0 * 1024.0)
#define HUGE_PAGE ((size_t)2 << 20)

static gfla_status check_size(const gfla_device *device, size_t size, const char *what)
{
    const struct gfla_device_info *info = &device->info;
    if (size == 0)
        return gfla_fail(GFLA_ERROR_USAGE, "%s: a buffer needs at least one byte", what);
    if (size > info->max_allocation)
        return gfla_fail(
            GFLA_ERROR_MEMORY,
            "%s: needs %.1f MiB in one piece, device %s gives at most %.1f MiB; hint: a smaller batch or image", what,
            (double)size / MIB, info->name, (double)info->max_allocation / MIB);
    if (size > info->global_memory - device->memory.total)
        return gfla_fail(
            GFLA_ERROR_MEMORY,
            "%s: needs %.1f MiB beside the %.1f MiB in use, device %s has %.1f MiB; hint: a smaller batch or image",
            what, (double)size / MIB, (double)device->memory.total / MIB, info->name,
            (double)info->global_memory / MIB);
    return GFLA_OK;
}

static void count_memory(gfla_device *device, const gfla_buffer *buffer)
{
    struct gfla_device_memory *memory = &device->memory;
    memory->used[buffer->kind] += buffer->size;
    memory->total += buffer->size;
    if (memory->total > memory->peak)
        memory->peak = memory->total;
}

static void CL_CALLBACK free_pages(cl_mem memory, void *pages)
{
    free(pages);
}

/* A device that computes in the host's memory takes it from us, in huge pages: touching the weights of the person
 * generator and what is made of them for the first time is 90000 faults in small ones, a third of the time of a process
 * that has the programs already. */
static cl_int create_in_huge_pages(gfla_device *device, size_t size, cl_mem *memory)
{
    cl_int error;
    void *pages = NULL;
    if (posix_memalign(&pages, HUGE_PAGE, (size + 4095) / 4096 * 4096) != 0)
        return CL_MEM_OBJECT_ALLOCATION_FAILURE;
#ifdef MADV_HUGEPAGE
    madvise(pages, size, MADV_HUGEPAGE); /* a wish: kernels without huge pages refuse it */
#endif
    *memory = clCreateBuffer(device->context, CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR, size, pages, &error);
    if (error == CL_SUCCESS)
        /* views and commands may outlive our reference */
        error = clSetMemObjectDestructorCallback(*memory, free_pages, pages);
    if (error == CL_SUCCESS)
        return error;
    if (*memory)
        clReleaseMemObject(*memory);
    *memory = NULL;
    free(pages);
    return error;
}

static cl_int create_memory(gfla_device *device, size_t size, cl_mem *memory)
{
    cl_int error;
    if (device->info.kind == GFLA_DEVICE_CPU && size >= HUGE_PAGE)
        return create_in_huge_pages(device, size, memory);
    *memory = clCreateBuffer(device->context, CL_MEM_READ_WRITE, size, NULL, &error);
    return error;
}

/* With a copy of its name. */
static gfla_status create_nameable(gfla_buffer **buffer, const char *what)
{
    const gfla_status status = gfla_calloc(buffer, 1, sizeof **buffer + strlen(what) + 1, what);
    if (status == GFLA_OK)
        memcpy((*buffer)->what, what, strlen(what));
    return status;
}

/* Of a command that reads or writes a buffer. */
static gfla_status fail_transfer(gfla_status status, const gfla_buffer *buffer, const char *verb, size_t size)
{
    return gfla_fail_context(status, "%s, %zu bytes %s device %s", buffer->what, size, verb, buffer->device->info.name);
}

gfla_status gfla_buffer_create(gfla_buffer **buffer, gfla_device *device, size_t size, enum gfla_memory_kind kind,
                               const char *what)
{
    gfla_status status;
    cl_int error = CL_SUCCESS;
    gfla_buffer *b;
    *buffer = NULL;
    TRY(check_size(device, size, what));
    TRY(create_nameable(&b, what));
    b->device = device;
    b->size = size;
    b->kind = kind;
    if (!gfla_device_is_null(device))
        error = create_memory(device, size, &b->memory);
    if (error != CL_SUCCESS) {
        free(b);
        status = gfla_cl_fail(error, "clCreateBuffer");
        return gfla_fail_context(status, "%s: %.1f MiB on device %s", what, (double)size / MIB, device->info.name);
    }
    count_memory(device, b);
    *buffer = b;
fail:
    return status;
}

gfla_status gfla_buffer_wrap(gfla_buffer **buffer, gfla_device *device, struct _cl_mem *memory)
{
    gfla_status status;
    cl_context context = NULL;
    size_t size = 0;
    *buffer = NULL;
    REQUIRE(!gfla_device_is_null(device), GFLA_ERROR_USAGE, "the null device has no buffers");
    REQUIRE(memory && clGetMemObjectInfo(memory, CL_MEM_CONTEXT, sizeof context, &context, NULL) == CL_SUCCESS &&
                clGetMemObjectInfo(memory, CL_MEM_SIZE, sizeof size, &size, NULL) == CL_SUCCESS,
            GFLA_ERROR_USAGE, "not a buffer of OpenCL");
    REQUIRE(context == device->context, GFLA_ERROR_USAGE,
            "a buffer of another OpenCL context than device %s has. hint: gfla_device_wrap", device->info.name);
    TRY(create_nameable(buffer, "a buffer of the caller's"));
    clRetainMemObject(memory);
    (*buffer)->device = device;
    (*buffer)->memory = memory;
    (*buffer)->size = size;
    (*buffer)->is_wrapped = true;
fail:
    return status;
}

static gfla_status view_memory(gfla_buffer *view)
{
    cl_int error;
    const cl_buffer_region region = {view->offset, view->size};
    view->memory =
        clCreateSubBuffer(view->root->memory, CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, &region, &error);
    if (error == CL_SUCCESS)
        return GFLA_OK;
    const gfla_status status = gfla_cl_fail(error, "clCreateSubBuffer");
    return gfla_fail_context(status, "%s, %zu bytes from %zu on, device %s", view->what, view->size, view->offset,
                             view->device->info.name);
}

/* OpenCL has no views of views, so every view is one of the root. */
gfla_status gfla_buffer_view(gfla_buffer **view, gfla_buffer *parent, size_t offset, size_t size)
{
    gfla_status status;
    gfla_buffer *v = NULL, *root = parent->root ? parent->root : parent;
    uint32_t alignment = parent->device->info.base_alignment;
    *view = NULL;
    REQUIRE(size > 0 && offset <= parent->size && size <= parent->size - offset, GFLA_ERROR_USAGE,
            "view: bytes %zu .. %zu of a buffer of %zu", offset, offset + size, parent->size);
    REQUIRE(offset % alignment == 0, GFLA_ERROR_USAGE, "view: offset %zu is not a multiple of %u, as device %s demands",
            offset, alignment, parent->device->info.name);
    TRY(create_nameable(&v, root->what));
    v->device = parent->device;
    v->size = size;
    v->kind = parent->kind;
    v->root = root;
    v->offset = parent->offset + offset;
    if (root->memory)
        TRY(view_memory(v));
    *view = v;
    return GFLA_OK;
fail:
    free(v);
    return status;
}

void gfla_buffer_destroy(gfla_buffer **buffer)
{
    if (!buffer || !*buffer)
        return;
    gfla_buffer *b = *buffer;
    if (b->memory)
        clReleaseMemObject(b->memory);
    if (!b->root && !b->is_wrapped) {
        b->device->memory.used[b->kind] -= b->size;
        b->device->memory.total -= b->size;
    }
    free(b);
    *buffer = NULL;
}

size_t gfla_buffer_size(const gfla_buffer *buffer)
{
    return buffer->size;
}

static gfla_status check_copy(const gfla_buffer *buffer, size_t offset, size_t size, const char *verb)
{
    if (gfla_device_is_null(buffer->device))
        return gfla_fail(GFLA_ERROR_USAGE, "buffer: the null device holds no data to %s; hint: open another device",
                         verb);
    if (offset > buffer->size || size > buffer->size - offset)
        return gfla_fail(GFLA_ERROR_USAGE, "buffer: cannot %s %zu bytes at %zu of %zu", verb, size, offset,
                         buffer->size);
    return GFLA_OK;
}

gfla_status gfla_buffer_write(gfla_buffer *buffer, size_t offset, const void *data, size_t size)
{
    gfla_status status = check_copy(buffer, offset, size, "write");
    if (status != GFLA_OK || size == 0)
        return status;
    CL(clEnqueueWriteBuffer(buffer->device->queue, buffer->memory, CL_TRUE, offset, size, data, 0, NULL, NULL));
    return GFLA_OK;
fail:
    return fail_transfer(status, buffer, "to", size);
}

gfla_status gfla_buffer_read(gfla_buffer *buffer, size_t offset, void *data, size_t size)
{
    gfla_status status = check_copy(buffer, offset, size, "read");
    if (status != GFLA_OK || size == 0)
        return status;
    CL(clEnqueueReadBuffer(buffer->device->queue, buffer->memory, CL_TRUE, offset, size, data, 0, NULL, NULL));
    return GFLA_OK;
fail:
    return fail_transfer(status, buffer, "from", size);
}

gfla_status gfla_buffer_copy(gfla_buffer *dst, gfla_buffer *src, size_t size)
{
    gfla_status status = check_copy(dst, 0, size, "write");
    if (status != GFLA_OK)
        return status;
    status = check_copy(src, 0, size, "read");
    if (status != GFLA_OK)
        return status;
    CL(clEnqueueCopyBuffer(dst->device->queue, src->memory, dst->memory, 0, 0, size, 0, NULL, NULL));
    return GFLA_OK;
fail:
    return fail_transfer(status, dst, "on", size);
}

/* The pattern is as wide as the size allows: drivers fill by pattern. */
gfla_status gfla_buffer_zero(gfla_buffer *buffer)
{
    static const unsigned char zeros[64];
    gfla_status status;
    size_t width = sizeof zeros;
    if (gfla_device_is_null(buffer->device))
        return GFLA_OK;
    while (buffer->size % width)
        width /= 2;
    CL(clEnqueueFillBuffer(buffer->device->queue, buffer->memory, zeros, width, 0, buffer->size, 0, NULL, NULL));
    return GFLA_OK;
fail:
    return fail_transfer(status, buffer, "zeroed on", buffer->size);
}

size_t gfla_device_memory_used(const gfla_device *device, enum gfla_memory_kind kind)
{
    return device->memory.used[kind];
}

size_t gfla_device_memory_peak(const gfla_device *device)
{
    return device->memory.peak;
}
