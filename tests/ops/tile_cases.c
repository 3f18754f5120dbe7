/* One vector per sample over all pixels. */
#include "ops/tile.h"
#include "ref/tile_ref.h"
#include "tests/ops/op_case.h"

struct size {
    int64_t h, w;
};

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct size *size = c->params;
    return gfla_tile(graph, in[0], size->h, size->w);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct size *size = c->params;
    gfla_tile_ref_fwd(gfla_shape_count(c->in[0].shape), size->h * size->w, in[0], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct size *size = c->params;
    gfla_tile_ref_bwd(gfla_shape_count(c->in[0].shape), size->h * size->w, d_out, d_in[0]);
}

static const struct size s1x1 = {1, 1}, s3x5 = {3, 5}, s8x8 = {8, 8}, s13x11 = {13, 11};

#define TILE(n, ch, size)                                                                                              \
    {                                                                                                                  \
        .name = "tile(n=" #n ",c=" #ch "," #size ")", .n_in = 1,                                                       \
        .in = {{.shape = {4, {n, ch, 1, 1}}, .layout = GFLA_LAYOUT_BLOCKED}}, .params = &size, .build = build,         \
        .forward = forward, .backward = backward, .tiny = true                                                         \
    }

static const struct op_case cases[] = {
    TILE(2, 1, s3x5), TILE(2, 3, s1x1), TILE(2, 16, s8x8), TILE(3, 33, s13x11), TILE(2, 21, s8x8),
};

const struct op_case_table tile_cases = {"tile", cases, sizeof cases / sizeof *cases};
