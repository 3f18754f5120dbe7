#include "ops/flow_correlation.h"

#include "ref/flow_correlation_ref.h"
#include "tests/ops/sampling_case.h"

static struct gfla_sampling_ref size_of(const struct op_case *c)
{
    return sampling_case_size(c->in[1].shape, c->in[0].shape);
}

static gfla_tensor *build_best(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_flow_correlation(graph, in[0], in[1]).best;
}

static gfla_tensor *build_flow(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_flow_correlation(graph, in[0], in[1]).flow;
}

static void forward_best(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_sampling_ref size = size_of(c);
    gfla_flow_correlation_ref_fwd(&size, in[0], in[1], out, NULL);
}

static void forward_flow(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_sampling_ref size = size_of(c);
    gfla_flow_correlation_ref_fwd(&size, in[0], in[1], NULL, out);
}

/* As after a ReLU: many features are zero, and those of some positions all are. */
static void fill_relu(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t plane = shape.dim[2] * shape.dim[3];
    for (int64_t i = 0; i < gfla_shape_count(shape); i++) {
        const double value = (double)gfla_random_uniform(random, -1, 1);
        values[i] = value < 0 || i % plane % 7 == 3 ? 0 : value;
    }
}

/* The same at all positions: every cosine is equal up to rounding, or exactly with one channel. */
static void fill_ones(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = 1;
}

#define MAP(n, c, h, w) .shape = {4, {n, c, h, w}}, .layout = GFLA_LAYOUT_BLOCKED
#define CASE(text, what, how, n, c, h, w, src_h, src_w, ...)                                                           \
    {                                                                                                                  \
        .name = "flow_correlation(" #what "," text ")", .n_in = 2,                                                     \
        .in = {{MAP(n, c, h, w), .fill = how}, {MAP(n, c, src_h, src_w), .fill = how}}, .build = build_##what,         \
        .forward = forward_##what, __VA_ARGS__                                                                         \
    }

static const struct op_case cases[] = {
    CASE("c=3,h=4,w=5", best, NULL, 2, 3, 4, 5, 4, 5, .tiny = true),
    CASE("c=3,h=4,w=5", flow, NULL, 2, 3, 4, 5, 4, 5, .tiny = true),
    CASE("c=21,h=3,w=5,src=5x7,zeros", best, fill_relu, 2, 21, 3, 5, 5, 7, .tiny = true),
    CASE("c=37,h=9,w=13,src=11x6", best, NULL, 3, 37, 9, 13, 11, 6, ),
    CASE("c=37,h=9,w=13,src=11x6", flow, NULL, 3, 37, 9, 13, 11, 6, ),
    CASE("c=64,h=32,w=32", best, fill_relu, 1, 64, 32, 32, 32, 32, ),
    CASE("c=64,h=32,w=32", flow, fill_relu, 1, 64, 32, 32, 32, 32, ),
    /* Few targets and a large source: its parts are searched side by side. */
    CASE("c=19,h=1,w=3,src=23x21", best, NULL, 1, 19, 1, 3, 23, 21, .tiny = true),
    CASE("c=19,h=1,w=3,src=23x21", flow, NULL, 1, 19, 1, 3, 23, 21, .tiny = true),
    CASE("ties,c=1,h=1,w=2,src=23x21", flow, fill_ones, 1, 1, 1, 2, 23, 21, ),
    CASE("ties,c=1,h=9,w=11", flow, fill_ones, 2, 1, 9, 11, 9, 11, ),
};

const struct op_case_table flow_correlation_cases = {"flow_correlation", cases, sizeof cases / sizeof cases[0]};
