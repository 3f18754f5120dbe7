/* ops/instance_norm_parts.h - how instance norms split planes among work-items; for their files alone. */
#ifndef GFLA_OPS_INSTANCE_NORM_PARTS_H
#define GFLA_OPS_INSTANCE_NORM_PARTS_H

#include "cl/shared/moments.h"
#include "ops/pointwise.h"

/* Pixels that one part of a split plane should have, and the most parts of a plane. */
#define GFLA_NORM_PART_PIXELS 64
#define GFLA_NORM_MAX_PARTS 256
/* Planes smaller than this are never split on a CPU: the launches would cost more. Larger ones than LARGE_PLANE, 1 MiB,
 * leave the cache of a core between the passes over them. */
#define GFLA_NORM_SMALL_PLANE 256
#define GFLA_NORM_LARGE_PLANE 16384

static inline int gfla_norm_count_parts(struct gfla_blocked_size s)
{
    const int n_parts = (s.hw + GFLA_NORM_PART_PIXELS - 1) / GFLA_NORM_PART_PIXELS;
    return n_parts < GFLA_NORM_MAX_PARTS ? n_parts : GFLA_NORM_MAX_PARTS;
}

/* The moments of so many parts. */
static inline struct gfla_shape gfla_norm_parts_shape(struct gfla_blocked_size s)
{
    return gfla_shape_4d(s.planes, gfla_norm_count_parts(s), GFLA_MOMENTS_ROWS, GFLA_LANES);
}

/* One item per plane keeps a plane in one core's cache, but needs planes enough to share out among the cores. */
static inline bool gfla_norm_takes_whole_planes(const struct gfla_device_info *device, struct gfla_blocked_size s)
{
    if (device->kind == GFLA_DEVICE_GPU || s.hw > GFLA_NORM_LARGE_PLANE)
        return false;
    return s.hw <= GFLA_NORM_SMALL_PLANE || s.planes >= 2 * (int)device->n_compute_units;
}

#endif
