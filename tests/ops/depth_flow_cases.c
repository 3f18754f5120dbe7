#include <math.h>

#include "ops/depth_flow.h"
#include "ref/depth_flow_ref.h"
#include "tests/ops/op_case.h"

static const struct gfla_depth_flow_params params = {.centre = 4, .range = 1.05f, .tan_half_fov = 0.26794919f};

/* Cameras at distance 4 that differ by a random turn about the vertical axis and a small one about the horizontal. */
static void fill_cameras(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t n = 0; n < shape.dim[0]; n++) {
        double a = gfla_random_uniform(random, -3, 3), b = gfla_random_uniform(random, -0.3f, 0.3f),
               *c = values + 12 * n;
        double r[9] = {cos(a),           0,      sin(a),         sin(b) * sin(a), cos(b), -sin(b) * cos(a),
                       -cos(b) * sin(a), sin(b), cos(b) * cos(a)};
        for (int i = 0; i < 9; i++)
            c[i] = r[i];
        for (int i = 0; i < 3; i++)
            c[9 + i] = (i == 2 ? 4 : 0) - 4 * r[3 * i + 2];
    }
}

static struct gfla_depth_flow_ref reference(const struct op_case *c)
{
    const int64_t *d = c->in[0].shape.dim;
    const struct gfla_depth_flow_params *p = c->params;
    return (struct gfla_depth_flow_ref){(int)d[0], (int)d[2], (int)d[3], p->centre, p->range, p->tan_half_fov};
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_depth_flow(graph, in[0], in[1], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_depth_flow_ref p = reference(c);
    gfla_depth_flow_ref_fwd(&p, in[0], in[1], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_depth_flow_ref p = reference(c);
    gfla_depth_flow_ref_bwd(&p, in[0], in[1], d_out, d_in[0]);
}

#define CASE(n_, h_, w_, tiny_)                                                                                        \
    {                                                                                                                  \
        .name = "depth_flow(n=" #n_ ",h=" #h_ ",w=" #w_ ")", .n_in = 2, .params = &params, .build = build,             \
        .forward = forward, .backward = backward, .tiny = tiny_, .in = {                                               \
            {.shape = {4, {n_, 1, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED},                                            \
            {.shape = {2, {n_, 12}}, .no_grad = true, .fill = fill_cameras}                                            \
        }                                                                                                              \
    }

static const struct op_case cases[] = {CASE(1, 4, 4, true), CASE(2, 7, 5, true), CASE(3, 32, 32, false)};

const struct op_case_table depth_flow_cases = {"depth_flow", cases, sizeof cases / sizeof *cases};
