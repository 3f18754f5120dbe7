#include "ref/local_attention_ref.h"

/* Where the weight of one tap of an element lies. */
static int weight_index(const struct gfla_sampling_ref *size, int k, struct gfla_sampling_ref_at at, int tap)
{
    return ((at.n * k * k + tap) * size->h + at.y) * size->w + at.x;
}

void gfla_local_attention_ref_fwd(const struct gfla_sampling_ref *size, int k, double scale, const double *weights,
                                  const double *src, const double *flow, double *dst)
{
    for (int e = 0; e < gfla_sampling_ref_count(size); e++) {
        const struct gfla_sampling_ref_at at = gfla_sampling_ref_element(size, e);
        double sum = 0;
        for (int tap = 0; tap < k * k; tap++)
            sum += weights[weight_index(size, k, at, tap)] *
                   gfla_bilinear_ref_fwd(src + at.plane, size->src_h, size->src_w,
                                         at.y + flow[at.flow_y] + tap / k - k / 2,
                                         at.x + flow[at.flow_x] + tap % k - k / 2);
        dst[e] = scale * sum;
    }
}

void gfla_local_attention_ref_bwd(const struct gfla_sampling_ref *size, int k, double scale, const double *weights,
                                  const double *src, const double *flow, const double *d_dst, double *d_weights,
                                  double *d_src, double *d_flow)
{
    for (int e = 0; e < gfla_sampling_ref_count(size); e++) {
        const struct gfla_sampling_ref_at at = gfla_sampling_ref_element(size, e);
        for (int tap = 0; tap < k * k; tap++) {
            const double y = at.y + flow[at.flow_y] + tap / k - k / 2, x = at.x + flow[at.flow_x] + tap % k - k / 2;
            const int w = weight_index(size, k, at, tap);
            d_weights[w] += scale * d_dst[e] * gfla_bilinear_ref_fwd(src + at.plane, size->src_h, size->src_w, y, x);
            gfla_bilinear_ref_bwd(src + at.plane, size->src_h, size->src_w, y, x, scale * d_dst[e] * weights[w],
                                  d_src + at.plane, &d_flow[at.flow_y], &d_flow[at.flow_x]);
        }
    }
}
