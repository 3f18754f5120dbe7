#include "ref/slice_ref.h"

/* Where (o, at, i) of the slice lies in the tensor. */
static int place(const struct gfla_slice_ref *s, int o, int at, int i)
{
    return (o * s->size + s->first + at) * s->inner + i;
}

void gfla_slice_ref_fwd(const struct gfla_slice_ref *s, const double *src, double *dst)
{
    for (int o = 0; o < s->outer; o++)
        for (int at = 0; at < s->count; at++)
            for (int i = 0; i < s->inner; i++)
                *dst++ = src[place(s, o, at, i)];
}

void gfla_slice_ref_bwd(const struct gfla_slice_ref *s, const double *d_dst, double *d_src)
{
    for (int o = 0; o < s->outer; o++)
        for (int at = 0; at < s->count; at++)
            for (int i = 0; i < s->inner; i++)
                d_src[place(s, o, at, i)] += *d_dst++;
}
