/* ref/affine_reg_ref.h - see ops/affine_reg.h. Doubles in C order; the flow as `planes` = 2 n planes of h x w; k at
 * most 15. */
#ifndef GFLA_REF_AFFINE_REG_REF_H
#define GFLA_REF_AFFINE_REG_REF_H

double gfla_affine_reg_ref_fwd(int planes, int h, int w, int k, double scale, const double *flow);
/* Adds to d_flow. */
void gfla_affine_reg_ref_bwd(int planes, int h, int w, int k, double scale, const double *flow, double d,
                             double *d_flow);

#endif
