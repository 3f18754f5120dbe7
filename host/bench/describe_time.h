/* bench/describe_time.h - how long a planned network takes. */
#ifndef GFLA_BENCH_DESCRIBE_TIME_H
#define GFLA_BENCH_DESCRIBE_TIME_H

#include "tasks/model/net_model.h"
#include "graph/plan.h"

/* Feeds random numbers, fills the parameters with random ones if the network has no weights, runs it once to warm up
 * and then `runs` times: *seconds is the median of these, which are profiled if asked. GFLA_ERROR_USAGE on the null
 * device, which computes nothing. */
gfla_status gfla_describe_time(struct gfla_net_model *net, gfla_plan *plan, gfla_device *device, int runs, bool profile,
                               double *seconds);

#endif
