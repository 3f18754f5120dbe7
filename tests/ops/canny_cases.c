#include "ops/canny.h"

#include <math.h>

#include "ref/canny_ref.h"
#include "tests/ops/op_case.h"

/* Disks of grey with some noise, so that there are weak and strong edges, and pieces of both. */
static void fill_grey(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int h = (int)shape.dim[2], w = (int)shape.dim[3];
    for (int64_t n = 0; n < shape.dim[0]; n++, values += h * w) {
        for (int i = 0; i < h * w; i++)
            values[i] = gfla_random_uniform(random, 90, 110);
        for (int disk = 0; disk < 6; disk++) {
            const double x = gfla_random_uniform(random, 0, (float)w), y = gfla_random_uniform(random, 0, (float)h);
            const double radius = gfla_random_uniform(random, 1, (float)w / 3),
                         step = gfla_random_uniform(random, -40, 40);
            for (int i = 0; i < h * w; i++)
                values[i] += hypot(i % w - x, i / w - y) < radius ? step : 0;
        }
    }
}

static void fill_region(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = i / 5 % 4 == 2;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_canny(graph, in[0], c->n_in > 1 ? in[1] : NULL, c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_canny_params *p = c->params;
    const int64_t *d = c->in[0].shape.dim;
    const struct gfla_canny_ref ref = {(int)d[0],        (int)d[2],      (int)d[3],
                                       (double)p->sigma, (double)p->low, (double)p->high};
    gfla_canny_ref_fwd(&ref, in[0], c->n_in > 1 ? in[1] : NULL, out);
}

#define INPUT(n_, h_, w_, fill_)                                                                                       \
    {                                                                                                                  \
        .shape = {4, {n_, 1, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true, .fill = fill_                   \
    }
#define CASE(n_, h_, w_, n_in_, sigma_, low_, high_, tiny_)                                                            \
    {                                                                                                                  \
        .name = "canny(n=" #n_ ",h=" #h_ ",w=" #w_ ",inputs=" #n_in_ ",sigma=" #sigma_ ",high=" #high_ ")",            \
        .n_in = n_in_, .in = {INPUT(n_, h_, w_, fill_grey), INPUT(n_, h_, w_, fill_region)}, .tiny = tiny_,            \
        .params = &(const struct gfla_canny_params){(float)(sigma_), (float)(low_), (float)(high_)}, .build = build,   \
        .forward = forward                                                                                             \
    }

static const struct op_case cases[] = {
    CASE(1, 9, 12, 2, 1, 0.1, 0.2, true),   CASE(2, 12, 7, 1, 0.5, 0.1, 0.3, true),
    CASE(2, 41, 50, 2, 1, 0.1, 0.4, false), CASE(1, 64, 64, 1, 2, 0.02, 0.15, false),
    CASE(1, 2, 5, 1, 1, 0.1, 0.2, true),    CASE(1, 96, 80, 1, 1, 0.08, 0.6, false),
};

const struct op_case_table canny_cases = {"canny", cases, sizeof cases / sizeof *cases};
