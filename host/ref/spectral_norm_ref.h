/* ref/spectral_norm_ref.h - see ops/spectral_norm.h. Doubles, the weight as a matrix [rows][columns]. */
#ifndef GFLA_REF_SPECTRAL_NORM_REF_H
#define GFLA_REF_SPECTRAL_NORM_REF_H

/* One step of power iteration: v from u, then u from v. */
void gfla_spectral_norm_ref_iterate(int rows, int columns, const double *weight, double *u, double *v);
void gfla_spectral_norm_ref_fwd(int rows, int columns, const double *weight, const double *u, const double *v,
                                double *dst);
/* Adds to d_weight. */
void gfla_spectral_norm_ref_bwd(int rows, int columns, const double *weight, const double *u, const double *v,
                                const double *d_dst, double *d_weight);

#endif
