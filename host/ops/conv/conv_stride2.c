#include <stdio.h>

#include "cl/shared/conv_stride2.h"
#include "ops/conv/conv_algorithm.h"
#include "ops/conv/conv_fused.h"
#include "ops/conv/conv_share.h"
#include "ops/moments.h"

static const char source[] = "ops/conv_stride2.cl", pack_source[] = "ops/conv_stride2_pack.cl";

#define ROWS GFLA_CONV_STRIDE2_ROWS

/* With fewer tiles than this, transformed weights cost more to read than their products save; where they are written
 * in every run too, it takes more. */
enum { ENOUGH_TILES = 16, ENOUGH_TILES_4_TRAINING = 96 };
/* With fewer channels on either side than this, transforms cost more than products save. */
#define ENOUGH_CHANNELS 8

struct stride2_params {
    struct gfla_conv g;
    bool transposed;
    int tile; /* results along an axis of a tile: 2 or 4 */
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

static int n_tiles(const struct gfla_conv *g, bool transposed, int tile)
{
    const int h = transposed ? (g->ih + 1) / 2 : g->oh, w = transposed ? (g->iw + 1) / 2 : g->ow;
    return g->n * ((h + tile - 1) / tile) * ((w + tile - 1) / tile);
}

static int n_points(int tile)
{
    return (tile + 1) * (tile + 1);
}

/* Local memory of a work-item: bytes of the transformed sources, and of the products. `blocks` of 16 source channels,
 * of all phases that are needed at once. */
static size_t panel_bytes(int tile, int tile_blocks, int blocks)
{
    return sizeof(float) * (size_t)n_points(tile) * (size_t)(tile_blocks * blocks * ROWS * GFLA_LANES + GFLA_LANES);
}

static size_t product_bytes(int tile, int tile_blocks, int nv)
{
    return sizeof(float) * (size_t)n_points(tile) * (size_t)(tile_blocks * ROWS * nv * GFLA_LANES + GFLA_LANES);
}

/* Floats of the weights at all points, without bias. */
static int64_t weight_floats(const struct stride2_params *p, int source_blocks)
{
    const int points = gfla_conv_stride2_points_before(p->tile, p->g.kh, p->transposed, 4);
    return (int64_t)points * source_blocks * groups(p) * vectors(p) * GFLA_LANES * GFLA_LANES;
}

/* blocks: of the sources; panel_blocks: of those in the panel, a phase of a source each. */
static struct gfla_conv_share share_out(const struct stride2_params *p, int blocks, int panel_blocks,
                                        const struct gfla_device_info *device)
{
    const struct gfla_conv_work work = {
        .tile_blocks = (n_tiles(&p->g, p->transposed, p->tile) + ROWS - 1) / ROWS,
        .groups = groups(p),
        .panel_bytes = panel_bytes(p->tile, 1, panel_blocks),
        .product_bytes = product_bytes(p->tile, 1, vectors(p)),
        .weight_bytes = sizeof(float) * (size_t)weight_floats(p, blocks),
        .scratch_bytes = device->local_memory,
    };
    return gfla_conv_share_out(&work, device);
}

static void build_options(const struct stride2_params *p, char options[static 64])
{
    snprintf(options, 64, "-DTAPS=%d -DTILE=%d -DNV=%d", p->g.kh, p->tile, vectors(p));
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct stride2_params *p = node->params;
    const size_t local[3] = {1, 1, 0};
    const size_t global[3] = {(size_t)(groups(p) * vectors(p)), (size_t)gfla_conv_blocks(sources_of(p)), 0};
    char options[64];
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&p->g),
        GFLA_ARG_I32(p->transposed),
        GFLA_ARG_I32(node->in[1] != NULL),
        GFLA_ARG_I32(vectors(p)),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1] ? node->in[1]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    snprintf(options, sizeof options, "-DTILE=%d", p->tile);
    return gfla_record(recorder, pack_source, "conv_stride2_pack", options, global, local, args, 7, 0);
}

/* Inputs; the last two only where two results are added up. */
enum { SRC, PACKED, NORM, RESIDUAL, SRC2, PACKED2, N_INPUTS };

/* Channels of the second source. */
static int second_channels(const struct gfla_node *node)
{
    return node->n_in > SRC2 ? (int)node->in[SRC2]->shape.dim[1] : 0;
}

/* Blocks of all sources, and those of the panel: a phase of a source each. */
static int source_blocks(const struct gfla_node *node)
{
    return gfla_conv_blocks(sources_of(node->params)) + gfla_conv_blocks(second_channels(node));
}

static int panel_blocks(const struct gfla_node *node)
{
    const struct stride2_params *p = node->params;
    return p->transposed ? source_blocks(node) : 4 * source_blocks(node);
}

