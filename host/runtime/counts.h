/* runtime/counts.h - what is counted on a device: bytes by kind, programs, time by kernel. Functions: buffer.h,
 * commands.h. */
#ifndef GFLA_RUNTIME_COUNTS_H
#define GFLA_RUNTIME_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What device memory is for. */
enum gfla_memory_kind {
    GFLA_MEMORY_WEIGHTS,
    GFLA_MEMORY_GRADIENTS,
    GFLA_MEMORY_OPTIMIZER,
    GFLA_MEMORY_ACTIVATIONS, /* the planned arena */
    GFLA_MEMORY_INPUTS,
    GFLA_MEMORY_GEOMETRY, /* meshes, textures, frame buffers of the renderer */
    GFLA_MEMORY_KIND_COUNT
};

/* Kernel programs built, and taken from the disk cache, since the device was opened. */
struct gfla_program_counts {
    size_t built, from_disk;
};

/* A kernel that was new to a device, and the seconds that its program and itself took the compiler, or were waited for
 * where they were compiled before: of the processor where a helper did it (compile_pool.h), else of the clock. */
struct gfla_compile_row {
    char source[64], options[128], kernel[64];
    size_t local[3];
    double build,
        compile;   /* PoCL's parser works in the first, its compiler in the second; others do all in the first */
    bool is_first; /* of its program: the others count no seconds of building */
    bool by_helper;
};

/* The kernels that a device has run (compile.h); starts as {0}. */
struct gfla_kernels_known {
    uint64_t *hashes;
    struct gfla_compile_row *rows;
    size_t count, capacity, rows_capacity;
    double seconds; /* waited for compiling, since the device was opened */
};

/* All launches of one kernel for one label while a profile is on. */
struct gfla_profile_row {
    const char *kernel; /* kernel name, or the label of a call */
    const char *label;
    size_t count;
    double seconds, flops;
};

#endif
