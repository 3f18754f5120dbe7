#include "cl/shared/conv_group_weights.h"
#include "cl/shared/conv_tile.h"
#include "ops/conv/conv_algorithm.h"
#include "ops/conv/conv_fused.h"
#include "ops/conv/conv_group.h"
#include "ops/conv/conv_tile.h"

/* Vectors run over source channels when there are at most so many output channels. */
#define FEW_OUTPUTS 3

struct tile_params {
    struct gfla_conv g;
    bool transposed;
    struct gfla_conv_epilogue epilogue;
    bool by_groups;   /* work-groups of conv_tile_group instead of the register tiles of single work-items */
    int split_blocks; /* of source channels that one of them adds up */
};

/* The kernels that compute a shape, and what they expect. */
struct tile_kernels {
    const char *pack_source, *pack, *source, *tile, *options;
    int lane_blocks; /* blocks of output channels, rounded up to whole groups */
    int groups;      /* groups of output channels */
    int tap_floats;  /* packed weights of one tap for all outputs and one source block */
    int source_blocks;
};

static struct tile_kernels kernels_for(const struct tile_params *p)
{
    static const char *const few_options[] = {"", "-DNO=1", "-DNO=2", "-DNO=3"};
    static const char *const vector_options[] = {"", "-DNV=1", "-DNV=2", "", "-DNV=4"};
    const int outputs = p->transposed ? p->g.ic : p->g.oc, blocks = gfla_conv_blocks(outputs);
    const int source_blocks = gfla_conv_blocks(p->transposed ? p->g.oc : p->g.ic);
    struct tile_kernels k = {.pack_source = "ops/conv_tile.cl",
                             .pack = "conv_tile_pack",
                             .source = "ops/conv_tile.cl",
                             .tile = "conv_tile",
                             .source_blocks = source_blocks};
    int nv = blocks > 1 ? 2 : 1;
    if (p->by_groups) {
        nv = blocks > 2 ? 4 : nv;
    } else if (outputs <= FEW_OUTPUTS) {
        return (struct tile_kernels){"ops/conv_tile_few.cl",
                                     "conv_tile_few_pack",
                                     "ops/conv_tile_few.cl",
                                     "conv_tile_few",
                                     few_options[outputs],
                                     1,
                                     1,
                                     outputs * GFLA_LANES,
                                     source_blocks};
    }
    k.options = vector_options[nv];
    k.groups = (blocks + nv - 1) / nv;
    k.lane_blocks = k.groups * nv;
    k.tap_floats = k.lane_blocks * GFLA_LANES * GFLA_LANES;
    return k;
}

/* Where the packed weights of the first phase begin. */
static int first_weight(const struct tile_kernels *k)
{
    return GFLA_CONV_PACKED_BIAS + k->lane_blocks * GFLA_LANES;
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct tile_params *p = node->params;
    const struct tile_kernels k = kernels_for(p);
    const size_t global[3] = {(size_t)k.lane_blocks, (size_t)k.source_blocks, 0}, local[3] = {1, 1, 0};
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&p->g),
        GFLA_ARG_I32(p->transposed),
        GFLA_ARG_I32(node->in[1] != NULL),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1] ? node->in[1]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    if (p->by_groups)
        return gfla_conv_group_record_pack(recorder, node, &p->g, p->transposed, k.lane_blocks, k.source_blocks,
                                           k.options);
    return gfla_record(recorder, k.pack_source, k.pack, k.options, global, local, args, 6, 0);
}

