/* Convolutions over time: of clips, and of sequences. */
#include "ops/conv3d.h"

#include "ref/conv3d_ref.h"
#include "tests/ops/op_case.h"

/* The settings are those of gfla_conv3d; a sequence has no frames. */
static bool is_sequence(const struct op_case *c)
{
    return ((const struct gfla_conv3d_params *)c->params)->frames == 0;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct gfla_conv3d_params *p = c->params;
    gfla_tensor *bias = c->n_in > 2 ? in[2] : NULL;
    if (!is_sequence(c))
        return gfla_conv3d(graph, in[0], in[1], bias, p);
    return gfla_conv1d(graph, in[0], in[1], bias,
                       &(struct gfla_conv1d_params){.stride = p->stride_t, .dilation = p->dilation_t, .pad = p->pad_t});
}

static int or_one(int value)
{
    return value ? value : 1;
}

static struct gfla_conv3d_ref geometry(const struct op_case *c)
{
    const struct gfla_conv3d_params *p = c->params;
    const int64_t *s = c->in[0].shape.dim, *w = c->in[1].shape.dim;
    struct gfla_conv3d_ref g = {
        .n = (int)s[0],
        .ic = (int)s[1],
        .it = (int)s[2],
        .ih = 1,
        .iw = 1,
        .oc = (int)w[0],
        .kt = (int)w[2],
        .kh = 1,
        .kw = 1,
        .stride_t = or_one(p->stride_t),
        .pad_t = p->pad_t,
        .dilation_t = or_one(p->dilation_t),
        .stride = or_one(p->stride),
        .pad = p->pad,
        .channels_first = true,
    };
    if (!is_sequence(c)) {
        g.channels_first = false;
        g.n = (int)s[0] / p->frames;
        g.it = p->frames;
        g.ih = (int)s[2];
        g.iw = (int)s[3];
        g.kh = (int)w[3];
        g.kw = (int)w[4];
    }
    g.ot = (g.it + 2 * g.pad_t - g.dilation_t * (g.kt - 1) - 1) / g.stride_t + 1;
    g.oh = (g.ih + 2 * g.pad - g.kh) / g.stride + 1;
    g.ow = (g.iw + 2 * g.pad - g.kw) / g.stride + 1;
    return g;
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_conv3d_ref g = geometry(c);
    gfla_conv3d_ref_fwd(&g, in[0], in[1], c->n_in > 2 ? in[2] : NULL, out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_conv3d_ref g = geometry(c);
    gfla_conv3d_ref_bwd(&g, in[0], in[1], d_out, d_in[0], d_in[1], c->n_in > 2 ? d_in[2] : NULL);
}

#define SEQUENCE(text, is_tiny, has_bias, n, ic, t, oc, k, ...)                                                        \
    {                                                                                                                  \
        .name = "conv3d(sequence," text ")", .n_in = 2 + has_bias,                                                     \
        .in = {{.shape = {4, {n, ic, t, 1}}, .layout = GFLA_LAYOUT_BLOCKED},                                           \
               {.shape = {3, {oc, ic, k}}},                                                                            \
               {.shape = {1, {oc}}}},                                                                                  \
        .params = &(const struct gfla_conv3d_params){__VA_ARGS__}, .build = build, .forward = forward,                 \
        .backward = backward, .tiny = is_tiny                                                                          \
    }
#define CLIP(text, is_tiny, has_bias, samples, ic, h, w, oc, kt, kh, kw, ...)                                          \
    {                                                                                                                  \
        .name = "conv3d(clip," text ")", .n_in = 2 + has_bias,                                                         \
        .in = {{.shape = {4, {samples, ic, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                     \
               {.shape = {5, {oc, ic, kt, kh, kw}}},                                                                   \
               {.shape = {1, {oc}}}},                                                                                  \
        .params = &(const struct gfla_conv3d_params){__VA_ARGS__}, .build = build, .forward = forward,                 \
        .backward = backward, .tiny = is_tiny                                                                          \
    }

static const struct op_case cases[] = {
    SEQUENCE("ic=3,t=13,oc=5,k=3,d=3", true, 0, 2, 3, 13, 5, 3, .dilation_t = 3),
    SEQUENCE("ic=34,t=24,oc=33,k=3,s=2,bias", false, 1, 2, 34, 24, 33, 3, .stride_t = 2),
    SEQUENCE("ic=16,t=31,oc=16,k=3,d=9,p=2", false, 0, 1, 16, 31, 16, 3, .dilation_t = 9, .pad_t = 2),
    SEQUENCE("ic=5,t=7,oc=2,k=1,bias", true, 1, 2, 5, 7, 2, 1, .frames = 0),
    CLIP("ic=2,frames=3,h=4,w=5,oc=3,k=3,p=1,bias", true, 1, 3, 2, 4, 5, 3, 3, 3, 3, .frames = 3, .pad_t = 1, .pad = 1),
    CLIP("ic=3,frames=5,h=8,w=6,oc=17,k=3x4x4,s=2,p=1,bias", false, 1, 10, 3, 8, 6, 17, 3, 4, 4, .frames = 5,
         .stride = 2, .pad = 1),
    CLIP("ic=6,frames=4,h=5,w=4,oc=4,k=2x1x1,s_t=2", true, 0, 8, 6, 5, 4, 4, 2, 1, 1, .frames = 4, .stride_t = 2),
    CLIP("ic=17,frames=2,h=3,w=7,oc=5,k=1x1x1,bias", false, 1, 4, 17, 3, 7, 5, 1, 1, 1, .frames = 2),
};

const struct op_case_table conv3d_cases = {"conv3d", cases, sizeof cases / sizeof *cases};
