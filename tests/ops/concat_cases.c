/* Feature maps behind one another, and ranges of channels. */
#include "ops/concat.h"
#include "ref/concat_ref.h"
#include "tests/ops/op_case.h"

static int64_t channels(const struct op_case *c)
{
    int64_t sum = 0;
    for (int i = 0; i < c->n_in; i++)
        sum += c->in[i].shape.dim[1];
    return sum;
}

static gfla_tensor *build_concat(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_concat(graph, in, c->n_in);
}

static void concat_fwd(const struct op_case *c, const double *const *in, double *out)
{
    int64_t first = 0;
    for (int i = 0; i < c->n_in; i++) {
        const int64_t *d = c->in[i].shape.dim;
        gfla_concat_ref_copy(d[0], d[2] * d[3], d[1], in[i], d[1], 0, out, channels(c), first);
        first += d[1];
    }
}

static void concat_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    int64_t first = 0;
    for (int i = 0; i < c->n_in; i++) {
        const int64_t *d = c->in[i].shape.dim;
        gfla_concat_ref_add(d[0], d[2] * d[3], d[1], d_out, channels(c), first, d_in[i], d[1], 0);
        first += d[1];
    }
}

struct range {
    int64_t first, c;
};

static gfla_tensor *build_slice(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct range *r = c->params;
    return gfla_slice_channels(graph, in[0], r->first, r->c);
}

static void slice_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const struct range *r = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_concat_ref_copy(d[0], d[2] * d[3], r->c, in[0], d[1], r->first, out, r->c, 0);
}

static void slice_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct range *r = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_concat_ref_add(d[0], d[2] * d[3], r->c, d_out, r->c, 0, d_in[0], d[1], r->first);
}

#define MAP(c)                                                                                                         \
    {                                                                                                                  \
        .shape = {4, {2, c, 3, 5}}, .layout = GFLA_LAYOUT_BLOCKED                                                      \
    }
#define CONCAT(text, n, ...)                                                                                           \
    {                                                                                                                  \
        .name = text, .n_in = n, .in = {__VA_ARGS__}, .build = build_concat, .forward = concat_fwd,                    \
        .backward = concat_bwd, .tiny = true                                                                           \
    }
#define SLICE(of, a, count)                                                                                            \
    {                                                                                                                  \
        .name = "slice_channels(of=" #of ",first=" #a ",c=" #count ")", .n_in = 1, .in = {MAP(of)},                    \
        .params = &(const struct range){a, count}, .build = build_slice, .forward = slice_fwd, .backward = slice_bwd,  \
        .tiny = true                                                                                                   \
    }

static const struct op_case cases[] = {
    CONCAT("concat(3)", 1, MAP(3)),
    CONCAT("concat(16,16)", 2, MAP(16), MAP(16)),
    CONCAT("concat(32,21)", 2, MAP(32), MAP(21)),
    CONCAT("concat(3,18)", 2, MAP(3), MAP(18)),
    CONCAT("concat(21,3,18)", 3, MAP(21), MAP(3), MAP(18)),
    CONCAT("concat(1,1,1,1,33)", 5, MAP(1), MAP(1), MAP(1), MAP(1), MAP(33)),
    CONCAT("concat(15,17,16)", 3, MAP(15), MAP(17), MAP(16)),
    CONCAT("concat(17,2,13,32,5,1,16,33)", 8, MAP(17), MAP(2), MAP(13), MAP(32), MAP(5), MAP(1), MAP(16), MAP(33)),
    SLICE(33, 0, 33),
    SLICE(33, 16, 16),
    SLICE(33, 16, 17),
    SLICE(33, 5, 3),
    SLICE(33, 15, 18),
    SLICE(48, 17, 31),
    SLICE(21, 20, 1),
};

const struct op_case_table concat_cases = {"concat", cases, sizeof cases / sizeof *cases};
