#include "ref/heat_maps_ref.h"

#include <math.h>

bool gfla_heat_maps_ref_present(const double point[2])
{
    return isfinite(point[0]) && isfinite(point[1]) && point[0] != -1 && point[1] != -1 &&
           fmax(fabs(point[0]), fabs(point[1])) <= 1e6;
}

void gfla_heat_maps_ref_fwd(struct gfla_shape shape, double sigma, const double *points, double *dst)
{
    const int64_t h = shape.dim[2], w = shape.dim[3];
    for (int64_t i = 0; i < gfla_shape_count(shape); i++) {
        const double *point = points + i / (h * w) * 2;
        double dy = (double)(i / w % h) - trunc(point[1]), dx = (double)(i % w) - trunc(point[0]);
        dst[i] = gfla_heat_maps_ref_present(point) ? exp(-(dy * dy + dx * dx) / (2 * sigma * sigma)) : 0;
    }
}
