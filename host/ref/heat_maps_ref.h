/* ref/heat_maps_ref.h - plain C reference of ops/heat_maps.h. */
#ifndef GFLA_REF_HEAT_MAPS_REF_H
#define GFLA_REF_HEAT_MAPS_REF_H

#include <stdbool.h>

#include "base/shape.h"

/* points [n, c, 2], dst of `shape` [n, c, h, w]. */
void gfla_heat_maps_ref_fwd(struct gfla_shape shape, double sigma, const double *points, double *dst);

/* Whether the point (x, y) is there; shared with other ops on points. */
bool gfla_heat_maps_ref_present(const double point[2]);

#endif
