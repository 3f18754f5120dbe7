#include "ops/group.h"

#include <stdio.h>

#define GROUPS_PER_UNIT 8
#define FEWEST_GROUPS 64

int gfla_groups_wanted(const struct gfla_device_info *device)
{
    const int groups = GROUPS_PER_UNIT * (int)device->n_compute_units;
    return groups > FEWEST_GROUPS ? groups : FEWEST_GROUPS;
}

gfla_status gfla_record_groups(struct gfla_recorder *recorder, const char *source, const char *kernel,
                               const char *options, const size_t n_groups[3], const struct gfla_arg *args, int n_args,
                               double flops)
{
    const size_t items = gfla_takes_groups(recorder->device) ? GFLA_GROUP_ITEMS : 1;
    const size_t global[3] = {n_groups[0] * items, n_groups[1], n_groups[2]}, local[3] = {items, 1, 1};
    char both[96];
    snprintf(both, sizeof both, "%s%s" GFLA_GROUP_OPTION, options ? options : "", options ? " " : "");
    return gfla_record(recorder, source, kernel, items > 1 ? both : options, global, local, args, n_args, flops);
}
