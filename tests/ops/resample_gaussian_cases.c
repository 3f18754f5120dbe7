#include "ops/resample_gaussian.h"

#include "ref/resample_gaussian_ref.h"
#include "tests/ops/sampling_case.h"

static const struct gfla_resample_gaussian_params published = {.kernel = 4, .sigma = 2},
                                                  narrow = {.kernel = 2, .sigma = 0.7f};
static const struct gfla_resample_gaussian_params wide = {.kernel = 6, .sigma = 1.5f};

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_resample_gaussian(graph, in[0], in[1], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_resample_gaussian_params *p = c->params;
    const struct gfla_sampling_ref size = sampling_case_size(c->in[0].shape, c->in[1].shape);
    gfla_resample_gaussian_ref_fwd(&size, p->kernel, (double)p->sigma, in[0], in[1], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct gfla_resample_gaussian_params *p = c->params;
    const struct gfla_sampling_ref size = sampling_case_size(c->in[0].shape, c->in[1].shape);
    gfla_resample_gaussian_ref_bwd(&size, p->kernel, (double)p->sigma, in[0], in[1], d_out, d_in[0], d_in[1]);
}

#define CASE(text, n, c, src_h, src_w, h, w, flow, p, ...)                                                             \
    {                                                                                                                  \
        .name = text, .n_in = 2, .in = {SAMPLING_MAP(n, c, src_h, src_w), SAMPLING_FLOW(n, h, w, flow)}, .params = p,  \
        .build = build, .forward = forward, .backward = backward, __VA_ARGS__                                          \
    }

static const struct op_case cases[] = {
    CASE("resample_gaussian(c=3,h=4,w=5)", 2, 3, 4, 5, 4, 5, sampling_case_flow, &published, .tiny = true),
    CASE("resample_gaussian(c=37,src=9x13,h=7,w=11)", 2, 37, 9, 13, 7, 11, sampling_case_flow, &published, ),
    CASE("resample_gaussian(c=6,h=6,w=9,far)", 1, 6, 6, 9, 6, 9, sampling_case_far_flow, &published, ),
    CASE("resample_gaussian(c=4,h=5,w=6,kernel=2,sigma=0.7)", 1, 4, 5, 6, 5, 6, sampling_case_flow, &narrow, ),
    CASE("resample_gaussian(c=4,h=5,w=6,kernel=6,sigma=1.5)", 1, 4, 5, 6, 5, 6, sampling_case_flow, &wide, ),
};

const struct op_case_table resample_gaussian_cases = {"resample_gaussian", cases, sizeof cases / sizeof cases[0]};
