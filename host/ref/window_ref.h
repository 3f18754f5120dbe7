/* ref/window_ref.h - see ops/window.h. Doubles in C order, the frames where struct gfla_window_args says. */
#ifndef GFLA_REF_WINDOW_REF_H
#define GFLA_REF_WINDOW_REF_H

#include <stdbool.h>

#include "cl/shared/window.h"

/* Unfolds, or takes the mean. */
void gfla_window_ref_fwd(const struct gfla_window_args *a, bool mean, const double *src, double *dst);
/* Adds to d_src. */
void gfla_window_ref_bwd(const struct gfla_window_args *a, bool mean, const double *d_dst, double *d_src);

#endif
