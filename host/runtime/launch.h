/* runtime/launch.h - one kernel with its arguments and work sizes, as lists of commands take it (commands.h). */
#ifndef GFLA_RUNTIME_LAUNCH_H
#define GFLA_RUNTIME_LAUNCH_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/buffer.h"

enum gfla_arg_kind {
    GFLA_ARG_KIND_BUFFER,
    GFLA_ARG_KIND_I32,
    GFLA_ARG_KIND_F32,
    GFLA_ARG_KIND_STRUCT,
    GFLA_ARG_KIND_LOCAL
};

/* One kernel argument; the macros below make them. */
struct gfla_arg {
    enum gfla_arg_kind kind;
    gfla_buffer *buffer; /* BUFFER; NULL passes a null pointer */
    int32_t i32;
    float f32;
    const void *data; /* STRUCT: copied when bound */
    size_t size;      /* STRUCT, LOCAL: bytes */
};
#define GFLA_ARG_BUFFER(b) ((struct gfla_arg){.kind = GFLA_ARG_KIND_BUFFER, .buffer = (b)})
#define GFLA_ARG_I32(v) ((struct gfla_arg){.kind = GFLA_ARG_KIND_I32, .i32 = (int32_t)(v)})
#define GFLA_ARG_F32(v) ((struct gfla_arg){.kind = GFLA_ARG_KIND_F32, .f32 = (float)(v)})
#define GFLA_ARG_STRUCT(p) ((struct gfla_arg){.kind = GFLA_ARG_KIND_STRUCT, .data = (p), .size = sizeof *(p)})
#define GFLA_ARG_LOCAL(n) ((struct gfla_arg){.kind = GFLA_ARG_KIND_LOCAL, .size = (n)})

/* One launch. Work sizes: unused dimensions 0; local all 0 leaves the choice to the driver, otherwise global is rounded
 * up to a multiple of local (the kernel checks its bounds). Where device or kernel allow smaller groups only, local
 * shrinks, unless the kernel has local arguments or reqd_work_group_size. */
struct gfla_launch {
    const char *source;  /* path below cl/, "ops/conv2d.cl" */
    const char *kernel;  /* name of the kernel in it */
    const char *options; /* -D ..., or NULL */
    size_t global[3], local[3];
    const struct gfla_arg *args;
    int n_args;
    const char *label; /* for profiles: the node or layer; copied; may be NULL */
    double flops;      /* for profiles; 0 when unknown */
};

#endif
