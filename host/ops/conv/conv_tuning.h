/* ops/conv/conv_tuning.h - convolutions and the tuning store (runtime/tuning.h): what was measured is kept there under
 * the name of its case. */
#ifndef GFLA_OPS_CONV_CONV_TUNING_H
#define GFLA_OPS_CONV_CONV_TUNING_H

#include "ops/conv/conv_trial.h"

enum { GFLA_CONV_KEY_SIZE = 128, GFLA_CONV_MOST_ALGORITHMS = 32 };

/* "fwd 64->128 4x4 s2 p1 zero @32x32 n1", with " training" at the end where it is so: names a case, and is its key in
 * the store, behind "conv ". */
const char *gfla_conv_case_name(const struct gfla_conv_case *c, char name[static GFLA_CONV_KEY_SIZE]);

/* What the store knows of a case; NULL when nothing. */
const struct gfla_conv_algorithm *gfla_conv_find_tuned(gfla_device *device, const struct gfla_conv_case *c);

/* What was measured for a case. */
struct gfla_conv_tuned {
    struct gfla_conv_trial trials[GFLA_CONV_MOST_ALGORITHMS];
    int n;
    const struct gfla_conv_trial *winner;   /* NULL: none could be timed */
    const struct gfla_conv_trial *standard; /* what predicates choose, measured or not */
};

/* Tries all algorithms, stores the winner, and warns in the log of any that computes something else. Fails as
 * gfla_conv_try does. */
gfla_status gfla_conv_tune(gfla_device *device, const struct gfla_conv_case *c, struct gfla_conv_tuned *tuned);

#endif
