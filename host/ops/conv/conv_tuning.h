/* ops/conv/conv_tuning.h - convolutions and the tuning store: what was measured is chosen, what is unknown is measured.
 *
 * Without a choice by name (gfla_plan_params), a plan asks the store of its device (runtime/tuning.h) for each
 * convolution. Where it knows nothing, and on devices for which the predicates of the algorithms were never measured
 * (all but CPUs; with GFLA_TUNE=force these too), the algorithms are tried there and then, and the fastest is stored:
 * the first plan on such a device takes longer, and says so in the log (GFLA_LOG_INFO). */
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

/* Different cases, and how often each was asked for. {NULL} to begin with; free(items). */
struct gfla_conv_cases {
    struct gfla_conv_case *items;
    int *uses;
    size_t count, capacity, uses_capacity;
};
gfla_status gfla_conv_cases_add(struct gfla_conv_cases *cases, const struct gfla_conv_case *c);
void gfla_conv_cases_free(struct gfla_conv_cases *cases);

/* The convolutions that a plan of the graph would choose algorithms for. Consumes the graph: it can only be destroyed
 * afterwards. */
gfla_status gfla_conv_collect(struct gfla_conv_cases *cases, gfla_graph *graph, const struct gfla_device_info *device,
                              bool training);

/* For gfla_conv_choose: the algorithm by measurement, stored or made now; NULL where there is none. */
gfla_status gfla_conv_choose_measured(struct gfla_lowering *lowering, const struct gfla_conv_case *c,
                                      const struct gfla_conv_algorithm **algorithm);
/* After lowering: how many were measured, into the log. */
void gfla_conv_tuning_done(const struct gfla_lowering *lowering);

#endif
