/* runtime/compile_wire.h - what is said between a program and the helpers that compile for it (compile_pool.h,
 * compile_serve.h).
 *
 * A message is its size in four bytes and as many bytes. The first is a greeting, and its reply a status of four bytes;
 * each other is a job, a launch, and its reply a status and the two times of struct gfla_compile_times. */
#ifndef GFLA_RUNTIME_COMPILE_WIRE_H
#define GFLA_RUNTIME_COMPILE_WIRE_H

#include <gfla/context.h>

#include "base/bytes.h"
#include "runtime/internal.h"
#include "runtime/launch.h"

/* Helpers are started as `PROGRAM compile-worker 0 PARENT`. */
#define GFLA_COMPILE_WORD "compile-worker"
#define GFLA_COMPILE_MOST_ARGS 48
#define GFLA_COMPILE_MOST_MESSAGE ((size_t)1 << 20)                    /* bytes */
enum { GFLA_COMPILE_GREETING_REPLY = 4, GFLA_COMPILE_JOB_REPLY = 20 }; /* bytes */

/* How long the compiler worked, in seconds of the processor, and what for. A cached kernel is both of them in
 * milliseconds. */
struct gfla_compile_times {
    double build, kernel;
};

/* What a helper needs to know: the settings of whom it compiles for, and the device. Texts are those of the bytes. */
struct gfla_compile_greeting {
    struct gfla_context_params settings;
    bool keep_all; /* gfla_device_keep_programs */
    int index;     /* in gfla_device_list */
    const char *name, *driver, *platform_version;
};

/* A launch that points into the bytes that it was read from. A buffer is its size alone. */
struct gfla_compile_job {
    struct gfla_launch launch;
    struct gfla_arg args[GFLA_COMPILE_MOST_ARGS];
};

/* These append; .failed says that memory ran out. The greeting takes the settings of this thread's context. */
void gfla_compile_write_greeting(struct gfla_byte_writer *bytes, const gfla_device *device);
void gfla_compile_write_job(struct gfla_byte_writer *bytes, const struct gfla_launch *launch);

/* GFLA_ERROR_INPUT: the bytes are not what the functions above wrote, in this version. */
gfla_status gfla_compile_read_greeting(const void *bytes, size_t size, struct gfla_compile_greeting *greeting);
gfla_status gfla_compile_read_job(const void *bytes, size_t size, struct gfla_compile_job *job);

#endif
