/* bench/bench_peak.h - what a device can do at its best, by measurement: the yardstick of all other rows. */
#ifndef GFLA_BENCH_BENCH_PEAK_H
#define GFLA_BENCH_BENCH_PEAK_H

#include "bench/bench_report.h"

/* Adds the rows "fma", "copy", "launch" (queued) and "launch and wait", and sets the report's rates: those of the
 * fastest runs. Needs a device that computes. */
gfla_status gfla_bench_peak(struct gfla_bench_report *report, const struct gfla_bench_setup *setup, gfla_device *device,
                            const struct gfla_bench_effort *effort);

#endif
