#include "ops/distance_map.h"

#include "ref/distance_map_ref.h"
#include "tests/ops/op_case.h"

/* A few drawn pixels in each channel, none in every fifth. */
static void fill_maps(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t area = shape.dim[2] * shape.dim[3];
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = i / area % 5 != 3 && gfla_random_uniform(random, 0, 1) < 3.0f / (float)area;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_distance_map(graph, in[0], *(const int *)c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *d = c->in[0].shape.dim;
    gfla_distance_map_ref_fwd((int)(d[0] * d[1]), (int)d[2], (int)d[3], *(const int *)c->params, in[0], out);
}

#define CASE(n_, c_, h_, w_, divisor_, tiny_)                                                                          \
    {                                                                                                                  \
        .name = "distance_map(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ",divisor=" #divisor_ ")", .n_in = 1,              \
        .tiny = tiny_,                                                                                                 \
        .in = {{.shape = {4, {n_, c_, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true, .fill = fill_maps}},   \
        .params = &(const int){divisor_}, .build = build, .forward = forward                                           \
    }

static const struct op_case cases[] = {
    CASE(1, 14, 9, 12, 3, true),   CASE(2, 17, 7, 5, 1, true),   CASE(2, 3, 1, 6, 2, true),
    CASE(1, 16, 33, 40, 3, false), CASE(1, 2, 2, 700, 1, false),
};

const struct op_case_table distance_map_cases = {"distance_map", cases, sizeof cases / sizeof *cases};
