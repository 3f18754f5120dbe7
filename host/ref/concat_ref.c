#include "ref/concat_ref.h"

void gfla_concat_ref_copy(int64_t n, int64_t hw, int64_t c, const double *src, int64_t src_c, int64_t src_first,
                          double *dst, int64_t dst_c, int64_t dst_first)
{
    for (int64_t sample = 0; sample < n; sample++)
        for (int64_t i = 0; i < c * hw; i++)
            dst[(sample * dst_c + dst_first) * hw + i] = src[(sample * src_c + src_first) * hw + i];
}

void gfla_concat_ref_add(int64_t n, int64_t hw, int64_t c, const double *src, int64_t src_c, int64_t src_first,
                         double *dst, int64_t dst_c, int64_t dst_first)
{
    for (int64_t sample = 0; sample < n; sample++)
        for (int64_t i = 0; i < c * hw; i++)
            dst[(sample * dst_c + dst_first) * hw + i] += src[(sample * src_c + src_first) * hw + i];
}
