/* fault.h - a library to preload (LD_PRELOAD) that makes one call of a program fail, and counts what the program leaves
 * behind. tests/fault/run drives it.
 *
 *     GFLA_FAULT=KIND:N       the N-th call of this kind fails (fault.c lists the kinds); KIND:N:ERROR, for OpenCL, with
 *                             this code; KIND:N+: all calls from there on, as on a full disk;
 *                             KIND:N!: the first process that comes so far is killed (SIGKILL), and FILE.killed is made,
 *                             FILE that of the report
 *     GFLA_FAULT_ROOT=FOLDER  calls on files count if these lie below it
 *     GFLA_FAULT_REPORT=FILE  at the end: "failed SITE" if the call was reached, "calls KIND N", "live KIND N SITE"
 *     GFLA_FAULT_SITES=FILE   every counted call, a line each: "KIND SITE"
 *
 * A SITE is a hash of the places in the program that led to a call: the same in each process. Calls count when the
 * program makes them, or one of the libraries that read files for it; what drivers do for themselves does not. Only the
 * process that is started takes part, not its children; with GFLA_FAULT_CHILD=NAME only those whose first argument is
 * NAME. */
#ifndef TESTS_FAULT_FAULT_H
#define TESTS_FAULT_FAULT_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum fault_kind {
    FAULT_ALLOCATION, /* of the program */
    FAULT_LIBRARY,    /* an allocation of a library that reads or writes files */
    FAULT_THREAD,
    FAULT_SPAWN, /* of a process */
    FAULT_PIPE,  /* to one; sockets, too */
    FAULT_OPEN,  /* of a file for writing */
    FAULT_WRITE,
    FAULT_FLUSH,
    FAULT_FSYNC,
    FAULT_RENAME,
    FAULT_MKDIR,
    FAULT_CL_CONTEXT,
    FAULT_CL_QUEUE,
    FAULT_CL_BUFFER,
    FAULT_CL_VIEW,
    FAULT_CL_SOURCE,
    FAULT_CL_BINARY,
    FAULT_CL_BUILD,
    FAULT_CL_KERNEL,
    FAULT_CL_ARG,
    FAULT_CL_ENQUEUE,
    FAULT_CL_WRITE,
    FAULT_CL_READ,
    FAULT_CL_FILL,
    FAULT_CL_COPY,
    FAULT_CL_FLUSH,
    FAULT_CL_FINISH,
    FAULT_CL_WAIT,
    FAULT_CL_QUERY, /* of kernels, programs and events */
    FAULT_KIND_COUNT
};

/* Counts a call, and says whether it must fail. Threads: any. */
bool fault_now(enum fault_kind kind);
/* Whether writes fail from now on. */
bool fault_disk_is_full(void);
/* The code with which a call of OpenCL fails. */
int fault_cl_error(enum fault_kind kind);

/* Things that a program makes and must give back. */
enum fault_thing {
    FAULT_THING_BLOCK,
    FAULT_THING_CL_CONTEXT,
    FAULT_THING_CL_QUEUE,
    FAULT_THING_CL_BUFFER,
    FAULT_THING_CL_PROGRAM,
    FAULT_THING_CL_KERNEL,
    FAULT_THING_CL_EVENT,
    FAULT_THING_COUNT
};

/* One reference to a thing is taken or given back; NULL is no thing. */
void fault_take(enum fault_thing thing, const void *handle);
void fault_give(enum fault_thing thing, const void *handle);

/* Whose code an address is: the program's, that of a library that works on files for it, or anything else. */
enum fault_owner { FAULT_OWNER_OTHER, FAULT_OWNER_PROGRAM, FAULT_OWNER_LIBRARY };
enum fault_owner fault_owner_of(const void *address);

/* Fills `next` with the function that the one of this name stands in front of. */
#define FAULT_NEXT(name)                                                                                               \
    static __typeof__(name) *next;                                                                                     \
    if (!next)                                                                                                         \
    next = (__typeof__(name) *)(uintptr_t)dlsym(RTLD_NEXT, #name)

#endif
