/* Maps of key points: inside and outside, missing in each way there is. */
#include <math.h>

#include "ops/heat_maps.h"
#include "ref/heat_maps_ref.h"
#include "tests/ops/op_case.h"

/* Points on and around a map of 9 x 7 pixels, every fourth of them special. */
static void fill_points(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    static const double special[][2] = {{-1, -1}, {NAN, 3}, {3, -1}, {2e6, 3}, {-0.75, 8.999f}, {-1.5, 2}, {1e6, 1e6}};
    int64_t n = gfla_shape_count(shape) / 2;
    for (int64_t i = 0; i < n; i++) {
        values[2 * i] = i % 4 == 1 ? special[i / 4 % 7][0] : gfla_random_uniform(random, -4, 11);
        values[2 * i + 1] = i % 4 == 1 ? special[i / 4 % 7][1] : gfla_random_uniform(random, -4, 9);
    }
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_heat_maps(graph, in[0], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_heat_maps_params *p = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_heat_maps_ref_fwd(gfla_shape_4d(d[0], d[1], p->h, p->w), p->sigma == 0 ? 6 : (double)p->sigma, in[0], out);
}

#define CASE(n_, c_, h_, w_, sigma_, tiny_)                                                                            \
    {                                                                                                                  \
        .name = "heat_maps(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ",sigma=" #sigma_ ")", .n_in = 1,                     \
        .params = &(const struct gfla_heat_maps_params){h_, w_, sigma_}, .build = build, .forward = forward,           \
        .tiny = tiny_, .tolerance = 1e-6, .in = {                                                                      \
            {.shape = {3, {n_, c_, 2}}, .no_grad = true, .fill = fill_points}                                          \
        }                                                                                                              \
    }

static const struct op_case cases[] = {
    CASE(2, 18, 7, 9, 0, true), CASE(1, 17, 9, 7, 2, true),    CASE(3, 16, 4, 5, 0.5f, true),
    CASE(2, 3, 3, 1, 1, true),  CASE(2, 33, 64, 48, 6, false),
};

const struct op_case_table heat_maps_cases = {"heat_maps", cases, sizeof cases / sizeof *cases};
