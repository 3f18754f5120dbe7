#include <math.h>

#include "ops/point_splat.h"
#include "ref/point_splat_ref.h"
#include "tests/ops/op_case.h"

static const struct gfla_point_splat_params params = {
    .centre = 4, .range = 1.05f, .tan_half_fov = 0.26794919f, .threshold = 0.3f, .empty = 1};

/* Cameras at distance 4, turned about the vertical axis; every other one sees the mirror image. */
static void fill_cameras(double *values, struct gfla_shape shape, struct gfla_random *random)
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

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_point_splat(graph, in[0], in[1], in[2], in[3], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *d = c->in[0].shape.dim;
    const struct gfla_point_splat_params *p = c->params;
    const struct gfla_point_splat_ref ref = {(int)d[0], (int)d[1],       (int)d[2],    (int)d[3], p->centre,
                                             p->range,  p->tan_half_fov, p->threshold, p->empty};
    gfla_point_splat_ref_fwd(&ref, in[0], in[1], in[2], in[3], out);
}

#define PLANE(n_, h_, w_)                                                                                              \
    {                                                                                                                  \
        .shape = {4, {n_, 1, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true                                  \
    }
#define CASE(n_, c_, h_, w_, tiny_)                                                                                    \
    {                                                                                                                  \
        .name = "point_splat(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ")", .n_in = 4, .params = &params, .build = build,  \
        .forward = forward, .tiny = tiny_, .in = {                                                                     \
            {.shape = {4, {n_, c_, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true},                          \
            PLANE(n_, h_, w_),                                                                                         \
            PLANE(n_, h_, w_),                                                                                         \
            {.shape = {2, {n_, 12}}, .no_grad = true, .fill = fill_cameras}                                            \
        }                                                                                                              \
    }

static const struct op_case cases[] = {CASE(1, 3, 4, 4, true), CASE(2, 3, 7, 5, true), CASE(2, 1, 9, 16, true),
                                       CASE(3, 14, 32, 32, false)};

const struct op_case_table point_splat_cases = {"point_splat", cases, sizeof cases / sizeof *cases};
