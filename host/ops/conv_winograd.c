#include <stdio.h>

#include "cl/shared/conv_winograd.h"
#include "ops/conv_algorithm.h"
#include "ops/conv_fused.h"

static const char source[] = "ops/conv_winograd.cl";

/* Measured: from here on each tile size wins. */
#define FEWEST_OUTPUTS_4 1024
#define FEWEST_OUTPUTS_2 64
#define FEWEST_CHANNELS 8
#define BLOCKS_PER_ITEM 4 /* panels of weights serve so many products */
/* What a work-item may keep besides the weights that pass through its second-level cache. */
#define SCRATCH_BYTES (1536 * 1024)

/* A data gradient is a convolution of d_dst, with the roles of the channels exchanged and the taps turned round. */
struct winograd_params {
    struct gfla_conv g;
    bool transposed;
    int tile; /* results along an axis of a tile: 2 or 4 */
    struct gfla_conv_prologue prologue;
    struct gfla_conv_epilogue epilogue;
};

/* Blocks of 16 channels on both sides, and vectors of them in a group of outputs. */
struct channel_blocks {
    int src, dst, nv, groups;
};

static struct channel_blocks blocks_of(const struct gfla_conv *g, bool transposed)
{
    struct channel_blocks b = {.src = gfla_conv_blocks(transposed ? g->oc : g->ic), .dst = gfla_conv_blocks(transposed ? g->ic : g->oc)};
    b.nv = b.dst > 1 ? 2 : 1;
    b.groups = (b.dst + b.nv - 1) / b.nv;
    return b;
}

/* Source pixels along an axis of a tile: as many points, and their square in all. */
static int span_of(const struct gfla_conv *g, int tile)
{
    return tile + g->kh - 1;
}

/* Bytes of v or m for so many blocks of tiles; see cl/ops/conv_winograd.cl. */
static size_t scratch_bytes(int span, int tile_blocks, int channel_blocks)
{
    const int point = tile_blocks * channel_blocks * GFLA_WINOGRAD_ROWS + GFLA_WINOGRAD_SKEW;
    return sizeof(float) * GFLA_LANES * (size_t)(span * span) * (size_t)point;
}

static size_t item_bytes(int span, int tile_blocks, const struct channel_blocks *b)
{
    return scratch_bytes(span, tile_blocks, b->src) + scratch_bytes(span, tile_blocks, b->nv);
}

static void options_for(const struct winograd_params *p, char options[static 32])
{
    snprintf(options, 32, "-DTILE=%d -DTAPS=%d -DNV=%d", p->tile, p->g.kh, blocks_of(&p->g, p->transposed).nv);
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct winograd_params *p = node->params;
    const struct channel_blocks b = blocks_of(&p->g, p->transposed);
    const size_t global[3] = {(size_t)(b.groups * b.nv), (size_t)b.src, 0}, local[3] = {1, 1, 0};
    char options[32];
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&p->g),
        GFLA_ARG_I32(p->transposed),
        GFLA_ARG_I32(node->in[1] != NULL),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1] ? node->in[1]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    options_for(p, options);
    return gfla_record(recorder, source, "conv_winograd_pack", options, global, local, args, 6, 0);
}

static int divide_up(int a, int b)
{
    return (a + b - 1) / b;
}

static struct gfla_conv_winograd describe(const struct winograd_params *p)
{
    const struct gfla_conv *g = &p->g;
    struct gfla_conv_winograd w = {
        .n = g->n, .src_c = g->ic, .src_h = g->ih, .src_w = g->iw, .dst_c = g->oc, .dst_h = g->oh, .dst_w = g->ow,
        .origin = -g->pad, .padding = g->padding,
    };
    if (p->transposed)
        w = (struct gfla_conv_winograd){
            .n = g->n, .src_c = g->oc, .src_h = g->oh, .src_w = g->ow, .dst_c = g->ic, .dst_h = g->ih, .dst_w = g->iw,
            .origin = g->pad - (g->kh - 1), .padding = GFLA_CONV_PAD_ZERO,
        };
    w.tiles_h = divide_up(w.dst_h, p->tile);
    w.tiles_w = divide_up(w.dst_w, p->tile);
    w.groups = blocks_of(g, p->transposed).groups;
    return w;
}

/* Shares the tiles out among the compute units evenly, and where there are too few of them the output channels as well. */
static void share_out(struct gfla_conv_winograd *w, int span, const struct channel_blocks *b, const struct gfla_device_info *device)
{
    const int units = device->n_compute_units ? (int)device->n_compute_units : 1;
    const int tile_blocks = divide_up(w->n * w->tiles_h * w->tiles_w, GFLA_WINOGRAD_ROWS);
    int most = BLOCKS_PER_ITEM;
    while (most > 1 && (item_bytes(span, most, b) > SCRATCH_BYTES || item_bytes(span, most, b) > device->local_memory))
        most--;
    const int rounds = divide_up(tile_blocks, most * units);
    w->blocks_per_item = divide_up(tile_blocks, rounds * units);
    const int items = divide_up(tile_blocks, w->blocks_per_item);
    w->groups_per_item = divide_up(w->groups, divide_up(units, items));
}

enum { SRC, PACKED, NORM, RESIDUAL, N_INPUTS };

