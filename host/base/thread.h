/* base/thread.h - threads that work for the context of whoever starts them. */
#ifndef GFLA_BASE_THREAD_H
#define GFLA_BASE_THREAD_H

#include <pthread.h>
#include <time.h>

#include "base/error.h"

/* As pthread_create with default attributes: run(argument) in a new thread, which is joined with pthread_join. It logs,
 * is cancelled and finds its settings as the calling thread. GFLA_ERROR_FAILED: the system gives no more threads;
 * `what` says for what. */
gfla_status gfla_thread_create(pthread_t *thread, void *(*run)(void *argument), void *argument, const char *what);

/* The time so many seconds from now, as pthread_cond_timedwait takes it of conditions with default attributes. */
struct timespec gfla_thread_deadline(double seconds);

#endif
