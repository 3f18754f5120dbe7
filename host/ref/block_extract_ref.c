#include "ref/block_extract_ref.h"

/* Where tap (i, j) of an element lies in dst. */
static int tap_index(const struct gfla_sampling_ref *size, int k, struct gfla_sampling_ref_at at, int i, int j)
{
    return ((at.n * size->c + at.channel) * size->h * k + at.y * k + i) * size->w * k + at.x * k + j;
}

void gfla_block_extract_ref_fwd(const struct gfla_sampling_ref *size, int k, const double *src, const double *flow,
                                double *dst)
{
    for (int e = 0; e < gfla_sampling_ref_count(size); e++) {
        const struct gfla_sampling_ref_at at = gfla_sampling_ref_element(size, e);
        for (int i = 0; i < k; i++)
            for (int j = 0; j < k; j++)
                dst[tap_index(size, k, at, i, j)] =
                    gfla_bilinear_ref_fwd(src + at.plane, size->src_h, size->src_w, at.y + flow[at.flow_y] + i - k / 2,
                                          at.x + flow[at.flow_x] + j - k / 2);
    }
}

void gfla_block_extract_ref_bwd(const struct gfla_sampling_ref *size, int k, const double *src, const double *flow,
                                const double *d_dst, double *d_src, double *d_flow)
{
    for (int e = 0; e < gfla_sampling_ref_count(size); e++) {
        const struct gfla_sampling_ref_at at = gfla_sampling_ref_element(size, e);
        for (int i = 0; i < k; i++)
            for (int j = 0; j < k; j++)
                gfla_bilinear_ref_bwd(src + at.plane, size->src_h, size->src_w, at.y + flow[at.flow_y] + i - k / 2,
                                      at.x + flow[at.flow_x] + j - k / 2, d_dst[tap_index(size, k, at, i, j)],
                                      d_src + at.plane, &d_flow[at.flow_y], &d_flow[at.flow_x]);
    }
}
