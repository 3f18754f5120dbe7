#include <stdio.h>

#include "cl/shared/conv_stride2.h"
#include "ops/conv_algorithm.h"
#include "ops/conv_fused.h"

static const char source[] = "ops/conv_stride2.cl";

#define TILE GFLA_CONV_STRIDE2_TILE
#define ROWS GFLA_CONV_STRIDE2_ROWS
#define POINTS (GFLA_CONV_STRIDE2_POINTS * GFLA_CONV_STRIDE2_POINTS)
/* A work-item takes at most so many times ROWS tiles: then weights are read often enough from the cache. */
#define MOST_TILE_BLOCKS 4

/* With fewer tiles than this, transformed weights cost more to read than their products save. */
#define ENOUGH_TILES 32
/* With fewer channels on either side than this, transforms cost more than products save. */
#define ENOUGH_CHANNELS 8

struct stride2_params {
    struct gfla_conv g;
    bool transposed;
    struct gfla_conv_prologue prologue;
    struct gfla_conv_epilogue epilogue;
};

static int outputs_of(const struct stride2_params *p)
{
    return p->transposed ? p->g.ic : p->g.oc;
}

static int sources_of(const struct stride2_params *p)
{
    return p->transposed ? p->g.oc : p->g.ic;
}

/* Vectors of a group of outputs, and the groups. */
static int vectors(const struct stride2_params *p)
{
    return gfla_conv_blocks(outputs_of(p)) > 1 ? 2 : 1;
}

static int groups(const struct stride2_params *p)
{
    return (gfla_conv_blocks(outputs_of(p)) + vectors(p) - 1) / vectors(p);
}

static int n_tiles(const struct gfla_conv *g, bool transposed)
{
    const int h = transposed ? (g->ih + 1) / 2 : g->oh, w = transposed ? (g->iw + 1) / 2 : g->ow;
    return g->n * ((h + TILE - 1) / TILE) * ((w + TILE - 1) / TILE);
}

/* Local memory of a work-item: bytes of the transformed sources, and of the products. `blocks` of 16 source channels, of all phases
 * that are needed at once. */
static size_t panel_bytes(int tile_blocks, int blocks)
{
    return sizeof(float) * POINTS * (size_t)(tile_blocks * blocks * ROWS * GFLA_LANES + GFLA_LANES);
}

static size_t product_bytes(int tile_blocks, int nv)
{
    return sizeof(float) * POINTS * (size_t)(tile_blocks * ROWS * nv * GFLA_LANES + GFLA_LANES);
}

/* The most tile blocks that local memory holds while every compute unit has work; 0: not even one. */
static int choose_tile_blocks(const struct gfla_device_info *device, int tiles, int blocks)
{
    int tile_blocks = MOST_TILE_BLOCKS;
    while (tile_blocks > 1 && tiles < tile_blocks * ROWS * (int)device->n_compute_units)
        tile_blocks /= 2;
    while (tile_blocks > 0 && panel_bytes(tile_blocks, blocks) + product_bytes(tile_blocks, 2) > device->local_memory)
        tile_blocks /= 2;
    return tile_blocks;
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct stride2_params *p = node->params;
    const size_t local[3] = {1, 1, 0};
    const size_t global[3] = {(size_t)(groups(p) * vectors(p)), (size_t)gfla_conv_blocks(sources_of(p)), 0};
    char options[48];
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&p->g),
        GFLA_ARG_I32(p->transposed),
        GFLA_ARG_I32(node->in[1] != NULL),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1] ? node->in[1]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    snprintf(options, sizeof options, "-DTAPS=%d -DNV=%d", p->g.kh, vectors(p));
    return gfla_record(recorder, source, "conv_stride2_pack", options, global, local, args, 6, 0);
}

/* Inputs; the last two only where two results are added up. */
enum { SRC, PACKED, NORM, RESIDUAL, SRC2, PACKED2, N_INPUTS };

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct stride2_params *p = node->params;
    const struct gfla_conv *g = &p->g;
    const int c2 = node->n_in > SRC2 ? (int)node->in[SRC2]->shape.dim[1] : 0;
    const int blocks = p->transposed ? gfla_conv_blocks(g->oc) + gfla_conv_blocks(c2) : 4 * gfla_conv_blocks(g->ic);
    const int tiles = n_tiles(g, p->transposed), tile_blocks = choose_tile_blocks(recorder->device, tiles, blocks);
    const size_t local[3] = {1, 0, 0}, global[3] = {(size_t)((tiles + tile_blocks * ROWS - 1) / (tile_blocks * ROWS)), 0, 0};
    const double flops = gfla_conv_geometry_flops(g) * (1.0 + (double)c2 / g->oc);
    char options[48];
    struct gfla_arg args[14] = {GFLA_ARG_STRUCT(g), GFLA_ARG_STRUCT(&p->prologue), GFLA_ARG_STRUCT(&p->epilogue), GFLA_ARG_I32(tile_blocks)};
    int n = 4;
    if (p->transposed)
        args[n++] = GFLA_ARG_I32(c2);
    args[n++] = GFLA_ARG_BUFFER(node->in[SRC]->buffer);
    args[n++] = GFLA_ARG_BUFFER(node->in[PACKED]->buffer);
    if (p->transposed) {
        args[n++] = GFLA_ARG_BUFFER(c2 ? node->in[SRC2]->buffer : NULL);
        args[n++] = GFLA_ARG_BUFFER(c2 ? node->in[PACKED2]->buffer : NULL);
    }
    args[n++] = GFLA_ARG_BUFFER(node->in[NORM] ? node->in[NORM]->buffer : NULL);
    args[n++] = GFLA_ARG_BUFFER(node->in[RESIDUAL] ? node->in[RESIDUAL]->buffer : NULL);
    args[n++] = GFLA_ARG_BUFFER(node->out[0]->buffer);
    args[n++] = GFLA_ARG_LOCAL(panel_bytes(tile_blocks, blocks));
    args[n++] = GFLA_ARG_LOCAL(product_bytes(tile_blocks, vectors(p)));
    snprintf(options, sizeof options, "-DTAPS=%d -DNV=%d", g->kh, vectors(p));
    return gfla_record(recorder, source, p->transposed ? "conv_stride2_transposed" : "conv_stride2_fwd", options, global, local, args, n,
                       flops);
}

