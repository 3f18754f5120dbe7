/* gfla/exchange.h - the ranks of a training: processes that train one network together, on one machine or on many.
 *
 *     gfla_exchange *exchange;
 *     if (gfla_exchange_join_mpi(&exchange, NULL) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     printf("rank %d of %d\n", gfla_exchange_get_rank(exchange), gfla_exchange_get_count(exchange));
 *     gfla_exchange_leave(&exchange);
 *
 * Every rank opens the same training, with its exchange among the params (gfla/train.h), and takes its steps; each
 * computes an equal part of every batch. Programs that join are started by mpirun or by a scheduler: docs/clusters.md.
 * Thread safety: an exchange belongs to one thread, the one that trains. */
#ifndef GFLA_EXCHANGE_H
#define GFLA_EXCHANGE_H

#include <gfla/context.h>
#include <gfla/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gfla_exchange gfla_exchange;

/* Joins the other processes of the MPI job that this process was started in; alone, it is rank 0 of 1. Blocks until all
 * have joined. Once in a process, which has or has not called MPI_Init itself. GFLA_ERROR_USAGE: this gfla was built
 * without MPI; GFLA_ERROR_FAILED: MPI cannot be loaded or started. Messages go to the context, which may be NULL. */
GFLA_API gfla_status gfla_exchange_join_mpi(gfla_exchange **exchange, gfla_context *context);

/* Ranks that are threads of this process: exchanges[i] is for the thread that trains as rank i, on a device of its own. A
 * rank that leaves while others wait for it fails them. GFLA_ERROR_USAGE: n is not 1 .. GFLA_EXCHANGE_MOST_THREADS. After a
 * failure all of them are NULL. Does not block. */
#define GFLA_EXCHANGE_MOST_THREADS 64
GFLA_API gfla_status gfla_exchange_create_threads(gfla_exchange **exchanges, int n);

/* Numbers from 0, and how many there are: in all, and on this machine. */
GFLA_API int gfla_exchange_get_rank(const gfla_exchange *exchange);
GFLA_API int gfla_exchange_get_count(const gfla_exchange *exchange);
GFLA_API int gfla_exchange_get_local_rank(const gfla_exchange *exchange);
GFLA_API int gfla_exchange_get_local_count(const gfla_exchange *exchange);

/* Fails on every rank where a rank's `status` is a failure, with the message of the first of them: what each rank checks
 * by itself ends the work of all. All ranks call it. Blocks. */
GFLA_API gfla_status gfla_exchange_agree(gfla_exchange *exchange, gfla_status status);
/* Whether the last failure of this exchange is one that every rank has: rank 0 alone needs to tell it. */
GFLA_API int gfla_exchange_is_agreed(const gfla_exchange *exchange);

/* Closes the exchange, when all ranks do: after their trainings are closed. NULL is fine. */
GFLA_API void gfla_exchange_leave(gfla_exchange **exchange);
/* Ends the processes of all ranks, this one too, with this exit code: after a failure that the others do not know of, and
 * would wait for ever. Returns only where there is a single rank, and of ranks that are threads, whose calls then fail. */
GFLA_API void gfla_exchange_abandon(gfla_exchange *exchange, int code);

#ifdef __cplusplus
}
#endif
#endif
