/* bench/tune_blas.h - which parameters make CLBlast's matrix product the fastest on a device. */
#ifndef GFLA_BENCH_TUNE_BLAS_H
#define GFLA_BENCH_TUNE_BLAS_H

#include "runtime/blas_tune.h"

/* What was tried, CLBlast's own parameters first. */
struct gfla_tune_blas {
    struct gfla_blas_trial *trials;
    int n;                              /* fewer than there are after a cancel */
    const struct gfla_blas_trial *best; /* of those that compute rightly; NULL: none does */
    const char *store; /* the file that keeps it, as long as the device is open; NULL: nothing is kept */
};

/* Tries all of them in turn, says each to `tried`, and stores the fastest that computes rightly; a cancel between two
 * stores the fastest so far, and is GFLA_ERROR_INTERRUPTED with the result filled in. Reports progress. Freed by
 * gfla_tune_blas_free, also after a failure. */
gfla_status gfla_tune_blas_run(struct gfla_tune_blas *tune, gfla_device *device,
                               void (*tried)(void *user_data, const struct gfla_blas_trial *trial), void *user_data);
void gfla_tune_blas_free(struct gfla_tune_blas *tune);

#endif
