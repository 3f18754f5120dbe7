/* ref/pack_ref.h - see ops/pack.h. Doubles in C order. */
#ifndef GFLA_REF_PACK_REF_H
#define GFLA_REF_PACK_REF_H

/* src [clips][c][t][pixels] -> dst [clips][t][c][pixels]; its gradient, and the way back, is the same with c and t
 * exchanged. */
void gfla_pack_ref_fwd(int clips, int c, int t, int pixels, const double *src, double *dst);

#endif
