/* ref/splat_alpha_ref.h - plain C reference of ops/splat_alpha.h. */
#ifndef GFLA_REF_SPLAT_ALPHA_REF_H
#define GFLA_REF_SPLAT_ALPHA_REF_H

struct gfla_splat_alpha_ref {
    int n, h, w, stride;
    double centre, range, tan_half_fov;
};

/* value and mask [n, 1, h, w], camera [n, 12]; back_value and mirror_camera likewise, or NULL. */
struct gfla_splat_alpha_ref_source {
    const double *value, *back_value, *mask, *camera, *mirror_camera;
};

/* dst [n, 1, h / stride, w / stride] */
void gfla_splat_alpha_ref_fwd(const struct gfla_splat_alpha_ref *p, const struct gfla_splat_alpha_ref_source *source,
                              double *dst);
/* Adds to d_value and d_back_value; NULL where no gradient is wanted. d_sums: scratch of h w / stride^2. */
void gfla_splat_alpha_ref_bwd(const struct gfla_splat_alpha_ref *p, const struct gfla_splat_alpha_ref_source *source,
                              const double *d_dst, double *d_sums, double *d_value, double *d_back_value);

#endif
