#include "ops/attention_block.h"

#include "ops/mask_blend.h"
#include "ref/attention_block_ref.h"
#include "tests/ops/sampling_case.h"

static const struct gfla_attention_block_params k3 = {.k = 3}, k5 = {.k = 5, .slope = 0.2f, .scale = 0.04f};
static const struct gfla_attention_block_params k1 = {.k = 1}, k7 = {.k = 7};

static struct gfla_attention_block_ref ref_of(const struct op_case *c)
{
    const struct gfla_attention_block_params *p = c->params;
    return (struct gfla_attention_block_ref){
        .size =
            sampling_case_size(c->in[GFLA_ATTENTION_BLOCK_REF_SRC].shape, c->in[GFLA_ATTENTION_BLOCK_REF_FLOW].shape),
        .k = p->k,
        .hidden = (int)c->in[GFLA_ATTENTION_BLOCK_REF_BIAS0].shape.dim[0],
        .slope = p->slope != 0.0f ? (double)p->slope : (double)0.1f,
        .scale = p->scale != 0.0f ? (double)p->scale : 1,
    };
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct gfla_attention_block_weights weights = {
        in[GFLA_ATTENTION_BLOCK_REF_WEIGHTS0], in[GFLA_ATTENTION_BLOCK_REF_BIAS0],
        in[GFLA_ATTENTION_BLOCK_REF_WEIGHTS2], in[GFLA_ATTENTION_BLOCK_REF_BIAS2]};
    return gfla_attention_block(graph, in[GFLA_ATTENTION_BLOCK_REF_SRC], in[GFLA_ATTENTION_BLOCK_REF_TARGET],
                                in[GFLA_ATTENTION_BLOCK_REF_FLOW], &weights, c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_attention_block_ref ref = ref_of(c);
    gfla_attention_block_ref_fwd(&ref, in, out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_attention_block_ref ref = ref_of(c);
    gfla_attention_block_ref_bwd(&ref, in, d_out, d_in);
}

/* The mask follows the inputs of the block; what is found is laid over the target. */
#define MASK GFLA_ATTENTION_BLOCK_REF_COUNT

static gfla_tensor *build_blended(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_mask_blend(graph, in[GFLA_ATTENTION_BLOCK_REF_TARGET], build(graph, in, c), in[MASK]);
}

static void forward_blended(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *d = c->in[GFLA_ATTENTION_BLOCK_REF_TARGET].shape.dim, area = d[2] * d[3];
    const double *base = in[GFLA_ATTENTION_BLOCK_REF_TARGET];
    forward(c, in, out);
    for (int64_t i = 0; i < d[0] * d[1] * area; i++) {
        const double m = in[MASK][i / (d[1] * area) * area + i % area];
        out[i] = base[i] * (1 - m) + out[i] * m;
    }
}

#define CASE(text, n, c, h, w, hidden, taps, side, flow, p, ...)                                                       \
    {                                                                                                                  \
        .name = text, .n_in = GFLA_ATTENTION_BLOCK_REF_COUNT,                                                          \
        .in = {SAMPLING_MAP(n, c, h, w),     SAMPLING_MAP(n, c, h, w),                                                 \
               SAMPLING_FLOW(n, h, w, flow), {.shape = {4, {hidden, 2 * (c), side, side}}},                            \
               {.shape = {1, {hidden}}},     {.shape = {4, {taps, hidden, 1, 1}}},                                     \
               {.shape = {1, {taps}}}},                                                                                \
        .params = p, .build = build, .forward = forward, __VA_ARGS__                                                   \
    }

/* Without gradients, which read what is between, the planner merges the block, and the blend, into one kernel. */
#define BLENDED(text, n, c, h, w, hidden, taps, side, flow, p, ...)                                                    \
    {                                                                                                                  \
        .name = text, .n_in = GFLA_ATTENTION_BLOCK_REF_COUNT + 1,                                                      \
        .in = {SAMPLING_MAP(n, c, h, w),     SAMPLING_MAP(n, c, h, w),                                                 \
               SAMPLING_FLOW(n, h, w, flow), {.shape = {4, {hidden, 2 * (c), side, side}}},                            \
               {.shape = {1, {hidden}}},     {.shape = {4, {taps, hidden, 1, 1}}},                                     \
               {.shape = {1, {taps}}},       SAMPLING_MAP(n, 1, h, w)},                                                \
        .params = p, .build = build_blended, .forward = forward_blended, __VA_ARGS__                                   \
    }

static const struct op_case cases[] = {
    CASE("attention_block(k=3,c=3,h=4,w=5)", 2, 3, 4, 5, 8, 9, 3, sampling_case_flow, &k3, .backward = backward,
         .tiny = true),
    CASE("attention_block(k=5,c=2,h=5,w=4)", 1, 2, 5, 4, 7, 25, 5, sampling_case_flow, &k5, .backward = backward,
         .tiny = true),
    CASE("attention_block(k=3,c=17,h=5,w=6,far)", 1, 17, 5, 6, 20, 9, 3, sampling_case_far_flow, &k3,
         .backward = backward),
    CASE("attention_block(k=5,c=4,h=6,w=5,far)", 1, 4, 6, 5, 16, 25, 5, sampling_case_far_flow, &k5,
         .backward = backward),
    CASE("attention_block(k=3,c=3,h=4,w=9,fused)", 2, 3, 4, 9, 17, 9, 3, sampling_case_flow, &k3, .tiny = true),
    CASE("attention_block(k=5,c=17,h=5,w=4,fused)", 1, 17, 5, 4, 7, 25, 5, sampling_case_far_flow, &k5, .tiny = false),
    CASE("attention_block(k=1,c=2,h=3,w=8,fused)", 1, 2, 3, 8, 16, 1, 1, sampling_case_flow, &k1, .tiny = true),
    CASE("attention_block(k=7,c=2,h=6,w=5,fused)", 1, 2, 6, 5, 4, 49, 7, sampling_case_flow, &k7, .tiny = false),
    BLENDED("attention_block(k=3,c=18,h=3,w=5,fused,blended)", 2, 18, 3, 5, 33, 9, 3, sampling_case_far_flow, &k3,
            .tiny = true),
    BLENDED("attention_block(k=5,c=2,h=4,w=17,fused,blended)", 1, 2, 4, 17, 16, 25, 5, sampling_case_flow, &k5,
            .tiny = false),
};

const struct op_case_table attention_block_cases = {"attention_block", cases, sizeof cases / sizeof cases[0]};
