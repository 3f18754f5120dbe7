#include "ref/dropout_ref.h"

#include "cl/shared/dropout.h"

void gfla_dropout_ref_fwd(struct gfla_shape shape, double rate, int stream, const double *src, const double *key,
                          double *dst)
{
    const unsigned low = (unsigned)key[0] | (unsigned)key[1] << 16, high = (unsigned)key[2] | (unsigned)key[3] << 16;
    const unsigned first = (unsigned)key[4] | (unsigned)key[5] << 16;
    const unsigned of_item = (unsigned)(gfla_shape_count(shape) / shape.dim[0]);
    const double limit = rate * (1 << GFLA_DROPOUT_BITS);
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        if ((double)gfla_dropout_hash(low, high, (unsigned)stream, first * of_item + (unsigned)i) >=
            (double)(int64_t)limit)
            dst[i] += src[i] / (1 - rate);
}
