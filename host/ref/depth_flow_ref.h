/* ref/depth_flow_ref.h - plain C reference of ops/depth_flow.h. */
#ifndef GFLA_REF_DEPTH_FLOW_REF_H
#define GFLA_REF_DEPTH_FLOW_REF_H

struct gfla_depth_flow_ref {
    int n, h, w;
    double centre, range, tan_half_fov;
};

/* value [n, 1, h, w], camera [n, 12], flow [n, 2, h, w]. */
void gfla_depth_flow_ref_fwd(const struct gfla_depth_flow_ref *p, const double *value, const double *camera,
                             double *flow);
/* Adds to d_value. */
void gfla_depth_flow_ref_bwd(const struct gfla_depth_flow_ref *p, const double *value, const double *camera,
                             const double *d_flow, double *d_value);

#endif
