#include "base/thread.h"

#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"

struct start {
    gfla_context *context;
    void *(*run)(void *argument);
    void *argument;
};

static void *begin(void *given)
{
    const struct start start = *(struct start *)given;
    free(given);
    gfla_context_enter(start.context);
    return start.run(start.argument);
}

gfla_status gfla_thread_create(pthread_t *thread, void *(*run)(void *argument), void *argument, const char *what)
{
    gfla_status status;
    struct start *start = NULL;
    TRY(gfla_calloc(&start, 1, sizeof *start, what));
    *start = (struct start){gfla_context_current(), run, argument};
    const int error = pthread_create(thread, NULL, begin, start);
    REQUIRE(error == 0, GFLA_ERROR_FAILED, "%s: no thread could be started: %s", what, strerror(error));
    return GFLA_OK;
fail:
    free(start);
    return status;
}

struct timespec gfla_thread_deadline(double seconds)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    const double at = (double)deadline.tv_nsec * 1e-9 + seconds;
    deadline.tv_sec += (time_t)at;
    deadline.tv_nsec = (long)((at - (double)(time_t)at) * 1e9);
    return deadline;
}
