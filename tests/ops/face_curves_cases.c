#include "ops/face_curves.h"

#include "ref/face_curves_ref.h"
#include "tests/ops/op_case.h"

/* Points in and around a map of some 40 pixels, in quarters, so that many places are whole pixels; some rows that draw
 * nothing. */
static void fill_curves(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < shape.dim[0] * shape.dim[1]; i++) {
        double *row = values + 8 * i;
        row[0] = (int)gfla_random_uniform(random, -1, 19);
        row[1] = (int)gfla_random_uniform(random, 0, 60);
        for (int k = 2; k < 8; k++)
            row[k] = (int)gfla_random_uniform(random, -40, 200) * 0.25;
        if (i % 7 == 3)
            row[2 + i % 6] = 1e6;
    }
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_face_curves(graph, in[0], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_face_curves_params *p = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_face_curves_ref_fwd((int)d[0], (int)d[1], p->parts, p->h, p->w, in[0], out);
}

#define CASE(n_, k_, parts_, h_, w_)                                                                                   \
    {                                                                                                                  \
        .name = "face_curves(n=" #n_ ",k=" #k_ ",parts=" #parts_ ",h=" #h_ ",w=" #w_ ")", .n_in = 1,                   \
        .in = {{.shape = {3, {n_, k_, 8}}, .no_grad = true, .fill = fill_curves}},                                     \
        .params = &(const struct gfla_face_curves_params){parts_, h_, w_}, .build = build, .forward = forward,         \
        .tiny = (k_) < 30                                                                                              \
    }

static const struct op_case cases[] = {CASE(1, 9, 2, 7, 5), CASE(2, 20, 14, 33, 40), CASE(2, 25, 17, 21, 16),
                                       CASE(3, 42, 14, 48, 50)};

const struct op_case_table face_curves_cases = {"face_curves", cases, sizeof cases / sizeof *cases};
