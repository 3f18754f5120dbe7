/* runtime/buffer.h - device memory. Every allocation names its kind, so that the profiler can say where the bytes are.
 * A buffer belongs to its device and to the thread that uses it. */
#ifndef GFLA_RUNTIME_BUFFER_H
#define GFLA_RUNTIME_BUFFER_H

#include <gfla/device.h>

#include "base/error.h"
#include "runtime/counts.h"

/* Device memory, or a window of it. On the null device it has a size and no memory. */
typedef struct gfla_buffer gfla_buffer;

/* `size` bytes, at least one, of undefined content; the caller destroys the buffer before the device. `what` is named
 * in the message when memory is short: GFLA_ERROR_MEMORY with the need and the limit. */
gfla_status gfla_buffer_create(gfla_buffer **buffer, gfla_device *device, size_t size, enum gfla_memory_kind kind,
                               const char *what);
/* A window of `size` bytes from `offset` on, a multiple of the device's base_alignment; GFLA_ERROR_USAGE where it
 * does not fit. It costs no memory, and the parent, which may be a window itself, must outlive it. */
gfla_status gfla_buffer_view(gfla_buffer **view, gfla_buffer *parent, size_t offset, size_t size);
/* A buffer of the caller's, a cl_mem of the device's context, which is retained; it counts as no memory of ours.
 * GFLA_ERROR_USAGE: it is of another context, or none. */
struct _cl_mem;
gfla_status gfla_buffer_wrap(gfla_buffer **buffer, gfla_device *device, struct _cl_mem *memory);
/* Sets *buffer to NULL. Does not wait: what is queued keeps the memory until it has run. NULL is fine. */
void gfla_buffer_destroy(gfla_buffer **buffer);
/* In bytes. */
size_t gfla_buffer_size(const gfla_buffer *buffer);

/* Copies of `size` bytes from or to `offset`; they block, and run after everything that was queued before.
 * GFLA_ERROR_USAGE beyond the end, and on the null device, which holds no data. */
gfla_status gfla_buffer_write(gfla_buffer *buffer, size_t offset, const void *data, size_t size);
gfla_status gfla_buffer_read(gfla_buffer *buffer, size_t offset, void *data, size_t size);
/* Queued; does not block. */
gfla_status gfla_buffer_copy(gfla_buffer *dst, gfla_buffer *src, size_t size);
gfla_status gfla_buffer_zero(gfla_buffer *buffer);

/* Bytes held now and at the most so far, by kind. */
size_t gfla_device_memory_used(const gfla_device *device, enum gfla_memory_kind kind);
size_t gfla_device_memory_peak(const gfla_device *device);

#endif