static gfla_status record_phase(struct gfla_recorder *recorder, const struct gfla_node *node,
                                const struct tile_kernels *k, const struct gfla_conv_tile *t)
{
    const size_t pixels = (size_t)t->n * t->phase_h * t->phase_w;
    const size_t tiles = (pixels + GFLA_CONV_TILE_PIXELS - 1) / GFLA_CONV_TILE_PIXELS;
    const size_t global[3] = {tiles, (size_t)k->groups, 0}, local[3] = {1, 1, 0};
    const double flops = 2.0 * (double)pixels * t->src_c * t->dst_c * t->kh * t->kw;
    const struct tile_params *p = node->params;
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(t),
        GFLA_ARG_STRUCT(&p->epilogue),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(node->in[2] ? node->in[2]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    if (p->by_groups)
        return gfla_conv_group_record(recorder, node, t, &p->epilogue, k->groups, p->split_blocks, k->options, flops);
    return gfla_record(recorder, k->source, k->tile, k->options, global, local, args, 6, flops);
}

static gfla_status fwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct tile_params *p = node->params;
    const struct gfla_conv *g = &p->g;
    const struct tile_kernels k = kernels_for(p);
    const struct gfla_conv_tile t = {
        .n = g->n,
        .src_c = g->ic,
        .src_h = g->ih,
        .src_w = g->iw,
        .dst_c = g->oc,
        .dst_h = g->oh,
        .dst_w = g->ow,
        .phase_h = g->oh,
        .phase_w = g->ow,
        .dst_step = 1,
        .src_y0 = -g->pad,
        .src_x0 = -g->pad,
        .src_step = g->stride,
        .kh = g->kh,
        .kw = g->kw,
        .padding = g->padding,
        .weights_at = first_weight(&k),
    };
    return record_phase(recorder, node, &k, &t);
}

/* One axis of one phase of a data gradient: the outputs whose bordered position is `phase` modulo the stride. */
struct phase_axis {
    int first, count; /* outputs first, first + stride, ... */
    int taps;
    int src; /* position of the first tap of the first output */
};

static struct phase_axis phase_axis(int phase, int size, int k, const struct gfla_conv *g)
{
    struct phase_axis a = {.first = (phase + g->stride - g->pad % g->stride) % g->stride};
    a.count = a.first < size ? (size - 1 - a.first) / g->stride + 1 : 0;
    a.taps = gfla_conv_phase_taps(k, g->stride, phase);
    a.src = (a.first + g->pad) / g->stride - a.taps + 1;
    return a;
}

static gfla_status bwd_data_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct tile_params *p = node->params;
    const struct gfla_conv *g = &p->g;
    const struct tile_kernels k = kernels_for(p);
    int weights_at = first_weight(&k);
    for (int phase = 0; phase < g->stride * g->stride; phase++) {
        const struct phase_axis y = phase_axis(phase / g->stride, g->ih, g->kh, g);
        const struct phase_axis x = phase_axis(phase % g->stride, g->iw, g->kw, g);
        const struct gfla_conv_tile t = {
            .n = g->n,
            .src_c = g->oc,
            .src_h = g->oh,
            .src_w = g->ow,
            .dst_c = g->ic,
            .dst_h = g->ih,
            .dst_w = g->iw,
            .phase_h = y.count,
            .phase_w = x.count,
            .dst_y0 = y.first,
            .dst_x0 = x.first,
            .dst_step = g->stride,
            .src_y0 = y.src,
            .src_x0 = x.src,
            .src_step = 1,
            .kh = y.taps,
            .kw = x.taps,
            .padding = GFLA_CONV_PAD_ZERO,
            .weights_at = weights_at,
        };
        if (y.count && x.count)
            TRY(record_phase(recorder, node, &k, &t));
        weights_at += y.taps * x.taps * k.tap_floats * k.source_blocks;
    }
fail:
    return status;
}

static const struct gfla_op pack_op = {.name = "conv_tile_pack", .record = pack_record};
static const struct gfla_op fwd_op = {.name = "conv_tile_fwd", .record = fwd_record};
static const struct gfla_op bwd_data_op = {.name = "conv_tile_bwd_data", .record = bwd_data_record};

/* The pixels of the largest phase. */
static int phase_pixels(const struct tile_params *p)
{
    const int s = p->g.stride;
    return p->transposed ? p->g.n * ((p->g.ih + s - 1) / s) * ((p->g.iw + s - 1) / s) : p->g.n * p->g.oh * p->g.ow;
}

