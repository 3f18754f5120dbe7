/* graph/record.h - where a node records its launches; for op files. */
#ifndef GFLA_GRAPH_RECORD_H
#define GFLA_GRAPH_RECORD_H

#include "graph/graph.h"
#include "runtime/commands.h"

struct gfla_recorder {
    gfla_commands *commands;
    const struct gfla_device_info *device;
    gfla_device *open_device;
    const char *label; /* of the node */
};

/* Adds one launch. Names, options and arguments are copied; buffers outlive the plan. `local` NULL: the driver chooses.
 * `flops`: as the profiler counts them, 0 where there are none to speak of. */
gfla_status gfla_record(struct gfla_recorder *recorder, const char *source, const char *kernel, const char *options,
                        const size_t global[3], const size_t local[3], const struct gfla_arg *args, int n_args,
                        double flops);

#endif
