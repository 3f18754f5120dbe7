#include "ops/flow_correlation.h"

#include <stdio.h>

#include "cl/shared/flow_correlation.h"
#include "ops/pointwise.h"

#define SOURCE "ops/flow_correlation.cl"
#define MAX_POSITIONS (1 << 24) /* numbers of positions travel as floats */
/* Work-items per compute unit of a GPU that keep it busy. */
#define GPU_ITEMS_PER_UNIT 1024
#define GPU_GROUP 64

enum { OUT_BEST, OUT_FLOW, OUT_PACKED, OUT_FOUND };
/* The scratch is for this tile at the most, and so many chunks. */
#define MAX_VECTORS 2
#define MAX_CHUNKS 64

/* The register tile: a CPU has 32 registers of 16 floats, a GPU shares its registers among many work-items. */
struct tile {
    int targets, vectors;
};

static struct tile tile_for(const struct gfla_device_info *device)
{
    return device->kind == GFLA_DEVICE_GPU ? (struct tile){2, 1} : (struct tile){12, 2};
}

static bool check(gfla_graph *graph, const gfla_tensor *target, const gfla_tensor *source)
{
    char target_text[96], source_text[96];
    const int64_t *t = target->shape.dim, *s = source->shape.dim;
    if (!gfla_pointwise_blocked(graph, "flow_correlation", target) ||
        !gfla_pointwise_blocked(graph, "flow_correlation", source))
        return false;
    if (t[0] == s[0] && t[1] == s[1] && s[2] * s[3] <= MAX_POSITIONS)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "flow_correlation: target %s, source %s; hint: the same n and c, at most %d source positions",
                    gfla_shape_text(target->shape, target_text, sizeof target_text),
                    gfla_shape_text(source->shape, source_text, sizeof source_text), MAX_POSITIONS);
    return false;
}

static const struct gfla_op fwd;

static int divide_up(int64_t a, int64_t b)
{
    return (int)((a + b - 1) / b);
}

struct gfla_flow_correlation gfla_flow_correlation(gfla_graph *graph, gfla_tensor *target, gfla_tensor *source)
{
    struct gfla_flow_correlation none = {NULL, NULL}, out;
    if (!target || !source || !check(graph, target, source))
        return none;
    const struct gfla_blocked_size t = gfla_blocked_size(target), s = gfla_blocked_size(source);
    const struct gfla_correlation g = {.n = t.n, .blocks = t.blocks, .h = t.h, .w = t.w, .src_h = s.h, .src_w = s.w};
    const int64_t rounded = (int64_t)divide_up(s.hw, MAX_VECTORS * GFLA_LANES) * MAX_VECTORS * GFLA_LANES;
    gfla_tensor *in[] = {target, source};
    struct gfla_node *node = gfla_graph_add(graph, &fwd, in, 2, &g, sizeof g);
    if (!node)
        return none;
    out.best = gfla_node_output(graph, node, gfla_shape_4d(t.n, 1, t.h, t.w), GFLA_LAYOUT_BLOCKED);
    out.flow = gfla_node_output(graph, node, gfla_shape_4d(t.n, 2, t.h, t.w), GFLA_LAYOUT_BLOCKED);
    const struct gfla_shape packed = gfla_shape_1d(t.n * t.blocks * GFLA_LANES * rounded);
    const struct gfla_shape found = gfla_shape_1d((int64_t)2 * MAX_CHUNKS * t.n * t.hw);
    if (!gfla_node_output(graph, node, packed, GFLA_LAYOUT_PLAIN) ||
        !gfla_node_output(graph, node, found, GFLA_LAYOUT_PLAIN))
        return none;
    return out;
}

/* Chunks of the source, so that a device with more units than groups of targets has something for each. */
static int chunks_for(const struct gfla_correlation *g, int groups, const struct gfla_device_info *device)
{
    const bool gpu = device->kind == GFLA_DEVICE_GPU;
    const int64_t wanted = (int64_t)device->n_compute_units * (gpu ? GPU_ITEMS_PER_UNIT : 4);
    const int chunks = divide_up(wanted, (int64_t)groups * g->n), most = g->tiles < MAX_CHUNKS ? g->tiles : MAX_CHUNKS;
    return chunks < most ? chunks : most;
}

static gfla_status record_match(struct gfla_recorder *recorder, const struct gfla_node *node,
                                struct gfla_correlation *g, const struct tile *tile, const char *options, int *n_chunks)
{
    const int groups = divide_up(g->h * g->w, tile->targets);
    g->chunk = divide_up(g->tiles, chunks_for(g, groups, recorder->device));
    *n_chunks = divide_up(g->tiles, g->chunk);
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(g),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->out[OUT_PACKED]->buffer),
        GFLA_ARG_BUFFER(node->out[OUT_FOUND]->buffer),
    };
    const size_t global[3] = {(size_t)groups, (size_t)*n_chunks, (size_t)g->n};
    const size_t local[3] = {recorder->device->kind == GFLA_DEVICE_GPU ? GPU_GROUP : 1, 1, 1};
    return gfla_record(recorder, SOURCE, "flow_correlation_match", options, global, local, args, 4,
                       node->op->flops(node));
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    struct gfla_correlation g = *(const struct gfla_correlation *)node->params;
    const struct tile tile = tile_for(recorder->device);
    char options[64];
    int n_chunks;
    g.tiles = divide_up((int64_t)g.src_h * g.src_w, tile.vectors * GFLA_LANES);
    const struct gfla_arg pack_args[] = {GFLA_ARG_STRUCT(&g), GFLA_ARG_BUFFER(node->in[1]->buffer),
                                         GFLA_ARG_BUFFER(node->out[OUT_PACKED]->buffer)};
    const size_t pack_global[3] = {(size_t)(g.n * g.tiles), 0, 0},
                 pack_local[3] = {recorder->device->kind == GFLA_DEVICE_GPU ? GPU_GROUP : 1, 0, 0};
    snprintf(options, sizeof options, "-DTARGETS=%d -DVECTORS=%d", tile.targets, tile.vectors);
    TRY(gfla_record(recorder, SOURCE, "flow_correlation_pack", options, pack_global, pack_local, pack_args, 3, 0));
    TRY(record_match(recorder, node, &g, &tile, options, &n_chunks));
    const struct gfla_arg choose_args[] = {
        GFLA_ARG_STRUCT(&g),
        GFLA_ARG_I32(n_chunks),
        GFLA_ARG_BUFFER(node->out[OUT_FOUND]->buffer),
        GFLA_ARG_BUFFER(node->out[OUT_BEST]->buffer),
        GFLA_ARG_BUFFER(node->out[OUT_FLOW]->buffer),
    };
    const size_t pixels[3] = {(size_t)(g.n * g.h * g.w), 0, 0}, group[3] = {256, 0, 0};
    TRY(gfla_record(recorder, SOURCE, "flow_correlation_choose", options, pixels, group, choose_args, 5, 0));
fail:
    return status;
}

static double flops(const struct gfla_node *node)
{
    const struct gfla_correlation *g = node->params;
    return 2.0 * g->n * g->h * g->w * g->src_h * g->src_w * (double)node->in[0]->shape.dim[1];
}

static const struct gfla_op fwd = {.name = "flow_correlation", .record = record, .flops = flops};
