/* Elements left out at random, the same ones as the reference leaves out, forward and backward. */
#include "ops/dropout.h"
#include "ref/dropout_ref.h"
#include "tests/ops/op_case.h"

static void fill_key(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = i == 3 ? 65535 : gfla_random_below(random, 65536);
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_dropout(graph, in[0], in[1], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_dropout_params *p = c->params;
    for (int64_t i = 0; i < gfla_shape_count(c->in[0].shape); i++)
        out[i] = 0;
    gfla_dropout_ref_fwd(c->in[0].shape, (double)p->rate, p->stream, in[0], in[1], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_dropout_params *p = c->params;
    gfla_dropout_ref_fwd(c->in[0].shape, (double)p->rate, p->stream, d_out, in[1], d_in[0]);
}

#define CASE(n_, c_, h_, w_, rate_, stream_, tiny_)                                                                    \
    {                                                                                                                  \
        .name = "dropout(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ",rate=" #rate_ ",stream=" #stream_ ")", .n_in = 2,     \
        .params = &(const struct gfla_dropout_params){rate_, stream_}, .build = build, .forward = forward,             \
        .backward = backward, .tiny = tiny_, .in = {                                                                   \
            {.shape = {4, {n_, c_, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED},                                           \
            {.shape = {1, {GFLA_DROPOUT_KEY}}, .no_grad = true, .fill = fill_key}                                      \
        }                                                                                                              \
    }

static const struct op_case cases[] = {
    CASE(2, 21, 5, 3, 0.15f, 0, true), CASE(2, 16, 7, 1, 0.5f, 3, true),     CASE(3, 33, 3, 4, 0.9f, 1, true),
    CASE(1, 3, 2, 2, 0, 0, true),      CASE(4, 256, 24, 1, 0.15f, 7, false),
};

const struct op_case_table dropout_cases = {"dropout", cases, sizeof cases / sizeof *cases};
