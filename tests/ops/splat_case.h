/* tests/ops/splat_case.h - cameras and masks of the cases of ops that draw points. */
#ifndef GFLA_TESTS_SPLAT_CASE_H
#define GFLA_TESTS_SPLAT_CASE_H

#include <math.h>

#include "tests/ops/op_case.h"

/* Cameras at distance 4, turned about the vertical axis; every other one sees the mirror image. */
static inline void splat_case_cameras(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t n = 0; n < shape.dim[0]; n++) {
        double a = gfla_random_uniform(random, -3, 3), sign = n % 2 ? -1 : 1, *c = values + 12 * n;
        double r[9] = {sign * cos(a), 0, sign * sin(a), 0, 1, 0, -sin(a), 0, cos(a)};
        for (int i = 0; i < 9; i++)
            c[i] = r[i];
        for (int i = 0; i < 3; i++)
            c[9 + i] = (i == 2 ? 4 : 0) - 4 * r[3 * i + 2];
    }
}

/* Masks of photographs: nothing, parts, all. */
static inline void splat_case_mask(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = fmin(fmax((double)gfla_random_uniform(random, -0.5f, 1.5f), 0), 1);
}

#endif
