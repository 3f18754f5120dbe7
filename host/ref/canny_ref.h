/* ref/canny_ref.h - see ops/canny.h. Doubles in C order: grey, region (may be NULL), edges [n,h,w]. */
#ifndef GFLA_REF_CANNY_REF_H
#define GFLA_REF_CANNY_REF_H

#include "base/error.h"

struct gfla_canny_ref {
    int n, h, w;
    double sigma, low, high; /* thresholds as parts of 255 */
};

gfla_status gfla_canny_ref_fwd(const struct gfla_canny_ref *p, const double *grey, const double *region, double *edges);

#endif
