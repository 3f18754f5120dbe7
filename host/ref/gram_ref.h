/* ref/gram_ref.h - see ops/gram.h. Doubles in C order: src [n,c,area], dst [n,c,c]. */
#ifndef GFLA_REF_GRAM_REF_H
#define GFLA_REF_GRAM_REF_H

void gfla_gram_ref_fwd(int n, int c, int area, const double *src, double *dst);
/* Adds to d_src. */
void gfla_gram_ref_bwd(int n, int c, int area, const double *src, const double *d_dst, double *d_src);

#endif
