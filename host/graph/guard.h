/* graph/guard.h - tensors in memory of their own, between guards: how tests find what a kernel writes outside of its
 * tensors, and what it reads without anybody having written it. */
#ifndef GFLA_GRAPH_GUARD_H
#define GFLA_GRAPH_GUARD_H

#include "graph/graph.h"

/* One tensor's memory: `whole` holds a guard, the bytes of the tensor, and a guard again. */
struct gfla_guard {
    gfla_buffer *whole;
    const gfla_tensor *tensor;
    size_t bytes;
};

/* All guards of a plan. Zeros are an empty list; gfla_guards_free ends it, after the views of its buffers are gone. */
struct gfla_guards {
    size_t size; /* bytes of one guard: a multiple of the device's base alignment, or 0 for buffers without guards */
    struct gfla_guard *items;
    size_t count, capacity;
};

/* Sets the size of the guards: at least `bytes`, rounded up to what the device can align views to. */
void gfla_guards_init(struct gfla_guards *guards, const gfla_device *device, size_t bytes);
/* Makes a buffer of `bytes` for the tensor, which the caller destroys. The guards and the buffer itself are filled with
 * a NaN of its own bits, so that a value read before it was written, or from outside, spoils what is made of it. */
gfla_status gfla_guards_create_buffer(struct gfla_guards *guards, gfla_buffer **buffer, gfla_device *device,
                                      const gfla_tensor *tensor, size_t bytes, enum gfla_memory_kind kind);
/* Waits for the device. GFLA_ERROR_CHECK where a guard no longer holds what it was filled with; the message names the
 * tensor, the index of the float that was written, which is negative or beyond its last one, and what is there. */
gfla_status gfla_guards_check(const struct gfla_guards *guards);
void gfla_guards_free(struct gfla_guards *guards);

#endif
