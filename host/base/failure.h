/* base/failure.h - a failure that is passed on after more was done, which may have messages of its own. */
#ifndef GFLA_BASE_FAILURE_H
#define GFLA_BASE_FAILURE_H

#include "base/error.h"

struct gfla_failure {
    gfla_status status; /* GFLA_OK: none */
    char message[1024];
};

/* The status, and this thread's message of it. */
struct gfla_failure gfla_failure_keep(gfla_status status);
/* Is this thread's failure again; returns its status. */
gfla_status gfla_failure_again(const struct gfla_failure *failure);

#endif
