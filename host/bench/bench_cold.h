/* bench/bench_cold.h - which programs and kernels the first run of a network compiles, and how long each takes. */
#ifndef GFLA_BENCH_BENCH_COLD_H
#define GFLA_BENCH_BENCH_COLD_H

#include <gfla/device.h>

#include "base/text.h"

/* Appends a table for people: a row for each program that was new to the device since it was opened, the one that took
 * longest first, with its kernels and the seconds of both (runtime/counts.h); and the sums. */
gfla_status gfla_bench_cold_table(gfla_device *device, struct gfla_text *text);

#endif
