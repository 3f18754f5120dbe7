/* bench/tune_programs.h - the last step of `gfla tune`: the programs of networks, kept so that later processes
 * build none. */
#ifndef GFLA_BENCH_TUNE_PROGRAMS_H
#define GFLA_BENCH_TUNE_PROGRAMS_H

#include "base/batch.h"
#include "bench/tune_cases.h"
#include "runtime/commands.h"

/* Runs each network once, as `gfla infer` and `gfla view` do, on the device of that selector, opened anew, which keeps
 * the binaries of all programs: what is built is kept, and what the driver compiles for itself in the first run is in
 * its own cache. A network that cannot be run is a failed item. */
gfla_status gfla_tune_programs(const char *selector, struct gfla_batch *batch, const struct gfla_tune_nets *nets,
                               struct gfla_program_counts *counts);

#endif
