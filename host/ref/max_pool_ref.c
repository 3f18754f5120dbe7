#include "ref/max_pool_ref.h"

/* Where in src the maximum is that element i of dst takes. */
static int winner(int i, int h, int w, const double *src)
{
    const int oh = h / 2, ow = w / 2, corner = (i / (oh * ow) * h + i / ow % oh * 2) * w + i % ow * 2;
    int best = corner;
    for (int k = 1; k < 4; k++) {
        const int at = corner + k / 2 * w + k % 2;
        best = src[at] > src[best] ? at : best;
    }
    return best;
}

void gfla_max_pool2_ref(int planes, int h, int w, const double *src, double *dst)
{
    for (int i = 0; i < planes * (h / 2) * (w / 2); i++)
        dst[i] = src[winner(i, h, w, src)];
}

void gfla_max_pool2_ref_backward(int planes, int h, int w, const double *src, const double *d_dst, double *d_src)
{
    for (int i = 0; i < planes * (h / 2) * (w / 2); i++)
        d_src[winner(i, h, w, src)] += d_dst[i];
}
