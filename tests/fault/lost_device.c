/* lost_device.c - a library to preload (LD_PRELOAD) that takes an OpenCL device away in the middle of the work:
 *
 *     LOST_QUEUE     number of the queue, from 0 in the order in which they were made, or "all"
 *     LOST_AFTER     so many commands of it (of all, each) still work
 *
 * From then on every command of the queue fails with CL_DEVICE_NOT_AVAILABLE. */
#define _GNU_SOURCE
#include <CL/cl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_QUEUES 64

/* The function that this one stands in front of. */
#define NEXT(name)                                                                                                     \
    static __typeof__(name) *next;                                                                                     \
    if (!next)                                                                                                         \
    next = (__typeof__(name) *)(uintptr_t)dlsym(RTLD_NEXT, #name)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    cl_command_queue queue;
    long n_commands;
} queues[MOST_QUEUES];
static int n_queues;

cl_command_queue clCreateCommandQueue(cl_context context, cl_device_id device, cl_command_queue_properties properties,
                                      cl_int *error)
{
    NEXT(clCreateCommandQueue);
    cl_command_queue queue = next(context, device, properties, error);
    pthread_mutex_lock(&lock);
    if (queue && n_queues < MOST_QUEUES)
        queues[n_queues++].queue = queue;
    pthread_mutex_unlock(&lock);
    return queue;
}

/* Counts a command, and says whether the device is gone. The newest of queues at one address is meant. */
static bool is_lost(cl_command_queue queue)
{
    const char *which = getenv("LOST_QUEUE"), *after = getenv("LOST_AFTER");
    bool lost = false;
    pthread_mutex_lock(&lock);
    for (int i = n_queues - 1; i >= 0; i--)
        if (queues[i].queue == queue) {
            const bool is_meant = which && (strcmp(which, "all") == 0 || atoi(which) == i);
            lost = ++queues[i].n_commands > (after ? atol(after) : 0) && is_meant;
            break;
        }
    pthread_mutex_unlock(&lock);
    return lost;
}

#define UNLESS_LOST(queue)                                                                                             \
    if (is_lost(queue))                                                                                                \
    return CL_DEVICE_NOT_AVAILABLE

cl_int clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint n_dims, const size_t *offset,
                              const size_t *global, const size_t *local, cl_uint n_events, const cl_event *events,
                              cl_event *event)
{
    NEXT(clEnqueueNDRangeKernel);
    UNLESS_LOST(queue);
    return next(queue, kernel, n_dims, offset, global, local, n_events, events, event);
}

cl_int clEnqueueReadBuffer(cl_command_queue queue, cl_mem buffer, cl_bool blocks, size_t offset, size_t size, void *to,
                           cl_uint n_events, const cl_event *events, cl_event *event)
{
    NEXT(clEnqueueReadBuffer);
    UNLESS_LOST(queue);
    return next(queue, buffer, blocks, offset, size, to, n_events, events, event);
}

cl_int clEnqueueWriteBuffer(cl_command_queue queue, cl_mem buffer, cl_bool blocks, size_t offset, size_t size,
                            const void *from, cl_uint n_events, const cl_event *events, cl_event *event)
{
    NEXT(clEnqueueWriteBuffer);
    UNLESS_LOST(queue);
    return next(queue, buffer, blocks, offset, size, from, n_events, events, event);
}

cl_int clFinish(cl_command_queue queue)
{
    NEXT(clFinish);
    UNLESS_LOST(queue);
    return next(queue);
}
