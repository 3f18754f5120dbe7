/* ref/dropout_ref.h - elements left out at random: see ops/dropout.h. */
#ifndef GFLA_REF_DROPOUT_REF_H
#define GFLA_REF_DROPOUT_REF_H

#include "base/shape.h"

/* src of any shape, in C order; key: 6 whole numbers 0 .. 65535. Its gradient is the same of the gradient. Adds to
 * dst. */
void gfla_dropout_ref_fwd(struct gfla_shape shape, double rate, int stream, const double *src, const double *key,
                          double *dst);

#endif
