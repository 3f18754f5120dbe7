/* ops/conv/conv_choose.h - the choice of an algorithm for a convolution while a graph is lowered; for the convolution
 * files alone.
 *
 * Without a choice by name (gfla_plan_params), a plan asks the store of its device (runtime/tuning.h) for each
 * convolution. Where it knows nothing, and on devices for which the predicates of the algorithms were never measured
 * (all but CPUs; with GFLA_TUNE=force these too), the algorithms are tried there and then, and the fastest is stored:
 * the first plan on such a device takes longer, and says so in the log (GFLA_LOG_INFO). */
#ifndef GFLA_OPS_CONV_CONV_CHOOSE_H
#define GFLA_OPS_CONV_CONV_CHOOSE_H

#include "ops/conv/chooser.h"
#include "ops/conv/conv_algorithm.h"

/* The choice for a step of a shape: the named algorithm (gfla_conv_named), or what was measured to be the fastest, or
 * the first of the table that suits. GFLA_ERROR_USAGE when there is no algorithm of that name. */
gfla_status gfla_conv_choose(gfla_chooser *chooser, const struct gfla_conv *g, enum gfla_conv_step step,
                             const struct gfla_device_info *device, const struct gfla_conv_algorithm **algorithm);

#endif
