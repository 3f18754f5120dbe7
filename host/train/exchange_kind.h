/* train/exchange_kind.h - what a way of exchanging values between ranks brings: MPI (mpi/exchange_mpi.c), or threads of
 * one process. Knows nothing else of gfla, as the MPI one is a module that is loaded when it is needed.
 *
 * Ranks are numbered from 0. All of them make the same calls in the same order. A call starts and returns at once; what
 * it was given must stay where it is until the test says that it is done. All calls of a rank come from one thread.
 * Each returns NULL, or a sentence that says what failed, which is valid until the next call. */
#ifndef GFLA_TRAIN_EXCHANGE_KIND_H
#define GFLA_TRAIN_EXCHANGE_KIND_H

#include <stdbool.h>
#include <stddef.h>

/* Who a rank is. */
struct gfla_exchange_place {
    int rank, n_ranks;
    int local_rank, n_local; /* among those of the same machine */
    char host[64];           /* the machine; "": that of all ranks, of whose numbers nobody needs to hear */
};

struct gfla_exchange_kind {
    const char *name; /* "MPI" */
    /* all[n_ranks][size]: of each rank its `size` bytes. */
    const char *(*gather)(void *self, const void *mine, size_t size, void *all);
    /* `size` bytes of rank 0 to all others. */
    const char *(*broadcast)(void *self, void *data, size_t size);
    /* Whether the last gather or broadcast is done; there is one at a time. */
    const char *(*test)(void *self, bool *is_done);
    /* values[n] become their sums over all ranks, each added in the order of train/pairwise.h, so that every run has
     * the same bits. Sums of many buckets, numbered from 0, go on at once, beside a gather; they are started in the order
     * of their numbers, and a bucket again when it is done. */
    const char *(*sum)(void *self, int bucket, float *values, size_t n);
    /* Whether it is done. Moves on all sums that were started. */
    const char *(*test_sum)(void *self, int bucket, bool *is_done);
    /* This rank will free what it gave for sums that are not done, as something failed: the others fail, too. NULL: that
     * needs no care. */
    void (*drop_sums)(void *self);
    /* Parts from the others, who all leave too, and frees `self`. */
    void (*leave)(void *self);
    /* Ends the processes of all ranks with this exit code. Does not return. */
    void (*abandon)(void *self, int code);
};

/* What a module exports under the name GFLA_EXCHANGE_JOIN: joins the other ranks; blocks until all have. */
typedef const char *gfla_exchange_join_function(const struct gfla_exchange_kind **kind, void **self,
                                                struct gfla_exchange_place *place);
#define GFLA_EXCHANGE_JOIN "gfla_exchange_join"

#endif
