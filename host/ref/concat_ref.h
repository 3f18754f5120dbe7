/* ref/concat_ref.h - ranges of channels copied between feature maps.
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_CONCAT_REF_H
#define GFLA_REF_CONCAT_REF_H

#include "base/shape.h"

/* dst [n, dst_c, hw]: channels dst_first .. dst_first + c - 1 become channels src_first .. of src [n, src_c, hw]. */
void gfla_concat_ref_copy(int64_t n, int64_t hw, int64_t c, const double *src, int64_t src_c, int64_t src_first,
                          double *dst, int64_t dst_c, int64_t dst_first);
/* The same, added. */
void gfla_concat_ref_add(int64_t n, int64_t hw, int64_t c, const double *src, int64_t src_c, int64_t src_first,
                         double *dst, int64_t dst_c, int64_t dst_first);

#endif
