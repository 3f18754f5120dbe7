#include "ops/conv/conv_winograd.h"

static const char source[] = "ops/conv_winograd_steps.cl";

#define BLOCKS_PER_ITEM 4
/* Blocks of tiles in v and m, so that they stay small: with more of them in all there are several rounds. */
#define BLOCKS_PER_ROUND 64

/* Vectors of v and m for one block of tiles. */
static int64_t vectors_per_block(const struct gfla_winograd_params *p, int channel_blocks)
{
    const int64_t span = gfla_winograd_span(&p->g, p->tile);
    return span * span * channel_blocks * GFLA_WINOGRAD_ROWS;
}

/* Blocks of tiles in a round; all rounds but the last have as many. */
static int blocks_per_round(const struct gfla_winograd_params *p)
{
    const struct gfla_conv_winograd w = gfla_winograd_geometry(p);
    const int tile_blocks = gfla_winograd_tile_blocks(&w);
    return gfla_divide_up(tile_blocks, gfla_divide_up(tile_blocks, BLOCKS_PER_ROUND));
}

/* One launch of work-groups of one work-item. */
static gfla_status launch(struct gfla_recorder *recorder, const struct gfla_winograd_params *p, const char *kernel,
                          const size_t global[3], const struct gfla_arg *args, int n_args, double flops)
{
    const size_t local[3] = {1, 1, 1};
    char options[GFLA_WINOGRAD_OPTIONS_SIZE];
    gfla_winograd_options(p, options);
    return gfla_record(recorder, source, kernel, options, global, local, args, n_args, flops);
}

/* out[0] = dst, out[1] = v, out[2] = m. */
static gfla_status record_round(struct gfla_recorder *recorder, const struct gfla_node *node,
                                const struct gfla_conv_winograd *w, int first_block, int n_blocks, double flops)
{
    gfla_status status;
    const struct gfla_winograd_params *p = node->params;
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p->g, p->transposed);
    const int span = gfla_winograd_span(&p->g, p->tile), ranges = gfla_divide_up(n_blocks, w->blocks_per_item);
    const struct gfla_arg packed = GFLA_ARG_BUFFER(node->in[GFLA_WINOGRAD_PACKED]->buffer),
                          geometry = GFLA_ARG_STRUCT(w);
    const struct gfla_arg v = GFLA_ARG_BUFFER(node->out[1]->buffer), m = GFLA_ARG_BUFFER(node->out[2]->buffer);
    const gfla_tensor *norm = node->in[GFLA_WINOGRAD_NORM], *residual = node->in[GFLA_WINOGRAD_RESIDUAL];
    const struct gfla_arg src_args[] = {geometry,
                                        GFLA_ARG_STRUCT(&p->prologue),
                                        GFLA_ARG_I32(first_block),
                                        GFLA_ARG_BUFFER(node->in[GFLA_WINOGRAD_SRC]->buffer),
                                        GFLA_ARG_BUFFER(norm ? norm->buffer : NULL),
                                        v};
    const struct gfla_arg product_args[] = {geometry, GFLA_ARG_I32(n_blocks), v, packed, m};
    const struct gfla_arg dst_args[] = {geometry,
                                        GFLA_ARG_STRUCT(&p->epilogue),
                                        GFLA_ARG_I32(first_block),
                                        m,
                                        packed,
                                        GFLA_ARG_BUFFER(residual ? residual->buffer : NULL),
                                        GFLA_ARG_BUFFER(node->out[0]->buffer)};
    const size_t src_global[3] = {(size_t)n_blocks, (size_t)b.src, 0},
                 dst_global[3] = {(size_t)n_blocks, (size_t)b.dst, 0};
    const size_t product_global[3] = {(size_t)ranges, (size_t)b.groups, (size_t)(span * span)};
    TRY(launch(recorder, p, "conv_winograd_src", src_global, src_args, 6, 0));
    TRY(launch(recorder, p, "conv_winograd_product", product_global, product_args, 5, flops));
    TRY(launch(recorder, p, "conv_winograd_dst", dst_global, dst_args, 7, 0));
fail:
    return status;
}

static gfla_status conv_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct gfla_winograd_params *p = node->params;
    struct gfla_conv_winograd w = gfla_winograd_geometry(p);
    const int tile_blocks = gfla_winograd_tile_blocks(&w), round = blocks_per_round(p);
    w.blocks_per_item = BLOCKS_PER_ITEM;
    for (int first = 0; first < tile_blocks; first += round) {
        const int n_blocks = tile_blocks - first < round ? tile_blocks - first : round;
        TRY(record_round(recorder, node, &w, first, n_blocks,
                         gfla_conv_geometry_flops(&p->g) * n_blocks / tile_blocks));
    }
fail:
    return status;
}

static const struct gfla_op conv_op = {.name = "conv_winograd_steps", .record = conv_record};

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    struct gfla_node *conv = gfla_winograd_lower(graph, node, &conv_op, job);
    if (!conv)
        return gfla_graph_status(graph);
    const struct gfla_winograd_params *p = conv->params;
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p->g, p->transposed);
    const int64_t round = blocks_per_round(p) * GFLA_LANES;
    gfla_node_output(graph, conv, gfla_shape_1d(round * vectors_per_block(p, b.src)), GFLA_LAYOUT_PLAIN);
    gfla_node_output(graph, conv, gfla_shape_1d(round * vectors_per_block(p, b.groups * b.nv)), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}

/* Reached where the fused kernel does not fit the local memory. */
const struct gfla_conv_algorithm gfla_conv_winograd4_steps = {.name = "winograd4_steps",
                                                              .tile = 4,
                                                              .for_wide_vectors = true,
                                                              .supports = gfla_winograd_fits,
                                                              .suits = gfla_winograd_suits,
                                                              .has_epilogue = true,
                                                              .has_prologue = true,
                                                              .lower = lower};
