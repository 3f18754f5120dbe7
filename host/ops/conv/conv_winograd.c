#include "ops/conv/conv_share.h"
#include "ops/conv/conv_winograd.h"
#include "ops/moments.h"

static const char source[] = "ops/conv_winograd.cl";

/* What a work-item may keep besides the weights that pass through its second-level cache. */
#define SCRATCH_BYTES (1536 * 1024)

/* Bytes of v or m for so many blocks of tiles; see cl/ops/conv_winograd.cl. */
static size_t scratch_bytes(int span, int tile_blocks, int channel_blocks)
{
    const int point = tile_blocks * channel_blocks * GFLA_WINOGRAD_ROWS + GFLA_WINOGRAD_SKEW;
    return sizeof(float) * GFLA_LANES * (size_t)(span * span) * (size_t)point;
}

static size_t item_bytes(int span, int tile_blocks, const struct gfla_winograd_blocks *b)
{
    return scratch_bytes(span, tile_blocks, b->src) + scratch_bytes(span, tile_blocks, b->nv);
}

static struct gfla_conv_share share_out(const struct gfla_conv_winograd *w, int span,
                                        const struct gfla_winograd_blocks *b, const struct gfla_device_info *device)
{
    const size_t local = device->local_memory;
    const struct gfla_conv_work work = {
        .tile_blocks = gfla_winograd_tile_blocks(w),
        .groups = w->groups,
        .panel_bytes = scratch_bytes(span, 1, b->src),
        .product_bytes = scratch_bytes(span, 1, b->nv),
        .weight_bytes = sizeof(float) * (size_t)(span * span * b->src * b->groups * b->nv) * GFLA_LANES * GFLA_LANES,
        .scratch_bytes = SCRATCH_BYTES < local ? SCRATCH_BYTES : local,
    };
    return gfla_conv_share_out(&work, device);
}

/* What the kernel is told. */
static struct gfla_conv_winograd shared_out(const struct gfla_winograd_params *p, const struct gfla_device_info *device)
{
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p->g, p->transposed);
    struct gfla_conv_winograd w = gfla_winograd_geometry(p);
    const struct gfla_conv_share share = share_out(&w, gfla_winograd_span(&p->g, p->tile), &b, device);
    w.blocks_per_item = share.tile_blocks;
    w.groups_per_item = share.groups;
    return w;
}

static struct gfla_moments_share moments(const struct gfla_node *node, const struct gfla_device_info *device)
{
    const struct gfla_conv_winograd w = shared_out(node->params, device);
    return gfla_moments_share_out(w.n, w.tiles_h * w.tiles_w, w.blocks_per_item * GFLA_WINOGRAD_ROWS, 1);
}

static gfla_status conv_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_winograd_params *p = node->params;
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p->g, p->transposed);
    const struct gfla_conv_winograd w = shared_out(p, recorder->device);
    const struct gfla_moments_share share = gfla_moments_wanted(node, recorder->device);
    const size_t global[3] = {(size_t)gfla_divide_up(gfla_winograd_tile_blocks(&w), w.blocks_per_item),
                              (size_t)gfla_divide_up(w.groups, w.groups_per_item), 0};
    const size_t local[3] = {1, 1, 0};
    char options[GFLA_WINOGRAD_OPTIONS_SIZE];
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&w),
        GFLA_ARG_STRUCT(&p->prologue),
        GFLA_ARG_STRUCT(&p->epilogue),
        GFLA_ARG_STRUCT(&share),
        GFLA_ARG_BUFFER(node->in[GFLA_WINOGRAD_SRC]->buffer),
        GFLA_ARG_BUFFER(node->in[GFLA_WINOGRAD_PACKED]->buffer),
        GFLA_ARG_BUFFER(node->in[GFLA_WINOGRAD_NORM] ? node->in[GFLA_WINOGRAD_NORM]->buffer : NULL),
        GFLA_ARG_BUFFER(node->in[GFLA_WINOGRAD_RESIDUAL] ? node->in[GFLA_WINOGRAD_RESIDUAL]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
        gfla_moments_parts(node),
        GFLA_ARG_LOCAL(scratch_bytes(gfla_winograd_span(&p->g, p->tile), w.blocks_per_item, b.src)),
        GFLA_ARG_LOCAL(scratch_bytes(gfla_winograd_span(&p->g, p->tile), w.blocks_per_item, b.nv)),
    };
    gfla_winograd_options(p, options);
    return gfla_record(recorder, source, "conv_winograd", options, global, local, args, 12,
                       gfla_conv_geometry_flops(&p->g));
}

static const struct gfla_op conv_op = {.name = "conv_winograd", .record = conv_record, .moments = moments};

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    gfla_winograd_lower(graph, node, &conv_op, job);
    return gfla_graph_status(graph);
}

/* What one work-item of one block of tiles needs has to fit the local memory: PoCL ends the process where it does
 * not. */
static bool supports(const struct gfla_conv_job *job)
{
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(job->g, job->step == GFLA_CONV_BWD_DATA);
    return gfla_winograd_fits(job) &&
           item_bytes(gfla_winograd_span(job->g, job->tile), 1, &b) <= job->device->local_memory;
}

const struct gfla_conv_algorithm gfla_conv_winograd4 = {.name = "winograd4",
                                                        .tile = 4,
                                                        .for_wide_vectors = true,
                                                        .supports = supports,
                                                        .suits = gfla_winograd_suits,
                                                        .has_epilogue = true,
                                                        .has_prologue = true,
                                                        .lower = lower};
const struct gfla_conv_algorithm gfla_conv_winograd2 = {.name = "winograd2",
                                                        .tile = 2,
                                                        .for_wide_vectors = true,
                                                        .supports = supports,
                                                        .suits = gfla_winograd_suits,
                                                        .has_epilogue = true,
                                                        .has_prologue = true,
                                                        .lower = lower};
