/* Windows along the time of sequences and of clips: unfolded, and their means. */
#include "ops/window.h"

#include "ref/window_ref.h"
#include "tests/ops/op_case.h"

struct params {
    struct gfla_window window;
    bool mean;
};

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct params *p = c->params;
    return p->mean ? gfla_window_mean(graph, in[0], &p->window) : gfla_window_unfold(graph, in[0], &p->window);
}

static struct gfla_window_args describe(const struct op_case *c)
{
    const struct gfla_window *w = &((const struct params *)c->params)->window;
    const int64_t *d = c->in[0].shape.dim;
    const bool in_rows = w->frames == 0;
    struct gfla_window_args a = {
        .clips = (int)(in_rows ? d[0] : d[0] / w->frames),
        .channels = (int)d[1],
        .pixels = (int)(in_rows ? d[3] : d[2] * d[3]),
        .src_t = in_rows ? (int)d[2] : w->frames,
        .in_rows = in_rows,
        .size = w->size,
        .stride = w->stride ? w->stride : 1,
        .pad = w->pad,
        .dilation = w->dilation ? w->dilation : 1,
    };
    a.dst_t = (a.src_t + 2 * a.pad - a.dilation * (a.size - 1) - 1) / a.stride + 1;
    return a;
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_window_args a = describe(c);
    gfla_window_ref_fwd(&a, ((const struct params *)c->params)->mean, in[0], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_window_args a = describe(c);
    gfla_window_ref_bwd(&a, ((const struct params *)c->params)->mean, d_out, d_in[0]);
}

#define CASE(text, is_mean, n, ch, h, w, is_tiny, ...)                                                                 \
    {                                                                                                                  \
        .name = "window(" text ")", .n_in = 1, .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED}},   \
        .params = &(const struct params){.mean = is_mean, .window = {__VA_ARGS__}}, .build = build,                    \
        .forward = forward, .backward = backward, .tiny = is_tiny                                                      \
    }

static const struct op_case cases[] = {
    CASE("unfold,sequence,c=5,t=11,size=3,dilation=3", false, 2, 5, 11, 1, true, .size = 3, .dilation = 3),
    CASE("unfold,sequence,c=34,t=17,w=2,size=3,stride=2,pad=1", false, 2, 34, 17, 2, false, .size = 3, .stride = 2,
         .pad = 1),
    CASE("unfold,sequence,c=17,t=9,crop=2", false, 2, 17, 9, 1, true, .size = 1, .pad = -2),
    CASE("unfold,clip,c=3,frames=5,size=3,pad=1", false, 10, 3, 2, 3, true, .frames = 5, .size = 3, .pad = 1),
    CASE("unfold,clip,c=16,frames=4,size=4", false, 8, 16, 3, 5, false, .frames = 4, .size = 4),
    CASE("unfold,clip,c=2,frames=7,size=2,stride=3,dilation=2,pad=1", false, 14, 2, 3, 1, true, .frames = 7, .size = 2,
         .stride = 3, .dilation = 2, .pad = 1),
    CASE("mean,sequence,c=18,t=13,size=13", true, 3, 18, 13, 1, true, .size = 13),
    CASE("mean,sequence,c=5,t=9,size=3,stride=2,pad=1", true, 2, 5, 9, 2, true, .size = 3, .stride = 2, .pad = 1),
    CASE("mean,clip,c=33,frames=6,size=3", true, 12, 33, 3, 2, false, .frames = 6, .size = 3),
    CASE("mean,clip,c=3,frames=5,size=3", true, 10, 3, 4, 2, true, .frames = 5, .size = 3),
};

const struct op_case_table window_cases = {"window", cases, sizeof cases / sizeof *cases};
