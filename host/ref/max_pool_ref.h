/* ref/max_pool_ref.h - see ops/max_pool.h. Doubles in C order: src [planes,h,w], dst [planes,h/2,w/2]. */
#ifndef GFLA_REF_MAX_POOL_REF_H
#define GFLA_REF_MAX_POOL_REF_H

void gfla_max_pool2_ref(int planes, int h, int w, const double *src, double *dst);
/* Adds to d_src. */
void gfla_max_pool2_ref_backward(int planes, int h, int w, const double *src, const double *d_dst, double *d_src);

#endif
