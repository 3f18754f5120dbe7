/* runtime/blas_tune.h - parameters for CLBlast, tried on a device: a short list, each checked and timed. */
#ifndef GFLA_RUNTIME_BLAS_TUNE_H
#define GFLA_RUNTIME_BLAS_TUNE_H

#include "runtime/blas.h"

enum gfla_blas_verdict { GFLA_BLAS_TIMED, GFLA_BLAS_WRONG, GFLA_BLAS_FAILED, GFLA_BLAS_VERDICT_COUNT };

struct gfla_blas_trial {
    bool is_own;                    /* CLBlast's own parameters */
    struct gfla_blas_config config; /* others */
    enum gfla_blas_verdict verdict;
    double seconds;    /* TIMED: of some products as convolutions have them, each the least of several runs */
    double flops;      /* of these together */
    double error;      /* TIMED, WRONG: the largest difference from doubles, relative to the largest value or 1 */
    char message[200]; /* FAILED */
};

/* |difference| of products of thousands of terms, relative to the largest value. */
#define GFLA_BLAS_TOLERANCE 1e-5

/* How many parameter sets there are to try on the device, CLBlast's own first. */
int gfla_blas_n_trials(const gfla_device *device);
/* Tries one; own parameters first, because they do not come back. Blocks, for most of a minute where a driver compiles
 * slowly. Wrong and failing ones are verdicts. */
gfla_status gfla_blas_try(gfla_device *device, int index, struct gfla_blas_trial *trial);
/* Stores the fastest (runtime/tuning.h), for later processes; this one goes on with those that were tried last. Returns
 * it; NULL when none was timed. */
const struct gfla_blas_trial *gfla_blas_keep_fastest(gfla_device *device, const struct gfla_blas_trial *trials, int n);

#endif
