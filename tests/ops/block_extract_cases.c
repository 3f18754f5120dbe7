#include "ops/block_extract.h"

#include "ref/block_extract_ref.h"
#include "tests/ops/sampling_case.h"

static const int two = 2, three = 3, four = 4, five = 5;

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_block_extract(graph, in[0], in[1], *(const int *)c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_sampling_ref size = sampling_case_size(c->in[0].shape, c->in[1].shape);
    gfla_block_extract_ref_fwd(&size, *(const int *)c->params, in[0], in[1], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_sampling_ref size = sampling_case_size(c->in[0].shape, c->in[1].shape);
    gfla_block_extract_ref_bwd(&size, *(const int *)c->params, in[0], in[1], d_out, d_in[0], d_in[1]);
}

#define CASE(text, n, c, src_h, src_w, h, w, flow, p, ...)                                                             \
    {                                                                                                                  \
        .name = text, .n_in = 2, .in = {SAMPLING_MAP(n, c, src_h, src_w), SAMPLING_FLOW(n, h, w, flow)}, .params = p,  \
        .build = build, .forward = forward, .backward = backward, __VA_ARGS__                                          \
    }

static const struct op_case cases[] = {
    CASE("block_extract(k=2,c=2,h=3,w=4)", 1, 2, 3, 4, 3, 4, sampling_case_flow, &two, .tiny = true),
    CASE("block_extract(k=3,c=20,src=9x13,h=7,w=11)", 2, 20, 9, 13, 7, 11, sampling_case_flow, &three, ),
    CASE("block_extract(k=4,c=3,h=5,w=6)", 2, 3, 5, 6, 5, 6, sampling_case_flow, &four, ),
    CASE("block_extract(k=5,c=3,h=5,w=6,far)", 1, 3, 5, 6, 5, 6, sampling_case_far_flow, &five, ),
};

const struct op_case_table block_extract_cases = {"block_extract", cases, sizeof cases / sizeof cases[0]};
