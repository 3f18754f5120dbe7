#include "ref/warp_ref.h"

void gfla_warp_ref_fwd(const struct gfla_sampling_ref *size, int offset, const double *src, const double *flow,
                       double *dst)
{
    for (int i = 0; i < gfla_sampling_ref_count(size); i++) {
        const struct gfla_sampling_ref_at at = gfla_sampling_ref_element(size, i);
        dst[i] = gfla_bilinear_ref_fwd(src + at.plane, size->src_h, size->src_w, at.y + offset + flow[at.flow_y],
                                       at.x + offset + flow[at.flow_x]);
    }
}

void gfla_warp_ref_bwd(const struct gfla_sampling_ref *size, int offset, const double *src, const double *flow,
                       const double *d_dst, double *d_src, double *d_flow)
{
    for (int i = 0; i < gfla_sampling_ref_count(size); i++) {
        const struct gfla_sampling_ref_at at = gfla_sampling_ref_element(size, i);
        gfla_bilinear_ref_bwd(src + at.plane, size->src_h, size->src_w, at.y + offset + flow[at.flow_y],
                              at.x + offset + flow[at.flow_x], d_dst[i], d_src + at.plane, &d_flow[at.flow_y],
                              &d_flow[at.flow_x]);
    }
}
