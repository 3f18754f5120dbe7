/* ref/tile_ref.h - one value per channel repeated over all pixels.
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_TILE_REF_H
#define GFLA_REF_TILE_REF_H

#include "base/shape.h"

/* src [planes], dst [planes, hw]. */
void gfla_tile_ref_fwd(int64_t planes, int64_t hw, const double *src, double *dst);
void gfla_tile_ref_bwd(int64_t planes, int64_t hw, const double *d_dst, double *d_src);

#endif
