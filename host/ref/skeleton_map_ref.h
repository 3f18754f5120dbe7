/* ref/skeleton_map_ref.h - plain C reference of ops/skeleton_map.h. */
#ifndef GFLA_REF_SKELETON_MAP_REF_H
#define GFLA_REF_SKELETON_MAP_REF_H

#include <stdint.h>

#include "cl/shared/skeleton.h"

/* points [n, joints, 2], dst [n, 3, h, w]. */
void gfla_skeleton_map_ref_fwd(const struct gfla_skeleton *skeleton, int64_t n, int64_t h, int64_t w,
                               const double *points, double *dst);

#endif
