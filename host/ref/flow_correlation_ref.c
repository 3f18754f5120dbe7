#include "ref/flow_correlation_ref.h"

#include <math.h>
#include <stddef.h>

#define EPS 1e-8

double gfla_cosine_ref_fwd(const double *a, int a_step, const double *b, int b_step, int c)
{
    double aa = 0, bb = 0, ab = 0;
    for (int i = 0; i < c; i++) {
        aa += a[i * a_step] * a[i * a_step];
        bb += b[i * b_step] * b[i * b_step];
        ab += a[i * a_step] * b[i * b_step];
    }
    return ab / ((sqrt(aa) + EPS) * (sqrt(bb) + EPS));
}

void gfla_flow_correlation_ref_fwd(const struct gfla_sampling_ref *size, const double *target, const double *source,
                                   double *best, double *flow)
{
    const int plane = size->h * size->w, src_plane = size->src_h * size->src_w;
    for (int i = 0; i < size->n * plane; i++) {
        const int image = i / plane, pixel = i % plane;
        const double *feature = target + image * size->c * plane + pixel;
        double most = -INFINITY;
        int at = 0;
        for (int s = 0; s < src_plane; s++) {
            const double cosine =
                gfla_cosine_ref_fwd(feature, plane, source + image * size->c * src_plane + s, src_plane, size->c);
            if (cosine > most) {
                most = cosine;
                at = s;
            }
        }
        if (best)
            best[i] = most;
        if (flow) {
            flow[2 * image * plane + pixel] = at % size->src_w - pixel % size->w;
            flow[(2 * image + 1) * plane + pixel] = at / size->src_w - pixel / size->w;
        }
    }
}
