/* runtime/groups.h - whether the work-items of a group share their work on a device (cl/shared/group.h). */
#ifndef GFLA_RUNTIME_GROUPS_H
#define GFLA_RUNTIME_GROUPS_H

#include <gfla/device.h>

#define GFLA_GROUP_ITEMS 64
#define GFLA_GROUP_OPTION "-DGROUP=64"

/* On GPUs, but for those that are computed in software, whose compilers are best left with simple kernels, and those
 * whose groups are too small. */
static inline bool gfla_takes_groups(const struct gfla_device_info *device)
{
    return device->kind == GFLA_DEVICE_GPU && !device->is_software_gpu && device->max_work_group >= GFLA_GROUP_ITEMS;
}

#endif
