#include "runtime/compile_job.h"

#include <sys/mman.h>
#include <time.h>

#include "runtime/commands.h"
#include "runtime/compile.h"

/* Pages of zeros that cost nothing until they are touched: a network's buffers are hundreds of megabytes, and one
 * work-group sees little of them. */
static gfla_status map_zeros(gfla_device *device, size_t size, gfla_buffer **buffer)
{
    gfla_status status = GFLA_OK;
    cl_int error;
    cl_mem memory = NULL;
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    REQUIRE(pages != MAP_FAILED, GFLA_ERROR_MEMORY, "%zu bytes of address space", size);
    memory = clCreateBuffer(device->context, CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR, size, pages, &error);
    CL_RESULT(error, "clCreateBuffer");
    TRY(gfla_buffer_wrap(buffer, device, memory));
fail:
    if (memory)
        clReleaseMemObject(memory); /* the buffer has its own reference */
    if (status != GFLA_OK && pages != MAP_FAILED)
        munmap(pages, size);
    return status;
}

static void unmap_zeros(gfla_buffer **buffer)
{
    void *pages = NULL;
    size_t size = 0;
    if (!*buffer)
        return;
    size = (*buffer)->size;
    clGetMemObjectInfo((*buffer)->memory, CL_MEM_HOST_PTR, sizeof pages, &pages, NULL);
    gfla_buffer_destroy(buffer);
    if (pages)
        munmap(pages, size);
}

/* As little work as makes the driver compile what it will run: one group, or the least of a wide grid. Where the driver
 * chooses the group, it does so by the whole grid. */
static void shrink_grid(struct gfla_launch *launch)
{
    if (!launch->local[0] && !launch->local[1] && !launch->local[2])
        return;
    for (int i = 0; i < 3; i++) {
        if (launch->global[i] > GFLA_COMPILE_SMALL_GRID)
            launch->global[i] = GFLA_COMPILE_SMALL_GRID + 1;
        else if (launch->global[i] > 0)
            launch->global[i] = launch->local[i] ? launch->local[i] : 1;
    }
}

static gfla_status launch_on_zeros(gfla_device *device, struct gfla_compile_job *job)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < job->launch.n_args; i++)
        if (job->args[i].kind == GFLA_ARG_KIND_BUFFER && job->args[i].size > 0)
            TRY(map_zeros(device, job->args[i].size, &job->args[i].buffer));
    shrink_grid(&job->launch);
    TRY(gfla_device_launch(device, &job->launch));
    TRY(gfla_device_finish(device));
fail:
    for (int i = 0; i < job->launch.n_args; i++)
        unmap_zeros(&job->args[i].buffer);
    return status;
}

static double processor_clock(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

gfla_status gfla_compile_job_run(gfla_device *device, const void *bytes, size_t size, struct gfla_compile_times *times)
{
    gfla_status status;
    struct gfla_compile_job job;
    cl_program program;
    const double start = processor_clock();
    *times = (struct gfla_compile_times){0};
    TRY(gfla_compile_read_job(bytes, size, &job));
    TRY(gfla_program_get(device, job.launch.source, job.launch.options, &program));
    times->build = processor_clock() - start;
    if (gfla_device_compiles_late(device))
        TRY(launch_on_zeros(device, &job));
    times->kernel = processor_clock() - start - times->build;
fail:
    return status;
}
