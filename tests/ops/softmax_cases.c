/* Softmax over channels; 9 and 25 are the taps of local attention. */
#include "ops/softmax.h"
#include "ref/softmax_ref.h"
#include "tests/ops/op_case.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_softmax_channels(graph, in[0]);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    gfla_softmax_channels_ref_fwd(c->in[0].shape, in[0], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_softmax_channels_ref_bwd(c->in[0].shape, in[0], d_out, d_in[0]);
}

#define SOFTMAX(text, n, ch, h, w, from, to)                                                                           \
    {                                                                                                                  \
        .name = text, .n_in = 1,                                                                                       \
        .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED, .lo = from, .hi = to}}, .build = build,    \
        .forward = forward, .backward = backward, .tiny = true                                                         \
    }

static const struct op_case cases[] = {
    SOFTMAX("softmax_channels(c=9)", 2, 9, 5, 7, -2, 2),
    SOFTMAX("softmax_channels(c=25)", 2, 25, 5, 3, -2, 2),
    SOFTMAX("softmax_channels(c=16)", 2, 16, 3, 3, -2, 2),
    SOFTMAX("softmax_channels(c=1)", 2, 1, 3, 3, -2, 2),
    SOFTMAX("softmax_channels(c=33)", 3, 33, 9, 7, -2, 2),
    SOFTMAX("softmax_channels(c=9,low)", 2, 9, 3, 3, -300, -290),
    SOFTMAX("softmax_channels(c=25,high)", 2, 25, 3, 3, 95, 105),
};

const struct op_case_table softmax_cases = {"softmax", cases, sizeof cases / sizeof *cases};
