#include "ops/face_maps.h"

#include "ref/face_maps_ref.h"
#include "tests/ops/op_case.h"

/* One in thirty. */
static void fill_dots(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = gfla_random_uniform(random, 0, 30) < 1;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_face_maps_join(graph, in[0], in[1], in[2], c->n_in > 3 ? in[3] : NULL);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *d = c->in[0].shape.dim;
    gfla_face_maps_ref_fwd((int)d[0], (int)(d[2] * d[3]), in[0], in[1], in[2], c->n_in > 3 ? in[3] : NULL, out);
}

#define INPUT(n_, c_, h_, w_, fill_)                                                                                   \
    {                                                                                                                  \
        .shape = {4, {n_, c_, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true, .fill = fill_                  \
    }
#define CASE(n_, h_, w_, n_in_)                                                                                        \
    {                                                                                                                  \
        .name = "face_maps(n=" #n_ ",h=" #h_ ",w=" #w_ ",inputs=" #n_in_ ")", .n_in = n_in_, .tiny = true,             \
        .in = {INPUT(n_, 14, h_, w_, fill_dots), INPUT(n_, 14, h_, w_, NULL), INPUT(n_, 1, h_, w_, NULL),              \
               INPUT(n_, 1, h_, w_, fill_dots)},                                                                       \
        .build = build, .forward = forward                                                                             \
    }

static const struct op_case cases[] = {CASE(1, 5, 7, 3), CASE(2, 9, 4, 4), CASE(3, 16, 17, 4)};

const struct op_case_table face_maps_cases = {"face_maps", cases, sizeof cases / sizeof *cases};