static gfla_status conv_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct winograd_params *p = node->params;
    const struct channel_blocks b = blocks_of(&p->g, p->transposed);
    struct gfla_conv_winograd w = describe(p);
    share_out(&w, span_of(&p->g, p->tile), &b, recorder->device);
    const int tile_blocks = divide_up(w.n * w.tiles_h * w.tiles_w, GFLA_WINOGRAD_ROWS);
    const size_t global[3] = {(size_t)divide_up(tile_blocks, w.blocks_per_item), (size_t)divide_up(w.groups, w.groups_per_item), 0};
    const size_t local[3] = {1, 1, 0};
    char options[32];
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&w),
        GFLA_ARG_STRUCT(&p->prologue),
        GFLA_ARG_STRUCT(&p->epilogue),
        GFLA_ARG_BUFFER(node->in[SRC]->buffer),
        GFLA_ARG_BUFFER(node->in[PACKED]->buffer),
        GFLA_ARG_BUFFER(node->in[NORM] ? node->in[NORM]->buffer : NULL),
        GFLA_ARG_BUFFER(node->in[RESIDUAL] ? node->in[RESIDUAL]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
        GFLA_ARG_LOCAL(scratch_bytes(span_of(&p->g, p->tile), w.blocks_per_item, b.src)),
        GFLA_ARG_LOCAL(scratch_bytes(span_of(&p->g, p->tile), w.blocks_per_item, b.nv)),
    };
    options_for(p, options);
    return gfla_record(recorder, source, "conv_winograd", options, global, local, args, 10, gfla_conv_geometry_flops(&p->g));
}

static const struct gfla_op pack_op = {.name = "conv_winograd_pack", .record = pack_record};
static const struct gfla_op conv_op = {.name = "conv_winograd", .record = conv_record};

/* Packing depends on parameters alone, so a plan for inference does it once. */
static gfla_status lower(gfla_graph *graph, struct gfla_node *node, bool transposed, int tile)
{
    const struct winograd_params p = {.g = *(const struct gfla_conv *)node->params,
                                      .transposed = transposed,
                                      .tile = tile,
                                      .prologue = gfla_conv_prologue_of(node),
                                      .epilogue = gfla_conv_epilogue_of(node)};
    const struct channel_blocks b = blocks_of(&p.g, transposed);
    const int64_t lanes = (int64_t)b.groups * b.nv * GFLA_LANES, points = span_of(&p.g, tile) * span_of(&p.g, tile);
    const int64_t packed_floats = GFLA_WINOGRAD_PACKED_BIAS + lanes + points * lanes * b.src * GFLA_LANES;
    gfla_tensor *const raw[2] = {node->in[1], node->in[2]};
    struct gfla_node *pack = gfla_graph_add(graph, &pack_op, raw, 2, &p, sizeof p);
    gfla_tensor *const in[N_INPUTS] = {node->in[GFLA_CONV_SRC],
                                       gfla_node_output(graph, pack, gfla_shape_1d(packed_floats), GFLA_LAYOUT_PLAIN),
                                       p.prologue.has_norm ? node->in[GFLA_CONV_NORM] : NULL,
                                       p.epilogue.has_residual ? node->in[GFLA_CONV_RESIDUAL] : NULL};
    gfla_node_set_output(gfla_graph_add(graph, &conv_op, in, N_INPUTS, &p, sizeof p), 0, node->out[0]);
    return gfla_graph_status(graph);
}

static gfla_status lower_fwd_4(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    (void)device;
    return lower(graph, node, false, 4);
}

static gfla_status lower_bwd_data_4(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    (void)device;
    return lower(graph, node, true, 4);
}

static gfla_status lower_fwd_2(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    (void)device;
    return lower(graph, node, false, 2);
}

static gfla_status lower_bwd_data_2(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    (void)device;
    return lower(graph, node, true, 2);
}

/* What one work-item of one block of tiles needs has to fit the local memory: PoCL ends the process where it does not. */
static bool supports(const struct gfla_conv *g, enum gfla_conv_step step, const struct gfla_device_info *device, int tile, int most_taps)
{
    const struct channel_blocks b = blocks_of(g, step == GFLA_CONV_BWD_DATA);
    return step != GFLA_CONV_BWD_WEIGHTS && g->kh == g->kw && (g->kh == 3 || g->kh == most_taps) && g->stride == 1 &&
           item_bytes(span_of(g, tile), 1, &b) <= device->local_memory;
}

static bool supports_4(const struct gfla_conv *g, enum gfla_conv_step step, const struct gfla_device_info *device)
{
    return supports(g, step, device, 4, 5);
}

static bool supports_2(const struct gfla_conv *g, enum gfla_conv_step step, const struct gfla_device_info *device)
{
    return supports(g, step, device, 2, 3);
}

/* Outputs in all images, where vectors are full; otherwise 0. With few outputs the weights cost more than the products. */
static int64_t n_outputs(const struct gfla_conv *g, enum gfla_conv_step step, const struct gfla_device_info *device)
{
    if (!gfla_conv_has_wide_vectors(device) || g->ic < FEWEST_CHANNELS || g->oc < FEWEST_CHANNELS)
        return 0;
    return step == GFLA_CONV_FWD ? (int64_t)g->n * g->oh * g->ow : (int64_t)g->n * g->ih * g->iw;
}

static bool suits_4(const struct gfla_conv *g, enum gfla_conv_step step, const struct gfla_device_info *device)
{
    return n_outputs(g, step, device) >= FEWEST_OUTPUTS_4;
}

static bool suits_2(const struct gfla_conv *g, enum gfla_conv_step step, const struct gfla_device_info *device)
{
    return n_outputs(g, step, device) >= FEWEST_OUTPUTS_2;
}

const struct gfla_conv_algorithm gfla_conv_winograd4 = {
    .name = "winograd4", .supports = supports_4, .suits = suits_4, .has_epilogue = true, .has_prologue = true, .lower = {lower_fwd_4, lower_bwd_data_4}};
const struct gfla_conv_algorithm gfla_conv_winograd2 = {
    .name = "winograd2", .supports = supports_2, .suits = suits_2, .has_epilogue = true, .has_prologue = true, .lower = {lower_fwd_2, lower_bwd_data_2}};
