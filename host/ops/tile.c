#include "ops/tile.h"

#include "ops/pointwise.h"

static const char source[] = "ops/tile.cl";

static gfla_status tile_bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(s.planes), GFLA_ARG_I32(s.hw)};
    const int64_t n_items = (int64_t)s.planes * (GFLA_LANES / gfla_vec_floats(recorder->device));
    return gfla_record_heavy(recorder, source, "tile_bwd", args, 4, n_items);
}

static const struct gfla_op tile_bwd_op = {.name = "tile_bwd", .record = tile_bwd_record};

static gfla_status tile_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *src = node->in[0], *d_dst = node->out[0]->grad;
    return gfla_graph_add_grad(graph, src,
                               gfla_pointwise_build(graph, &tile_bwd_op, &d_dst, 1, NULL, 0, src->shape, src->layout));
}

static gfla_status tile_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const int64_t n = gfla_tensor_stored(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(n), GFLA_ARG_I32(gfla_blocked_size(node->out[0]).hw)};
    return gfla_record_pointwise(recorder, source, "tile_fwd", args, 4, n);
}

static const struct gfla_op tile_op = {.name = "tile_fwd", .differentiate = tile_differentiate, .record = tile_record};

gfla_tensor *gfla_tile(gfla_graph *graph, gfla_tensor *src, int64_t h, int64_t w)
{
    char text[96];
    if (!src || !gfla_pointwise_blocked(graph, "a tile", src))
        return NULL;
    if (src->shape.dim[2] != 1 || src->shape.dim[3] != 1) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a tile repeats single pixels [n, c, 1, 1], not \"%s\" %s", src->name,
                        gfla_shape_text(src->shape, text, sizeof text));
        return NULL;
    }
    const struct gfla_shape shape = gfla_shape_4d(src->shape.dim[0], src->shape.dim[1], h, w);
    return gfla_pointwise_build(graph, &tile_op, &src, 1, NULL, 0, shape, src->layout);
}
