/* runtime/compile_job.h - the work of a helper that compiles: one kernel as it will be launched elsewhere. */
#ifndef GFLA_RUNTIME_COMPILE_JOB_H
#define GFLA_RUNTIME_COMPILE_JOB_H

#include "runtime/compile_wire.h"

/* Builds the program of gfla_compile_write_job's bytes, as gfla_program_get does; where the driver compiles at the first
 * launch, launches one work-group of the kernel on zeros, and waits. GFLA_ERROR_INPUT: the bytes are no job. */
gfla_status gfla_compile_job_run(gfla_device *device, const void *bytes, size_t size, struct gfla_compile_times *times);

#endif
