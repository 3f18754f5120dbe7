/* runtime/commands.h - kernels with their arguments bound once, run many times as a flat list.
 * A list belongs to one device and one thread. Nothing is compiled, allocated or looked up while it runs. */
#ifndef GFLA_RUNTIME_COMMANDS_H
#define GFLA_RUNTIME_COMMANDS_H

#include "runtime/buffer.h"
#include "runtime/launch.h"

/* A list of bound launches and calls. It belongs to one device, which outlives it, and to one thread. */
typedef struct gfla_commands gfla_commands;

/* An empty list, which the caller destroys. */
gfla_status gfla_commands_create(gfla_commands **commands, gfla_device *device);
/* Waits for the thread that binds, if there is one; what is queued still runs. NULL is fine. */
void gfla_commands_destroy(gfla_commands **commands);

/* Builds the program if it is in neither the process nor the disk cache, binds the arguments, appends.
 * Fails with GFLA_ERROR_DEVICE and the whole build log when the kernel does not build. */
gfla_status gfla_commands_add(gfla_commands *commands, const struct gfla_launch *launch);

/* Before the first gfla_commands_add: adding takes no more than a copy of a launch, and gfla_commands_bind_deferred
 * builds and binds all of them in a thread of its own, in their order, so that programs are made or loaded while
 * weights are. Buffers must live until the list is destroyed. A failure of either is returned by the gfla_commands_run
 * that comes to the launch. */
gfla_status gfla_commands_defer(gfla_commands *commands);
void gfla_commands_bind_deferred(gfla_commands *commands);

/* Appends a host function that enqueues work itself (CLBlast): called with a copy of context on every run. */
typedef gfla_status (*gfla_call)(gfla_device *device, const void *context);
gfla_status gfla_commands_add_call(gfla_commands *commands, const char *label, double flops, gfla_call call,
                                   const void *context, size_t size);

/* Launches and calls in the list: the number of the next one. */
size_t gfla_commands_count(const gfla_commands *commands);
/* Changes a scalar or buffer argument of an existing launch between runs. */
gfla_status gfla_commands_set_arg(gfla_commands *commands, size_t launch, int index, struct gfla_arg arg);
/* Enqueues launches first .. first+count-1 in order; does not wait. */
gfla_status gfla_commands_run(gfla_commands *commands, size_t first, size_t count);
/* Waits until the queue is empty; reports failures of what ran. */
gfla_status gfla_device_finish(gfla_device *device);

/* A device that says of itself what `device` does, is planned for in the same way and computes nothing: what a network
 * takes can be asked before it is taken. Destroyed before `device`. */
gfla_status gfla_device_create_twin(gfla_device **twin, gfla_device *device);
/* False: the null device, or a twin. */
bool gfla_device_computes(const gfla_device *device);

/* The context that the device was opened with, which a public function that is given the device enters; NULL:
 * defaults. */
gfla_context *gfla_device_context(const gfla_device *device);

/* One launch outside any list: bound, enqueued, forgotten. */
gfla_status gfla_device_launch(gfla_device *device, const struct gfla_launch *launch);

/* Profiles: while on, each launch carries an event (and finish collects them). */
gfla_status gfla_device_profile(gfla_device *device, bool on); /* turning it on clears it */
/* Rows summed by (kernel, label), slowest first; valid until the next profile call. */
gfla_status gfla_device_profile_rows(gfla_device *device, const struct gfla_profile_row **rows, size_t *count);

struct gfla_program_counts gfla_device_program_counts(const gfla_device *device);
/* From here on the binary of every program that this device builds is kept on disk, also where the driver takes long to
 * make it. */
void gfla_device_keep_programs(gfla_device *device);
/* How long callers waited for kernels to be compiled or loaded, since the device was opened; see compile.h. */
double gfla_device_compile_seconds(const gfla_device *device);
/* The kernels that were new to the device since it was opened, in the order in which they were asked for; freed with
 * free(). Those of lists that were not run count no seconds. */
gfla_status gfla_device_compile_rows(gfla_device *device, struct gfla_compile_row **rows, size_t *count);

#endif
