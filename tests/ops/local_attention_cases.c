#include "ops/local_attention.h"

#include "ref/local_attention_ref.h"
#include "tests/ops/sampling_case.h"

static const struct gfla_local_attention_params k2 = {.k = 2, .scale = 1}, k3 = {.k = 3, .scale = 1};
static const struct gfla_local_attention_params k3_published = {.k = 3, .scale = 1.0f / 9}, k5 = {.k = 5, .scale = 1};
static const struct gfla_local_attention_params k1 = {.k = 1, .scale = 2}, k7 = {.k = 7, .scale = 0.5f};

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_local_attention(graph, in[0], in[1], in[2], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_local_attention_params *p = c->params;
    const struct gfla_sampling_ref size = sampling_case_size(c->in[1].shape, c->in[2].shape);
    gfla_local_attention_ref_fwd(&size, p->k, (double)p->scale, in[0], in[1], in[2], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_local_attention_params *p = c->params;
    const struct gfla_sampling_ref size = sampling_case_size(c->in[1].shape, c->in[2].shape);
    gfla_local_attention_ref_bwd(&size, p->k, (double)p->scale, in[0], in[1], in[2], d_out, d_in[0], d_in[1], d_in[2]);
}

#define CASE(text, n, c, src_h, src_w, h, w, taps, flow, p, ...)                                                       \
    {                                                                                                                  \
        .name = text, .n_in = 3,                                                                                       \
        .in = {SAMPLING_MAP(n, taps, h, w), SAMPLING_MAP(n, c, src_h, src_w), SAMPLING_FLOW(n, h, w, flow)},           \
        .params = p, .build = build, .forward = forward, .backward = backward, __VA_ARGS__                             \
    }

static const struct op_case cases[] = {
    CASE("local_attention(k=3,c=3,h=4,w=5)", 2, 3, 4, 5, 4, 5, 9, sampling_case_flow, &k3, .tiny = true),
    CASE("local_attention(k=2,c=5,h=4,w=3)", 1, 5, 4, 3, 4, 3, 4, sampling_case_flow, &k2, .tiny = true),
    CASE("local_attention(k=1,c=5,h=4,w=3)", 1, 5, 4, 3, 4, 3, 1, sampling_case_flow, &k1, ),
    CASE("local_attention(k=3,c=40,src=9x13,h=7,w=11,published)", 2, 40, 9, 13, 7, 11, 9, sampling_case_flow,
         &k3_published, ),
    CASE("local_attention(k=5,c=33,h=9,w=7)", 2, 33, 9, 7, 9, 7, 25, sampling_case_flow, &k5, ),
    CASE("local_attention(k=5,c=16,h=6,w=9,far)", 1, 16, 6, 9, 6, 9, 25, sampling_case_far_flow, &k5, ),
    CASE("local_attention(k=7,c=4,h=5,w=6)", 1, 4, 5, 6, 5, 6, 49, sampling_case_flow, &k7, ),
};

const struct op_case_table local_attention_cases = {"local_attention", cases, sizeof cases / sizeof cases[0]};
