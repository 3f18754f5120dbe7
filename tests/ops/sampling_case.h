/* tests/ops/sampling_case.h - inputs and sizes of the cases of sampling ops. */
#ifndef GFLA_TESTS_SAMPLING_CASE_H
#define GFLA_TESTS_SAMPLING_CASE_H

#include "ref/sampling_ref.h"
#include "tests/ops/op_case.h"

/* Flows of some pixels that keep away from integers, where bilinear sampling has kinks and Gaussian sampling jumps. */
static inline void sampling_case_flow(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = (double)gfla_random_below(random, 9) - 4 + (double)gfla_random_uniform(random, 0.05f, 0.95f);
}

/* As above, but every fifth value is so far outside that only the border is seen. */
static inline void sampling_case_far_flow(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    sampling_case_flow(values, shape, random);
    for (int64_t i = 0; i < gfla_shape_count(shape); i += 5)
        values[i] = i % 2 ? 1e6 : -1e6;
}

/* No displacement at all, and whole pixels: for values alone. */
static inline void sampling_case_whole_flow(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = i % 3 ? 0 : (double)gfla_random_below(random, 7) - 3;
}

static inline struct gfla_sampling_ref sampling_case_size(struct gfla_shape src, struct gfla_shape flow)
{
    return (struct gfla_sampling_ref){.n = (int)src.dim[0],
                                      .c = (int)src.dim[1],
                                      .src_h = (int)src.dim[2],
                                      .src_w = (int)src.dim[3],
                                      .h = (int)flow.dim[2],
                                      .w = (int)flow.dim[3]};
}

/* Inputs of a case. */
#define SAMPLING_MAP(n, c, h, w)                                                                                       \
    {                                                                                                                  \
        .shape = {4, {n, c, h, w}}, .layout = GFLA_LAYOUT_BLOCKED                                                      \
    }
#define SAMPLING_FLOW(n, h, w, how)                                                                                    \
    {                                                                                                                  \
        .shape = {4, {n, 2, h, w}}, .layout = GFLA_LAYOUT_BLOCKED, .fill = how                                         \
    }

#endif
