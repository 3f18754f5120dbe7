/* ops/group.h - kernels whose work-groups share the work that a single work-item of a CPU does (cl/shared/group.h); for
 * op files alone.
 *
 * A CPU wants few work-items with much to do, each on its own: it has few cores, and a barrier costs it the registers. A
 * GPU wants ten thousand, and neighbours that read neighbours. So a kernel that walks many pixels or parameters in one
 * work-item on CPUs does so with a group of them on GPUs. */
#ifndef GFLA_OPS_GROUP_H
#define GFLA_OPS_GROUP_H

#include "graph/record.h"
#include "runtime/groups.h"

/* How many work-groups keep the device busy, whatever their number of work-items. */
int gfla_groups_wanted(const struct gfla_device_info *device);

/* Records a kernel for n_groups[0] x [1] x [2] groups: of GFLA_GROUP_ITEMS work-items with GFLA_GROUP_OPTION
 * beside the options, or of one. `options` may be NULL. */
gfla_status gfla_record_groups(struct gfla_recorder *recorder, const char *source, const char *kernel,
                               const char *options, const size_t n_groups[3], const struct gfla_arg *args, int n_args,
                               double flops);

#endif
