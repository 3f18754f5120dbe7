/* tests/fault/empty_driver.h - the things of empty_driver.c, and how it answers. */
#ifndef GFLA_TESTS_EMPTY_DRIVER_H
#define GFLA_TESTS_EMPTY_DRIVER_H

#include <CL/cl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct _cl_platform_id {
    int number;
};
struct _cl_device_id {
    int number;
};
struct _cl_context {
    atomic_int references;
};
struct _cl_command_queue {
    atomic_int references;
    cl_context context;
};
struct _cl_event {
    atomic_int references;
};
struct _cl_program {
    atomic_int references;
    char *text; /* its binary, too */
};
struct _cl_kernel {
    atomic_int references;
    cl_uint n_args;
};
struct _cl_mem {
    atomic_int references;
    cl_context context;
    cl_mem parent; /* of a view */
    unsigned char *bytes;
    size_t size;
    int is_ours;
    void(CL_CALLBACK *on_end)(cl_mem, void *);
    void *user;
};

extern struct _cl_platform_id empty_platform;
extern struct _cl_device_id empty_device;

/* Answers a question of a value of n bytes. */
static inline cl_int put(const void *value, size_t n, size_t room, void *to, size_t *size)
{
    if (size)
        *size = n;
    if (to && room < n)
        return CL_INVALID_VALUE;
    if (to)
        memcpy(to, value, n);
    return CL_SUCCESS;
}

static inline cl_int put_text(const char *text, size_t room, void *to, size_t *size)
{
    return put(text, strlen(text) + 1, room, to, size);
}

/* A thing of which there is one reference. */
static inline void *make(size_t size, cl_int *error)
{
    atomic_int *made = calloc(1, size);
    if (made)
        atomic_init(made, 1);
    if (error)
        *error = made ? CL_SUCCESS : CL_OUT_OF_HOST_MEMORY;
    return made;
}

#endif
