/* runtime/counts.h - what is counted on a device: bytes by kind, programs, time by kernel. Functions: buffer.h,
 * commands.h. */
#ifndef GFLA_RUNTIME_COUNTS_H
#define GFLA_RUNTIME_COUNTS_H

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

/* The kernels that a device has run (compile.h); starts as {0}. */
struct gfla_kernels_known {
    uint64_t *hashes;
    size_t count, capacity;
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
