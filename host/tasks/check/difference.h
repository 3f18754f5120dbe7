/* tasks/check/difference.h - what a device gave against what it should have given, part by part; for the checks of
 * layers, their gradients and networks. */
#ifndef GFLA_TASKS_CHECK_DIFFERENCE_H
#define GFLA_TASKS_CHECK_DIFFERENCE_H

#include <float.h>
#include <math.h>
#include <stddef.h>

#include "ref/conv2d_ref.h"

struct gfla_difference {
    double most, largest; /* |out - expected|, |expected|; begin with 0 and 1 */
};

static inline void gfla_difference_add(struct gfla_difference *d, const float *out, const double *expected, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        const double e = fabs((double)out[i] - expected[i]);
        d->most = e <= DBL_MAX ? fmax(d->most, e) : DBL_MAX; /* of what is no number, too */
        d->largest = fmax(d->largest, fabs(expected[i]));
    }
}

/* Channel `channel` of out [n][channels][area] against expected [n][area]. */
static inline void gfla_difference_add_channel(struct gfla_difference *d, const float *out, const double *expected,
                                               int n, int channels, int channel, int area)
{
    for (int i = 0; i < n; i++)
        gfla_difference_add(d, out + ((ptrdiff_t)i * channels + channel) * area, expected + (ptrdiff_t)i * area, area);
}

/* Plain C takes long: so many of n channels are compared, with about `most` products, and the i-th of them is channel
 * i * n / this. */
static inline int gfla_difference_channels(const struct gfla_conv *g, int n, double most)
{
    const double products = (double)g->n * g->oh * g->ow * g->ic * g->oc * g->kh * g->kw / n;
    const double count = fmax(1, floor(most / products));
    return count < n ? (int)count : n;
}

#endif
