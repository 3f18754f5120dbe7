/* lost_device.c - a library to preload (LD_PRELOAD) that takes an OpenCL device away in the middle of the work:
 *
 *     LOST_QUEUE     number of the queue, from 0 in the order in which they were made, "all", "none", or "first": the one
 *                    that is the first to come so far
 *     LOST_AFTER     so many commands of it (of all, each) still work
 *     LOST_COUNTS    a file, which gets the number of commands of each queue, a line each, when the process ends
 *
 * From then on every command fails with CL_DEVICE_NOT_AVAILABLE, of the queue and of all others of its context: a device
 * is lost with all of its queues. Processes that this one starts keep their devices. */
#define _GNU_SOURCE
#include <CL/cl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_QUEUES 64

/* The function that this one stands in front of. */
#define NEXT(name)                                                                                                     \
    static __typeof__(name) *next;                                                                                     \
    if (!next)                                                                                                         \
    next = (__typeof__(name) *)(uintptr_t)dlsym(RTLD_NEXT, #name)

enum which { NONE = -1, ALL = -2, FIRST = -3 }; /* or a number */

static int which = NONE;
static long n_still_work;
static char *counts_path;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of what follows */
static struct queue {
    cl_command_queue queue;
    cl_context context;
    long n_commands;
    bool is_lost;
} queues[MOST_QUEUES];
static int n_queues, n_lost;

static char *take_variable(const char *name)
{
    char *value = getenv(name) ? strdup(getenv(name)) : NULL;
    unsetenv(name);
    return value;
}

static int read_which(const char *text)
{
    return strcmp(text, "all") == 0     ? ALL
           : strcmp(text, "first") == 0 ? FIRST
           : strcmp(text, "none") == 0  ? NONE
                                        : atoi(text);
}

__attribute__((constructor)) static void begin(void)
{
    char *queue = take_variable("LOST_QUEUE"), *after = take_variable("LOST_AFTER");
    counts_path = take_variable("LOST_COUNTS");
    n_still_work = after ? atol(after) : 0;
    if (queue)
        which = read_which(queue);
    free(queue);
    free(after);
}

__attribute__((destructor)) static void end(void)
{
    FILE *counts = counts_path ? fopen(counts_path, "we") : NULL;
    for (int i = 0; counts && i < n_queues; i++)
        fprintf(counts, "%ld\n", queues[i].n_commands);
    if (counts)
        fclose(counts);
}

cl_command_queue clCreateCommandQueue(cl_context context, cl_device_id device, cl_command_queue_properties properties,
                                      cl_int *error)
{
    NEXT(clCreateCommandQueue);
    cl_command_queue queue = next(context, device, properties, error);
    pthread_mutex_lock(&lock);
    if (queue && n_queues < MOST_QUEUES)
        queues[n_queues++] = (struct queue){.queue = queue, .context = context};
    pthread_mutex_unlock(&lock);
    return queue;
}

/* Of queues that had one address the newest is meant. */
static struct queue *find(cl_command_queue queue)
{
    for (int i = n_queues - 1; i >= 0; i--)
        if (queues[i].queue == queue)
            return &queues[i];
    return NULL;
}

static void lose(cl_context context)
{
    for (int i = 0; i < n_queues; i++)
        queues[i].is_lost = queues[i].is_lost || queues[i].context == context;
    n_lost++;
}

/* Counts a command, and says whether the device is gone. */
static bool is_lost(cl_command_queue queue)
{
    pthread_mutex_lock(&lock);
    struct queue *q = find(queue);
    const bool is_over = q && ++q->n_commands > n_still_work && !q->is_lost;
    if (is_over && (which == ALL || which == (int)(q - queues) || (which == FIRST && n_lost == 0)))
        lose(q->context);
    const bool lost = q && q->is_lost;
    pthread_mutex_unlock(&lock);
    return lost;
}

#define COMMAND(name, parameters, arguments)                                                                           \
    cl_int name parameters                                                                                             \
    {                                                                                                                  \
        NEXT(name);                                                                                                    \
        return is_lost(queue) ? CL_DEVICE_NOT_AVAILABLE : next arguments;                                              \
    }

COMMAND(clEnqueueNDRangeKernel,
        (cl_command_queue queue, cl_kernel kernel, cl_uint n_dims, const size_t *offset, const size_t *global,
         const size_t *local, cl_uint n_events, const cl_event *events, cl_event *event),
        (queue, kernel, n_dims, offset, global, local, n_events, events, event))
COMMAND(clEnqueueReadBuffer,
        (cl_command_queue queue, cl_mem buffer, cl_bool blocks, size_t offset, size_t size, void *to, cl_uint n_events,
         const cl_event *events, cl_event *event),
        (queue, buffer, blocks, offset, size, to, n_events, events, event))
COMMAND(clEnqueueWriteBuffer,
        (cl_command_queue queue, cl_mem buffer, cl_bool blocks, size_t offset, size_t size, const void *from,
         cl_uint n_events, const cl_event *events, cl_event *event),
        (queue, buffer, blocks, offset, size, from, n_events, events, event))
COMMAND(clEnqueueCopyBuffer,
        (cl_command_queue queue, cl_mem from, cl_mem to, size_t from_offset, size_t to_offset, size_t size,
         cl_uint n_events, const cl_event *events, cl_event *event),
        (queue, from, to, from_offset, to_offset, size, n_events, events, event))
COMMAND(clEnqueueFillBuffer,
        (cl_command_queue queue, cl_mem buffer, const void *pattern, size_t pattern_size, size_t offset, size_t size,
         cl_uint n_events, const cl_event *events, cl_event *event),
        (queue, buffer, pattern, pattern_size, offset, size, n_events, events, event))
COMMAND(clEnqueueMarkerWithWaitList,
        (cl_command_queue queue, cl_uint n_events, const cl_event *events, cl_event *event),
        (queue, n_events, events, event))

/* What was taken before ends first, as it may still write to the host's memory. */
cl_int clFinish(cl_command_queue queue)
{
    NEXT(clFinish);
    const cl_int error = next(queue);
    return is_lost(queue) ? CL_DEVICE_NOT_AVAILABLE : error;
}
