/* runtime/compile.h - kernels that a device runs for the first time: how many there are, and how long their compiling
 * keeps the caller waiting.
 *
 * Most drivers compile in clBuildProgram. PoCL only parses there, and compiles a kernel when it is launched for the
 * first time: that launch is waited for, and the time from its submission to its start is that of the compiler. What
 * CLBlast builds for itself is not counted. Used by the thread that the device belongs to. */
#ifndef GFLA_RUNTIME_COMPILE_H
#define GFLA_RUNTIME_COMPILE_H

#include <gfla/device.h>

#include "base/progress.h"
#include "runtime/counts.h"

struct gfla_launch;

/* What drivers compile apart: PoCL once for grids that are at most so many work-items wide, once for wider ones. */
#define GFLA_COMPILE_SMALL_GRID ((size_t)65535)

void gfla_kernels_known_free(struct gfla_kernels_known *known);

/* Of a list of commands; starts as {0}. */
struct gfla_compile_count {
    size_t n_new, n_ready;
    double seconds;  /* waited for the compiler; PoCL's parser is not counted, whose work no cache spares */
    bool is_growing; /* launches are being added and bound: n_new is not known yet */
    bool is_shown;
    size_t shown_ready;                  /* the last that was told */
    struct gfla_progress_count progress; /* "kernels", once more than a second was waited for them */
};

/* The launch's kernel with its options and work-group, and whether its grid is a small one. */
uint64_t gfla_compile_hash(const struct gfla_launch *launch);
/* Whether the launch's kernel, with its options and work-group, is new to the device, which knows it from now on. Where
 * memory runs out it is not: it is not counted then. */
bool gfla_compile_is_new(gfla_device *device, const struct gfla_launch *launch);
/* The kernel of that hash, which this process compiled, took so long. */
void gfla_compile_note(gfla_device *device, uint64_t hash, double seconds);
/* The caller waited so long, and n more of the count's new kernels are ready. */
void gfla_compile_add(gfla_device *device, struct gfla_compile_count *count, double seconds, size_t n);
/* Waits while a helper has it, and tells how many are finished. GFLA_ERROR_INTERRUPTED. */
gfla_status gfla_compile_wait(gfla_device *device, struct gfla_compile_count *count, uint64_t hash);
/* The count ends if it is shown: all were added, or no more of them are waited for. */
void gfla_compile_end(struct gfla_compile_count *count);

#endif
