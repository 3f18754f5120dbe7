/* runtime/compile_pool.h - helper processes that compile kernels side by side, into the caches that this process reads.
 *
 * A driver's compiler serves one thread of a process at a time; a network has dozens of kernels. So where the context
 * names a program for it (compile_program), as many of it as there may be threads get the kernels of lists of commands
 * that are bound aside, and who runs the list waits for each kernel's helper. Whatever a helper does not do, because it
 * cannot be started, dies, hangs or fails, the caller does: its result and its message are the same, only later. */
#ifndef GFLA_RUNTIME_COMPILE_POOL_H
#define GFLA_RUNTIME_COMPILE_POOL_H

#include <gfla/device.h>

#include "runtime/launch.h"

/* A helper that takes nothing of the processor for so long hangs, and is killed. */
#define GFLA_COMPILE_HANGS_AFTER 20.0
/* Other seconds for pools that are made from now on; for tests. */
void gfla_compile_pool_set_patience(double seconds);

/* Of one device; made by the first gfla_compile_pool_post, and belongs to the device. */
struct gfla_compile_pool;

/* The launch's kernel, called `hash`, is to be compiled, by helpers if any may be had. What was posted before, or is in
 * the caches already, is not again. From the thread that the device belongs to. */
void gfla_compile_pool_post(gfla_device *device, const struct gfla_launch *launch, uint64_t hash);
/* Helpers begin with what was posted, where it is enough to be worth their start. The same thread. */
void gfla_compile_pool_start(gfla_device *device);

/* Between two looks at whether work is cancelled, of those who wait. */
#define GFLA_COMPILE_LOOK_SECONDS 0.1
/* Waits, at most so many seconds, while a helper has or will have the kernel. True: nobody has it, and whoever needs it
 * finds it in a cache, or compiles it. Any thread. */
bool gfla_compile_pool_wait(gfla_device *device, uint64_t hash, double seconds);
/* How many kernels were posted, and how many of them nobody has to wait for. Any thread. */
void gfla_compile_pool_count(gfla_device *device, size_t *n, size_t *n_done);
/* Whether a helper compiled it, and how long its program and itself took of the processor. Any thread. */
bool gfla_compile_pool_did(gfla_device *device, uint64_t hash, double *build, double *compile);

/* Ends the helpers of the device, if there are any, within a second; kernels that they have not finished are nobody's. */
void gfla_compile_pool_destroy(gfla_device *device);

#endif
