/* Feature maps behind one another, and ranges of channels. */
#include "ops/add.h"
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

/* The first map comes again at the end: a gradient that is added to another. */
static gfla_tensor *build_again(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    (void)c;
    return gfla_concat(graph, (gfla_tensor *[]){in[0], in[1], in[0]}, 3);
}

static void again_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *d = c->in[0].shape.dim, hw = d[2] * d[3], middle = c->in[1].shape.dim[1], all = channels(c) + d[1];
    gfla_concat_ref_copy(d[0], hw, d[1], in[0], d[1], 0, out, all, 0);
    gfla_concat_ref_copy(d[0], hw, middle, in[1], middle, 0, out, all, d[1]);
    gfla_concat_ref_copy(d[0], hw, d[1], in[0], d[1], 0, out, all, d[1] + middle);
}

static void again_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const int64_t *d = c->in[0].shape.dim, hw = d[2] * d[3], middle = c->in[1].shape.dim[1], all = channels(c) + d[1];
    gfla_concat_ref_add(d[0], hw, d[1], d_out, all, 0, d_in[0], d[1], 0);
    gfla_concat_ref_add(d[0], hw, middle, d_out, all, d[1], d_in[1], middle, 0);
    gfla_concat_ref_add(d[0], hw, d[1], d_out, all, d[1] + middle, d_in[0], d[1], 0);
}

struct ranges {
    int64_t first, second, c;
};

/* Two ranges of one map, which may overlap. */
static gfla_tensor *build_slices(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct ranges *r = c->params;
    return gfla_add(graph, gfla_slice_channels(graph, in[0], r->first, r->c),
                    gfla_slice_channels(graph, in[0], r->second, r->c));
}

static void slices_fwd(const struct op_case *c, const double *const *in, double *out)
{
    const struct ranges *r = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_concat_ref_copy(d[0], d[2] * d[3], r->c, in[0], d[1], r->first, out, r->c, 0);
    gfla_concat_ref_add(d[0], d[2] * d[3], r->c, in[0], d[1], r->second, out, r->c, 0);
}

static void slices_bwd(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct ranges *r = c->params;
    const int64_t *d = c->in[0].shape.dim;
    gfla_concat_ref_add(d[0], d[2] * d[3], r->c, d_out, r->c, 0, d_in[0], d[1], r->first);
    gfla_concat_ref_add(d[0], d[2] * d[3], r->c, d_out, r->c, 0, d_in[0], d[1], r->second);
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
#define AGAIN(a, b)                                                                                                    \
    {                                                                                                                  \
        .name = "concat(" #a "," #b ",the first again)", .n_in = 2, .in = {MAP(a), MAP(b)}, .build = build_again,      \
        .forward = again_fwd, .backward = again_bwd, .tiny = true                                                      \
    }
#define SLICES(of, a, b, count)                                                                                        \
    {                                                                                                                  \
        .name = "slice_channels(of=" #of ",first=" #a " and " #b ",c=" #count ")", .n_in = 1, .in = {MAP(of)},         \
        .params = &(const struct ranges){a, b, count}, .build = build_slices, .forward = slices_fwd,                   \
        .backward = slices_bwd, .tiny = true                                                                           \
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
    SLICE(50, 17, 2),
    SLICE(64, 16, 16),
    AGAIN(16, 16),
    AGAIN(21, 3),
    AGAIN(3, 13),
    AGAIN(33, 32),
    SLICES(7, 0, 3, 4),
    SLICES(48, 16, 32, 16),
    SLICES(48, 15, 30, 18),
    SLICES(50, 1, 33, 17),
};

const struct op_case_table concat_cases = {"concat", cases, sizeof cases / sizeof *cases};
