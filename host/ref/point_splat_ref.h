/* ref/point_splat_ref.h - plain C reference of ops/point_splat.h. */
#ifndef GFLA_REF_POINT_SPLAT_REF_H
#define GFLA_REF_POINT_SPLAT_REF_H

struct gfla_point_splat_ref {
    int n, c, h, w;
    double centre, range, tan_half_fov, threshold, empty;
};

/* image [n, c, h, w], value and mask [n, 1, h, w], camera [n, 12], dst [n, c + 2, h, w]. */
void gfla_point_splat_ref_fwd(const struct gfla_point_splat_ref *p, const double *image, const double *value,
                              const double *mask, const double *camera, double *dst);

#endif
