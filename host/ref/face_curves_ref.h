/* ref/face_curves_ref.h - see ops/face_curves.h. Doubles in C order: curves [n,k,8], maps [n,parts,h,w], which start as
 * zeros. */
#ifndef GFLA_REF_FACE_CURVES_REF_H
#define GFLA_REF_FACE_CURVES_REF_H

void gfla_face_curves_ref_fwd(int n, int k, int parts, int h, int w, const double *curves, double *maps);

#endif