static int phase_taps(const struct tile_params *p)
{
    const int s = p->transposed ? p->g.stride : 1;
    return gfla_conv_phase_taps(p->g.kh, s, 0) * gfla_conv_phase_taps(p->g.kw, s, 0);
}

/* Packing depends on parameters alone, so a plan for inference does it once. */
static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job, bool by_groups)
{
    struct tile_params p = {.g = *job->g,
                            .transposed = job->step == GFLA_CONV_BWD_DATA,
                            .epilogue = gfla_conv_epilogue_of(node),
                            .by_groups = by_groups};
    const struct tile_kernels k = kernels_for(&p);
    const int pixels = phase_pixels(&p);
    if (by_groups)
        p.split_blocks = gfla_conv_group_split(job->device, pixels, k.groups, k.source_blocks, phase_taps(&p));
    const int64_t scratch =
        by_groups ? gfla_conv_group_scratch(pixels, p.transposed ? p.g.ic : p.g.oc, k.source_blocks, p.split_blocks)
                  : 0;
    const int64_t packed_floats = first_weight(&k) + (int64_t)p.g.kh * p.g.kw * k.tap_floats * k.source_blocks;
    gfla_tensor *const raw[2] = {node->in[1], node->in[2]};
    struct gfla_node *pack = gfla_graph_add(graph, &pack_op, raw, 2, &p, sizeof p);
    gfla_tensor *packed = gfla_node_output(graph, pack, gfla_shape_1d(packed_floats), GFLA_LAYOUT_PLAIN);
    gfla_tensor *const in[3] = {node->in[GFLA_CONV_SRC], packed,
                                p.epilogue.has_residual ? node->in[GFLA_CONV_RESIDUAL] : NULL};
    struct gfla_node *tiles = gfla_graph_add(graph, p.transposed ? &bwd_data_op : &fwd_op, in, 3, &p, sizeof p);
    gfla_node_set_output(tiles, 0, node->out[0]);
    if (scratch)
        gfla_node_output(graph, tiles, gfla_shape_1d(scratch), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}

static gfla_status lower_to_tiles(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    return job->step == GFLA_CONV_BWD_WEIGHTS ? gfla_conv_tile_bwd_weights(graph, node, job)
                                              : lower(graph, node, job, false);
}

/* The kernels' tables have to hold all taps. */
static bool supports(const struct gfla_conv_job *job)
{
    return job->g->kh * job->g->kw <= GFLA_CONV_TILE_TAPS;
}

const struct gfla_conv_algorithm gfla_conv_tile = {
    .name = "tile", .for_wide_vectors = true, .supports = supports, .has_epilogue = true, .lower = lower_to_tiles};

static gfla_status lower_to_groups(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    return job->step == GFLA_CONV_BWD_WEIGHTS ? gfla_conv_group_bwd_weights(graph, node, job)
                                              : lower(graph, node, job, true);
}

static bool supports_groups(const struct gfla_conv_job *job)
{
    if (job->step == GFLA_CONV_BWD_WEIGHTS)
        return job->device->max_work_group >= GFLA_CONV_GROUP_WEIGHTS_ITEMS &&
               job->device->local_memory >= GFLA_CONV_GROUP_BYTES;
    return supports(job) && job->device->max_work_group >= GFLA_LANES * GFLA_CONV_GROUP_ROWS &&
           job->device->local_memory >= GFLA_CONV_GROUP_BYTES;
}

static bool suits_groups(const struct gfla_conv_job *job)
{
    return !gfla_conv_has_wide_vectors(job->device);
}

const struct gfla_conv_algorithm gfla_conv_group = {.name = "group",
                                                    .supports = supports_groups,
                                                    .suits = suits_groups,
                                                    .has_epilogue = true,
                                                    .lower = lower_to_groups};