static const struct gfla_op pack_op = {.name = "conv_stride2_pack", .record = pack_record};
static const struct gfla_op fwd_op = {.name = "conv_stride2_fwd", .record = record};
static const struct gfla_op transposed_op = {.name = "conv_stride2_transposed", .record = record};

/* Packing depends on parameters alone, so a plan for inference does it once. */
static gfla_tensor *pack(gfla_graph *graph, const struct stride2_params *p, gfla_tensor *weights, gfla_tensor *bias)
{
    gfla_tensor *const raw[2] = {weights, bias};
    const int lanes = groups(p) * vectors(p) * GFLA_LANES, sources = gfla_conv_blocks(sources_of(p)) * GFLA_LANES;
    const int points = gfla_conv_stride2_points_before(p->g.kh, p->transposed, 4);
    struct gfla_node *node = gfla_graph_add(graph, &pack_op, raw, 2, p, sizeof *p);
    return gfla_node_output(graph, node, gfla_shape_1d(GFLA_CONV_STRIDE2_BIAS + lanes + (int64_t)points * sources * lanes),
                            GFLA_LAYOUT_PLAIN);
}

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, bool transposed)
{
    const struct stride2_params p = {.g = *(const struct gfla_conv *)node->params,
                                     .transposed = transposed,
                                     .prologue = gfla_conv_prologue_of(node),
                                     .epilogue = gfla_conv_epilogue_of(node)};
    gfla_tensor *in[N_INPUTS] = {node->in[GFLA_CONV_SRC], pack(graph, &p, node->in[GFLA_CONV_WEIGHTS], node->in[GFLA_CONV_BIAS])};
    const bool is_pair = node->n_in > GFLA_CONV_SRC2;
    in[NORM] = p.prologue.has_norm ? node->in[GFLA_CONV_NORM] : NULL;
    in[RESIDUAL] = p.epilogue.has_residual ? node->in[GFLA_CONV_RESIDUAL] : NULL;
    if (is_pair) {
        struct stride2_params second = p;
        second.g.oc = (int)node->in[GFLA_CONV_SRC2]->shape.dim[1];
        in[SRC2] = node->in[GFLA_CONV_SRC2];
        in[PACKED2] = pack(graph, &second, node->in[GFLA_CONV_WEIGHTS2], node->in[GFLA_CONV_BIAS2]);
    }
    struct gfla_node *conv = gfla_graph_add(graph, transposed ? &transposed_op : &fwd_op, in, is_pair ? N_INPUTS : SRC2, &p, sizeof p);
    gfla_node_set_output(conv, 0, node->out[0]);
    return gfla_graph_status(graph);
}

static gfla_status lower_fwd(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    (void)device;
    return lower(graph, node, false);
}

static gfla_status lower_bwd_data(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    (void)device;
    return lower(graph, node, true);
}

static bool supports(const struct gfla_conv *g, enum gfla_conv_step step, const struct gfla_device_info *device)
{
    const bool transposed = step == GFLA_CONV_BWD_DATA;
    const int blocks = transposed ? gfla_conv_blocks(g->oc) : 4 * gfla_conv_blocks(g->ic);
    return step != GFLA_CONV_BWD_WEIGHTS && g->stride == 2 && g->pad == 1 && g->kh == g->kw && (g->kh == 3 || g->kh == 4) &&
           choose_tile_blocks(device, n_tiles(g, transposed), blocks) > 0;
}

static bool suits(const struct gfla_conv *g, enum gfla_conv_step step, const struct gfla_device_info *device)
{
    return gfla_conv_has_wide_vectors(device) && n_tiles(g, step == GFLA_CONV_BWD_DATA) >= ENOUGH_TILES && g->ic >= ENOUGH_CHANNELS &&
           g->oc >= ENOUGH_CHANNELS;
}

const struct gfla_conv_algorithm gfla_conv_stride2 = {
    .name = "stride2", .supports = supports, .suits = suits, .has_epilogue = true, .has_prologue = true, .adds_pairs = true,
    .lower = {lower_fwd, lower_bwd_data}};
