/* ops/conv/conv_trial.h - the algorithms of one convolution, run in turns on a device and compared with the naive
 * one. */
#ifndef GFLA_OPS_CONV_CONV_TRIAL_H
#define GFLA_OPS_CONV_CONV_TRIAL_H

#include "ops/conv/conv_algorithm.h"

enum gfla_conv_verdict {
    GFLA_CONV_UNSUPPORTED, /* does not compute this; local memory that is too small counts as such */
    GFLA_CONV_TIMED,
    GFLA_CONV_WRONG,     /* its result is not that of the naive algorithm: a driver that miscompiles it */
    GFLA_CONV_TOO_LARGE, /* device memory is too small */
    GFLA_CONV_FAILED,    /* does not build or run */
    GFLA_CONV_VERDICT_COUNT
};

struct gfla_conv_trial {
    const struct gfla_conv_algorithm *algorithm;
    enum gfla_conv_verdict verdict;
    double seconds;    /* TIMED: of one run, the least of several */
    double error;      /* TIMED, WRONG: the largest difference, relative to the largest value or 1 */
    char message[200]; /* FAILED, TOO_LARGE: why */
};

/* What |difference| is allowed relative to max(1, |largest value|). The op cases allow 1e-5 and 2e-5 against doubles;
 * here floats are compared with floats, over thousands of products (Winograd's F(4x4,5x5) on 128 channels: 1e-5). What
 * is compiled wrongly is off by far more. */
#define GFLA_CONV_TOLERANCE 3e-5

/* Tries n algorithms. Each is warmed up and compared, zero lanes included; those that are not hopelessly slow then take
 * turns, so that whatever else the machine does meets all of them. Blocks, from milliseconds to some seconds, most of
 * it compiling. A candidate that fails is a verdict; fails when the naive algorithm does, or host memory is short. */
gfla_status gfla_conv_try(gfla_device *device, const struct gfla_conv_case *c,
                          const struct gfla_conv_algorithm *const *algorithms, int n, struct gfla_conv_trial *trials);

/* The fastest that was timed, but `standard` where it is not clearly slower; NULL when none was timed. */
const struct gfla_conv_trial *gfla_conv_fastest(const struct gfla_conv_trial *trials, int n,
                                                const struct gfla_conv_algorithm *standard);

#endif
