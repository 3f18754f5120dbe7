#include "ops/attention_block.h"

#include "ref/attention_block_ref.h"
#include "tests/ops/sampling_case.h"

static const struct gfla_attention_block_params k3 = {.k = 3}, k5 = {.k = 5, .slope = 0.2f, .scale = 0.04f};

static struct gfla_attention_block_ref ref_of(const struct op_case *c)
{
    const struct gfla_attention_block_params *p = c->params;
    return (struct gfla_attention_block_ref){
        .size = sampling_case_size(c->in[GFLA_ATTENTION_REF_SRC].shape, c->in[GFLA_ATTENTION_REF_FLOW].shape),
        .k = p->k,
        .hidden = (int)c->in[GFLA_ATTENTION_REF_BIAS0].shape.dim[0],
        .slope = p->slope != 0.0f ? (double)p->slope : (double)0.1f,
        .scale = p->scale != 0.0f ? (double)p->scale : 1,
    };
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct gfla_attention_block_weights weights = {
        in[GFLA_ATTENTION_REF_WEIGHTS0], in[GFLA_ATTENTION_REF_BIAS0], in[GFLA_ATTENTION_REF_WEIGHTS2], in[GFLA_ATTENTION_REF_BIAS2]};
    return gfla_attention_block(graph, in[GFLA_ATTENTION_REF_SRC], in[GFLA_ATTENTION_REF_TARGET], in[GFLA_ATTENTION_REF_FLOW],
                                &weights, c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_attention_block_ref ref = ref_of(c);
    gfla_attention_block_ref(&ref, in, out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_attention_block_ref ref = ref_of(c);
    gfla_attention_block_ref_backward(&ref, in, d_out, d_in);
}

#define CASE(text, n, c, h, w, hidden, taps, side, flow, p, ...)                                                  \
    {                                                                                                             \
        .name = text, .n_in = GFLA_ATTENTION_REF_COUNT,                                                           \
        .in = {SAMPLING_MAP(n, c, h, w), SAMPLING_MAP(n, c, h, w), SAMPLING_FLOW(n, h, w, flow),                  \
               {.shape = {4, {hidden, 2 * (c), side, side}}}, {.shape = {1, {hidden}}},                           \
               {.shape = {4, {taps, hidden, 1, 1}}}, {.shape = {1, {taps}}}},                                     \
        .params = p, .build = build, .forward = forward, .backward = backward, __VA_ARGS__                        \
    }

static const struct op_case cases[] = {
    CASE("attention_block(k=3,c=3,h=4,w=5)", 2, 3, 4, 5, 8, 9, 3, sampling_case_flow, &k3, .tiny = true),
    CASE("attention_block(k=5,c=2,h=5,w=4)", 1, 2, 5, 4, 7, 25, 5, sampling_case_flow, &k5, .tiny = true),
    CASE("attention_block(k=3,c=17,h=5,w=6,far)", 1, 17, 5, 6, 20, 9, 3, sampling_case_far_flow, &k3),
    CASE("attention_block(k=5,c=4,h=6,w=5,far)", 1, 4, 6, 5, 16, 25, 5, sampling_case_far_flow, &k5),
};

const struct op_case_table attention_block_cases = {"attention_block", cases, sizeof cases / sizeof cases[0]};
