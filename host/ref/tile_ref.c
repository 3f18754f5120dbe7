#include "ref/tile_ref.h"

void gfla_tile_ref_fwd(int64_t planes, int64_t hw, const double *src, double *dst)
{
    for (int64_t i = 0; i < planes * hw; i++)
        dst[i] = src[i / hw];
}

void gfla_tile_ref_bwd(int64_t planes, int64_t hw, const double *d_dst, double *d_src)
{
    for (int64_t i = 0; i < planes * hw; i++)
        d_src[i / hw] += d_dst[i];
}
