/* base/helper.h - a process of ours that does what this one should not or cannot do: read files that may crash it,
 * compile beside it. Started, spoken to, waited for, ended.
 *
 * It reads requests at descriptor 0 and writes replies at GFLA_HELPER_REPLIES; what it prints is dropped, but for the
 * last words on standard error. It is in a process group of its own, so that Ctrl-C at a terminal reaches its parent
 * alone. A helper speaks with one thread at a time; whether it ends with the thread that started it, or with the process, it
 * says itself (PR_SET_PDEATHSIG). */
#ifndef GFLA_BASE_HELPER_H
#define GFLA_BASE_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

#define GFLA_HELPER_REPLIES 3

/* {0} does not run. */
struct gfla_helper {
    pid_t pid; /* 0: does not run */
    int to, from, errors;
};

/* What to wait for at most. */
struct gfla_helper_wait {
    double until;                /* gfla_clock() */
    bool (*stop)(void *context); /* asked several times a second; NULL: never */
    void *context;
};

enum gfla_helper_result { GFLA_HELPER_DONE, GFLA_HELPER_ENDED, GFLA_HELPER_LATE, GFLA_HELPER_STOPPED };

/* How a helper ended. */
struct gfla_helper_end {
    int status;       /* as of waitpid */
    size_t megabytes; /* that it held at most */
    char words[1024]; /* the last that it printed to standard error */
};

/* Starts `program word MEGABYTES PARENT`, in decimal: the memory that it shall allow itself, and the process to end
 * with. GFLA_ERROR_MEMORY, or GFLA_ERROR_FAILED with the system's reason. */
gfla_status gfla_helper_start(struct gfla_helper *helper, const char *program, const char *word, size_t megabytes);
/* Kills it if need be and waits until it is gone; end may be NULL. Does nothing where none runs. */
void gfla_helper_stop(struct gfla_helper *helper, struct gfla_helper_end *end);

/* All bytes, or why not. */
enum gfla_helper_result gfla_helper_send(const struct gfla_helper *helper, const void *data, size_t size,
                                         const struct gfla_helper_wait *wait);
enum gfla_helper_result gfla_helper_receive(const struct gfla_helper *helper, void *data, size_t size,
                                            const struct gfla_helper_wait *wait);

#endif
