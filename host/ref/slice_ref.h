/* ref/slice_ref.h - see ops/slice.h. The tensor as [outer][size][inner]. */
#ifndef GFLA_REF_SLICE_REF_H
#define GFLA_REF_SLICE_REF_H

struct gfla_slice_ref {
    int outer, size, inner, first, count;
};

void gfla_slice_ref_fwd(const struct gfla_slice_ref *s, const double *src, double *dst);
/* Adds to d_src. */
void gfla_slice_ref_bwd(const struct gfla_slice_ref *s, const double *d_dst, double *d_src);

#endif
