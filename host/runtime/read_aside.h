/* runtime/read_aside.h - reads of buffers in a queue of their own, which go on while the device computes what comes
 * next. Belongs to one device, which outlives it, and to its thread. */
#ifndef GFLA_RUNTIME_READ_ASIDE_H
#define GFLA_RUNTIME_READ_ASIDE_H

#include <stdbool.h>

#include "runtime/buffer.h"

/* Groups of reads, numbered from 0. */
typedef struct gfla_read_aside gfla_read_aside;

/* GFLA_ERROR_USAGE on a device that computes nothing. */
gfla_status gfla_read_aside_create(gfla_read_aside **aside, gfla_device *device, size_t n_groups);
/* Waits for what is being read. */
void gfla_read_aside_destroy(gfla_read_aside **aside);

/* Begins a group, whose last reads must be done: what is added is read once all is done that the device was given so
 * far. `data` must stay until the group is done. None of these blocks. */
gfla_status gfla_read_aside_begin(gfla_read_aside *aside);
gfla_status gfla_read_aside_add(gfla_read_aside *aside, const gfla_buffer *buffer, void *data, size_t size);
gfla_status gfla_read_aside_end(gfla_read_aside *aside, size_t group);

/* Whether a group that was ended is done. Does not block. */
gfla_status gfla_read_aside_test(gfla_read_aside *aside, size_t group, bool *is_done);

#endif
