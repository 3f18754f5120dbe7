/* runtime/compile_helper.h - one process that compiles kernels (compile_serve.h) and what is said to it. It belongs to one
 * thread, with which it ends. */
#ifndef GFLA_RUNTIME_COMPILE_HELPER_H
#define GFLA_RUNTIME_COMPILE_HELPER_H

#include "base/bytes.h"
#include "base/helper.h"
#include "runtime/compile_wire.h"

struct gfla_compile_helper {
    const struct gfla_byte_writer *greeting; /* gfla_compile_write_greeting */
    double patience;                         /* one that takes nothing of the processor for so long hangs */
    bool (*stop)(void *context);             /* asked several times a second */
    void *context;
    /* its own; zero at the start */
    struct gfla_helper process;
    double used, used_at; /* seconds of the processor that it took, and when that was seen to change */
};

enum gfla_compile_result {
    GFLA_COMPILE_DONE,
    GFLA_COMPILE_FAILED,   /* the driver refuses the kernel; the helper is as good as before */
    GFLA_COMPILE_NO_HELPER /* it could not be started, died, hangs, or was stopped */
};

/* Compiles one job (gfla_compile_write_job) and says how long it took, in the process that is there or in a new one of compile_program of this
 * thread's context. Blocks. */
enum gfla_compile_result gfla_compile_helper_do(struct gfla_compile_helper *helper, const struct gfla_byte_writer *job,
                                                struct gfla_compile_times *times);
/* Ends the process, if there is one. */
void gfla_compile_helper_stop(struct gfla_compile_helper *helper);

#endif
