/* runtime/compiled.h - which kernels lie compiled in a cache that outlives this process.
 *
 * Where the driver compiles programs as a whole, that is program_cache.c's. PoCL has a cache of its own, which cannot be
 * asked; so what it compiled is listed in gfla/kernels/HASH of the user's cache folder, sixteen digits of a hash and a
 * newline for each kernel, for one device, driver, version of gfla and its kernels, and folder of PoCL's cache. A list
 * that says too much costs time, and is removed when that is seen. */
#ifndef GFLA_RUNTIME_COMPILED_H
#define GFLA_RUNTIME_COMPILED_H

#include <gfla/device.h>

#include "runtime/internal.h"
#include "runtime/launch.h"

/* Whether another process finds what this one compiles, and the other way round. */
bool gfla_compiled_is_shared(const gfla_device *device);

/* Whether the launch's kernel, called `hash`, is known to be there. */
bool gfla_compiled_is_known(gfla_device *device, const struct gfla_launch *launch, uint64_t hash);
/* The driver has it now, and took so many seconds of this process: more than GFLA_COMPILED_LOADS for what the list has
 * show that the list is wrong, and it begins anew. Best effort. */
#define GFLA_COMPILED_LOADS 0.25
void gfla_compiled_add(gfla_device *device, uint64_t hash, double seconds);

/* PoCL ends the whole process when it cannot write a kernel that it compiled. So a kernel that is not known to be there
 * is not begun where there is a list, and the disk of PoCL's cache has less than GFLA_COMPILED_ROOM bytes left: GFLA_ERROR_OUTPUT. */
#define GFLA_COMPILED_ROOM ((uint64_t)4 << 20)
gfla_status gfla_compiled_check_room(gfla_device *device, uint64_t hash);
/* The same without a kernel: PoCL does not build a program either, not even one that it has, when its disk is full. */
gfla_status gfla_compiled_check_disk(const gfla_device *device);

/* Starts as {0}. */
void gfla_compiled_free(struct gfla_compiled *compiled);

#endif
