#include "ops/warp.h"

#include "ref/warp_ref.h"
#include "tests/ops/sampling_case.h"

static const struct gfla_warp_params prefetch = {.offset = 2}, behind = {.offset = -1};

static int offset_of(const struct op_case *c)
{
    return c->params ? ((const struct gfla_warp_params *)c->params)->offset : 0;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_warp(graph, in[0], in[1], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_sampling_ref size = sampling_case_size(c->in[0].shape, c->in[1].shape);
    gfla_warp_ref_fwd(&size, offset_of(c), in[0], in[1], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_sampling_ref size = sampling_case_size(c->in[0].shape, c->in[1].shape);
    gfla_warp_ref_bwd(&size, offset_of(c), in[0], in[1], d_out, d_in[0], d_in[1]);
}

#define CASE(text, n, c, src_h, src_w, h, w, flow, p, ...)                                                             \
    {                                                                                                                  \
        .name = text, .n_in = 2, .in = {SAMPLING_MAP(n, c, src_h, src_w), SAMPLING_FLOW(n, h, w, flow)}, .params = p,  \
        .build = build, .forward = forward, __VA_ARGS__                                                                \
    }

static const struct op_case cases[] = {
    CASE("warp(c=3,h=4,w=5)", 2, 3, 4, 5, 4, 5, sampling_case_flow, NULL, .backward = backward, .tiny = true),
    CASE("warp(c=40,src=9x13,h=7,w=11,offset=2)", 2, 40, 9, 13, 7, 11, sampling_case_flow, &prefetch,
         .backward = backward),
    CASE("warp(c=16,h=8,w=8,offset=-1)", 1, 16, 8, 8, 8, 8, sampling_case_flow, &behind, .backward = backward),
    CASE("warp(c=17,h=6,w=9,far)", 3, 17, 6, 9, 6, 9, sampling_case_far_flow, NULL, .backward = backward),
    CASE("warp(c=5,h=6,w=7,whole)", 1, 5, 6, 7, 6, 7, sampling_case_whole_flow, NULL, .tiny = true),
    CASE("warp(c=2,h=1,w=1)", 1, 2, 1, 1, 1, 1, sampling_case_flow, NULL, .backward = backward, .tiny = true,
         .grad_floor = 1e-2, .reason = "all corners are one pixel: the gradient by the flow is a sum that cancels"),
};

const struct op_case_table warp_cases = {"warp", cases, sizeof cases / sizeof cases[0]};
