#include "ops/slice.h"

#include "ref/slice_ref.h"
#include "tests/ops/op_case.h"

struct params {
    int dim;
    struct gfla_slice_ref ref;
};

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct params *p = c->params;
    return gfla_slice(graph, in[0], p->dim, p->ref.first, p->ref.count);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    gfla_slice_ref_fwd(&((const struct params *)c->params)->ref, in[0], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    (void)in;
    gfla_slice_ref_bwd(&((const struct params *)c->params)->ref, d_out, d_in[0]);
}

/* Indices count from the start of the slice that is sliced. */
static gfla_tensor *build_whole(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    (void)c;
    return gfla_slice(graph, gfla_slice(graph, in[0], 0, 1, 4), 0, 0, 3);
}

#define CASE(text, how, d, ...)                                                                                        \
    {                                                                                                                  \
        .name = text, .n_in = 1, .in = {{.shape = {__VA_ARGS__}, .layout = GFLA_LAYOUT_PLAIN}}, .params = &d,          \
        .build = how, .forward = forward, .backward = backward, .tiny = true                                           \
    }

static const struct params input_channels = {1, {.outer = 4, .size = 6, .inner = 9, .first = 3, .count = 3}};
static const struct params outer = {0, {.outer = 1, .size = 7, .inner = 5, .first = 0, .count = 2}};
static const struct params inner = {1, {.outer = 7, .size = 5, .inner = 1, .first = 4, .count = 1}};
static const struct params twice = {0, {.outer = 1, .size = 19, .inner = 1, .first = 1, .count = 3}};

static const struct params long_rows = {1, {.outer = 2, .size = 5, .inner = 130, .first = 1, .count = 3}};

static const struct op_case cases[] = {
    CASE("slice(dim=1,first=3,count=3)", build, input_channels, 4, {4, 6, 3, 3}),
    CASE("slice(dim=0,first=0,count=2)", build, outer, 2, {7, 5}),
    CASE("slice(dim=1,first=4,count=1)", build, inner, 2, {7, 5}),
    CASE("slice(dim=1,first=1,count=3,long)", build, long_rows, 3, {2, 5, 130}),
    CASE("slice(of a slice)", build_whole, twice, 1, {19}),
};

const struct op_case_table slice_cases = {"slice", cases, sizeof cases / sizeof cases[0]};
