#include "ops/label_map.h"

#include "ref/label_map_ref.h"
#include "tests/ops/op_case.h"

/* Polygons of six sides, any way round and through themselves, in and beyond a map of some 40 pixels; some sides are
 * left out. */
static void fill_edges(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t k = shape.dim[1];
    double *row = values, *first = values;
    for (int64_t i = 0; i < shape.dim[0] * k; i++, row += 6) {
        const int64_t side = i % k % 6;
        first = side == 0 ? row : first;
        row[0] = (double)(i % k / 6);
        row[1] = (double)(i % k / 6 % 6 + 1);
        for (int j = 2; j < 4; j++) {
            row[j] = side ? row[j - 4] : (int)gfla_random_uniform(random, -12, 48);
            row[j + 2] = side == 5 || i % k == k - 1 ? first[j] : (int)gfla_random_uniform(random, -12, 48);
        }
    }
    values[6 * (k - 1)] = -1;
    values[2] = shape.dim[0] > 1 ? 1e6 : values[2];
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_label_map(graph, in[0], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_label_map_params *p = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_label_map_ref_fwd((int)d[0], (int)d[1], p->h, p->w, in[0], out);
}

#define CASE(n_, k_, h_, w_, tiny_)                                                                                    \
    {                                                                                                                  \
        .name = "label_map(n=" #n_ ",k=" #k_ ",h=" #h_ ",w=" #w_ ")", .n_in = 1, .tiny = tiny_,                        \
        .in = {{.shape = {3, {n_, k_, 6}}, .no_grad = true, .fill = fill_edges}},                                      \
        .params = &(const struct gfla_label_map_params){h_, w_}, .build = build, .forward = forward                    \
    }

static const struct op_case cases[] = {CASE(1, 6, 20, 9, true), CASE(2, 13, 11, 17, true), CASE(3, 30, 40, 33, false),
                                       CASE(1, 92, 64, 48, false)};

const struct op_case_table label_map_cases = {"label_map", cases, sizeof cases / sizeof *cases};