static struct gfla_moments_share moments(const struct gfla_node *node, const struct gfla_device_info *device)
{
    const struct stride2_params *p = node->params;
    const struct gfla_conv_share share = share_out(p, source_blocks(node), panel_blocks(node), device);
    return gfla_moments_share_out(p->g.n, n_tiles(&p->g, p->transposed, p->tile) / p->g.n, share.tile_blocks * ROWS,
                                  p->transposed ? 4 : 1);
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct stride2_params *p = node->params;
    const struct gfla_conv *g = &p->g;
    const int c2 = second_channels(node);
    const struct gfla_conv_share share = share_out(p, source_blocks(node), panel_blocks(node), recorder->device);
    const struct gfla_conv_stride2 s = {.tile_blocks = share.tile_blocks, .groups = share.groups};
    const struct gfla_moments_share wanted = gfla_moments_wanted(node, recorder->device);
    const int tiles = n_tiles(g, p->transposed, p->tile), item_tiles = share.tile_blocks * ROWS;
    const size_t local[3] = {1, 1, 0};
    const size_t global[3] = {(size_t)((tiles + item_tiles - 1) / item_tiles),
                              (size_t)((groups(p) + share.groups - 1) / share.groups), 0};
    const double flops = gfla_conv_geometry_flops(g) * (1.0 + (double)c2 / g->oc);
    char options[64];
    struct gfla_arg args[16] = {GFLA_ARG_STRUCT(g), GFLA_ARG_STRUCT(&s), GFLA_ARG_STRUCT(&p->prologue),
                                GFLA_ARG_STRUCT(&p->epilogue), GFLA_ARG_STRUCT(&wanted)};
    int n = 5;
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
    args[n++] = gfla_moments_parts(node);
    args[n++] = GFLA_ARG_LOCAL(panel_bytes(p->tile, share.tile_blocks, panel_blocks(node)));
    args[n++] = GFLA_ARG_LOCAL(product_bytes(p->tile, share.tile_blocks, vectors(p)));
    build_options(p, options);
    return gfla_record(recorder, source, p->transposed ? "conv_stride2_transposed" : "conv_stride2_fwd", options,
                       global, local, args, n, flops);
}

static const struct gfla_op pack_op = {.name = "conv_stride2_pack", .record = pack_record};
static const struct gfla_op fwd_op = {.name = "conv_stride2_fwd", .record = record, .moments = moments};
static const struct gfla_op transposed_op = {.name = "conv_stride2_transposed", .record = record, .moments = moments};

/* Packing depends on parameters alone, so a plan for inference does it once. */
static gfla_tensor *pack(gfla_graph *graph, const struct stride2_params *p, gfla_tensor *weights, gfla_tensor *bias)
{
    gfla_tensor *const raw[2] = {weights, bias};
    const int64_t weights_and_bias =
        weight_floats(p, gfla_conv_blocks(sources_of(p))) + groups(p) * vectors(p) * GFLA_LANES;
    struct gfla_node *node = gfla_graph_add(graph, &pack_op, raw, 2, p, sizeof *p);
    return gfla_node_output(graph, node, gfla_shape_1d(GFLA_CONV_STRIDE2_BIAS + weights_and_bias), GFLA_LAYOUT_PLAIN);
}

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    const struct stride2_params p = {.g = *job->g,
                                     .transposed = job->step == GFLA_CONV_BWD_DATA,
                                     .tile = job->tile,
                                     .prologue = gfla_conv_prologue_of(node),
                                     .epilogue = gfla_conv_epilogue_of(node)};
    gfla_tensor *in[N_INPUTS] = {node->in[GFLA_CONV_SRC],
                                 pack(graph, &p, node->in[GFLA_CONV_WEIGHTS], node->in[GFLA_CONV_BIAS])};
    const bool is_pair = node->n_in > GFLA_CONV_SRC2;
    in[NORM] = p.prologue.has_norm ? node->in[GFLA_CONV_NORM] : NULL;
    in[RESIDUAL] = p.epilogue.has_residual ? node->in[GFLA_CONV_RESIDUAL] : NULL;
    if (is_pair) {
        struct stride2_params second = p;
        second.g.oc = (int)node->in[GFLA_CONV_SRC2]->shape.dim[1];
        in[SRC2] = node->in[GFLA_CONV_SRC2];
        in[PACKED2] = pack(graph, &second, node->in[GFLA_CONV_WEIGHTS2], node->in[GFLA_CONV_BIAS2]);
    }
    struct gfla_node *conv =
        gfla_graph_add(graph, p.transposed ? &transposed_op : &fwd_op, in, is_pair ? N_INPUTS : SRC2, &p, sizeof p);
    gfla_node_set_output(conv, 0, node->out[0]);
    return gfla_graph_status(graph);
}

/* What a work-item of one block of tiles needs has to fit the local memory. */
static bool supports(const struct gfla_conv_job *job)
{
    const struct gfla_conv *g = job->g;
    const int blocks = job->step == GFLA_CONV_BWD_DATA ? gfla_conv_blocks(g->oc) : 4 * gfla_conv_blocks(g->ic);
    return job->step != GFLA_CONV_BWD_WEIGHTS && g->stride == 2 && g->pad == 1 && g->kh == g->kw &&
           (g->kh == 3 || g->kh == 4) &&
           panel_bytes(job->tile, 1, blocks) + product_bytes(job->tile, 1, 2) <= job->device->local_memory;
}

static bool suits(const struct gfla_conv_job *job)
{
    const int enough = job->training && job->tile == 4 ? ENOUGH_TILES_4_TRAINING : ENOUGH_TILES;
    return n_tiles(job->g, job->step == GFLA_CONV_BWD_DATA, job->tile) >= enough && job->g->ic >= ENOUGH_CHANNELS &&
           job->g->oc >= ENOUGH_CHANNELS;
}

const struct gfla_conv_algorithm gfla_conv_stride2 = {.name = "stride2",
                                                      .tile = 4,
                                                      .for_wide_vectors = true,
                                                      .supports = supports,
                                                      .suits = suits,
                                                      .has_epilogue = true,
                                                      .has_prologue = true,
                                                      .adds_pairs = true,
                                                      .lower = lower};
const struct gfla_conv_algorithm gfla_conv_stride2_tile2 = {.name = "stride2_tile2",
                                                            .tile = 2,
                                                            .for_wide_vectors = true,
                                                            .supports = supports,
                                                            .suits = suits,
                                                            .has_epilogue = true,
                                                            .has_prologue = true,
                                                            .adds_pairs = true,
                                                            .lower = lower};
