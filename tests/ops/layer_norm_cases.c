/* Layer norm over channels and pixels, with scales of its own or given for each sample. */
#include "ops/layer_norm.h"

#include "ref/layer_norm_ref.h"
#include "tests/ops/op_case.h"

static struct gfla_layer_norm_ref size_of(const struct op_case *c)
{
    const int64_t *d = c->in[0].shape.dim;
    return (struct gfla_layer_norm_ref){.n = (int)d[0],
                                        .c = (int)d[1],
                                        .area = (int)(d[2] * d[3]),
                                        .adaptive = c->in[1].layout == GFLA_LAYOUT_BLOCKED,
                                        .eps = GFLA_LAYER_NORM_EPS};
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return size_of(c).adaptive ? gfla_adaptive_layer_norm(graph, in[0], in[1], in[2])
                               : gfla_layer_norm(graph, in[0], in[1], in[2]);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_layer_norm_ref s = size_of(c);
    gfla_layer_norm_ref_fwd(&s, in[0], in[1], in[2], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_layer_norm_ref s = size_of(c);
    gfla_layer_norm_ref_bwd(&s, in[0], in[1], d_out, d_in[0], d_in[1], d_in[2]);
}

#define NORM(text, n, ch, h, w, from, to, ...)                                                                         \
    {                                                                                                                  \
        .name = "layer_norm(" text ")", .n_in = 3,                                                                     \
        .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED, .lo = from, .hi = to},                     \
               {.shape = {2, {ch, 1}}},                                                                                \
               {.shape = {2, {ch, 1}}}},                                                                               \
        .build = build, .forward = forward, .backward = backward, __VA_ARGS__                                          \
    }
#define ADAPTIVE(text, n, ch, h, w, ...)                                                                               \
    {                                                                                                                  \
        .name = "layer_norm(adaptive," text ")", .n_in = 3,                                                            \
        .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                           \
               {.shape = {4, {n, ch, 1, 1}}, .layout = GFLA_LAYOUT_BLOCKED},                                           \
               {.shape = {4, {n, ch, 1, 1}}, .layout = GFLA_LAYOUT_BLOCKED}},                                          \
        .build = build, .forward = forward, .backward = backward, __VA_ARGS__                                          \
    }

static const struct op_case cases[] = {
    NORM("n=2,c=5,t=7", 2, 5, 7, 1, -1, 1, .tiny = true),
    NORM("n=2,c=16,h=3,w=2", 2, 16, 3, 2, -1, 1, .tiny = true),
    NORM("n=3,c=37,h=19,w=7", 3, 37, 19, 7, -1, 1, .tiny = false),
    NORM("n=2,c=21,t=61,mean=10", 2, 21, 61, 1, 9, 11, .tiny = false),
    NORM("n=2,c=20,h=41,w=27", 2, 20, 41, 27, -1, 1, .tiny = false),
    ADAPTIVE("n=2,c=17,t=6", 2, 17, 6, 1, .tiny = true),
    ADAPTIVE("n=1,c=3,h=2,w=5", 1, 3, 2, 5, .tiny = true),
    ADAPTIVE("n=3,c=64,t=83", 3, 64, 83, 1, .tiny = false),
};

const struct op_case_table layer_norm_cases = {"layer_norm", cases, sizeof cases / sizeof *cases};
