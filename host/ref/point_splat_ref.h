/* ref/point_splat_ref.h - plain C reference of ops/point_splat.h. */
#ifndef GFLA_REF_POINT_SPLAT_REF_H
#define GFLA_REF_POINT_SPLAT_REF_H

#include <stdbool.h>

struct gfla_point_splat_ref {
    int n, c, h, w;
    double centre, range, tan_half_fov, threshold, empty;
    bool unmix;
};

/* image [n, c, h, w], value and mask [n, 1, h, w], camera [n, 12]; back_image and back_value likewise, or both NULL;
 * dst [n, c + 2, h, w], or [n, c + 3, h, w] with a back surface. */
struct gfla_point_splat_ref_source {
    const double *image, *value, *back_image, *back_value, *mask, *camera;
};
void gfla_point_splat_ref_fwd(const struct gfla_point_splat_ref *p, const struct gfla_point_splat_ref_source *source,
                              double *dst);

#endif
