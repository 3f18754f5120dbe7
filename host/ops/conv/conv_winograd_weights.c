#include "ops/conv/conv_winograd.h"

static const char source[] = "ops/conv_winograd_weights.cl";

#define TILE 4
#define TAPS 3
#define POINTS ((TILE + TAPS - 1) * (TILE + TAPS - 1))
/* Blocks of tiles in v and z: enough that adding to u costs little, few enough that they stay in the caches. */
#define BLOCKS_PER_ROUND 32
#define FEWEST_OUTPUTS 128 /* measured: from here on it wins */

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

static gfla_status launch(struct gfla_recorder *recorder, const struct gfla_winograd_params *p, const char *kernel,
                          int global_0, int global_1, const struct gfla_arg *args, int n_args, double flops)
{
    const size_t global[3] = {(size_t)global_0, (size_t)global_1, 0}, local[3] = {1, 1, 0};
    char options[GFLA_WINOGRAD_OPTIONS_SIZE];
    gfla_winograd_options(p, options);
    return gfla_record(recorder, source, kernel, options, global, local, args, n_args, flops);
}

/* in = {src, d_dst}; out[0] = d_weights, out[1] = v, out[2] = z, out[3] = u. */
static gfla_status record_round(struct gfla_recorder *recorder, const struct gfla_node *node,
                                const struct gfla_conv_winograd *w, int first_block, int n_blocks, double flops)
{
    gfla_status status;
    const struct gfla_winograd_params *p = node->params;
    const struct gfla_arg geometry = GFLA_ARG_STRUCT(w), first = GFLA_ARG_I32(first_block),
                          v = GFLA_ARG_BUFFER(node->out[1]->buffer);
    const struct gfla_arg z = GFLA_ARG_BUFFER(node->out[2]->buffer), u = GFLA_ARG_BUFFER(node->out[3]->buffer);
    const struct gfla_arg dst_args[] = {geometry, first, GFLA_ARG_BUFFER(node->in[1]->buffer), z};
    const struct gfla_arg src_args[] = {geometry, first, GFLA_ARG_BUFFER(node->in[0]->buffer), v};
    const struct gfla_arg product_args[] = {geometry, first, GFLA_ARG_I32(n_blocks), v, z, u};
    TRY(launch(recorder, p, "conv_winograd_weights_dst", n_blocks, w->groups, dst_args, 4, 0));
    TRY(launch(recorder, p, "conv_winograd_weights_src", n_blocks, gfla_conv_blocks(w->src_c), src_args, 4, 0));
    TRY(launch(recorder, p, "conv_winograd_weights_product", w->groups, POINTS, product_args, 6, flops));
fail:
    return status;
}

static gfla_status weights_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_winograd_params *p = node->params;
    const struct gfla_conv_winograd w = gfla_winograd_geometry(p);
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(&w), GFLA_ARG_BUFFER(node->out[3]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer)};
    const int tile_blocks = gfla_winograd_tile_blocks(&w);
    for (int first = 0; first < tile_blocks; first += BLOCKS_PER_ROUND) {
        const int n_blocks = at_most(tile_blocks - first, BLOCKS_PER_ROUND);
        TRY(record_round(recorder, node, &w, first, n_blocks,
                         gfla_conv_geometry_flops(&p->g) * n_blocks / tile_blocks));
    }
    TRY(launch(recorder, p, "conv_winograd_weights", gfla_conv_blocks(w.dst_c), gfla_conv_blocks(w.src_c), args, 3, 0));
fail:
    return status;
}

static const struct gfla_op weights_op = {.name = "conv_winograd_bwd_weights", .record = weights_record};

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    const struct gfla_winograd_params p = {.g = *job->g, .tile = job->tile};
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p.g, false);
    const struct gfla_conv_winograd w = gfla_winograd_geometry(&p);
    const int64_t tiles = at_most(gfla_winograd_tile_blocks(&w), BLOCKS_PER_ROUND) * GFLA_WINOGRAD_ROWS;
    const int64_t lanes = (int64_t)b.groups * b.nv * GFLA_LANES;
    struct gfla_node *weights = gfla_graph_add(graph, &weights_op, node->in, 2, &p, sizeof p);
    gfla_node_set_output(weights, 0, node->out[0]);
    gfla_node_output(graph, weights, gfla_shape_1d(POINTS * tiles * b.src * GFLA_LANES), GFLA_LAYOUT_PLAIN);
    gfla_node_output(graph, weights, gfla_shape_1d(POINTS * tiles * lanes), GFLA_LAYOUT_PLAIN);
    gfla_node_output(graph, weights, gfla_shape_1d(POINTS * lanes * b.src * GFLA_LANES), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}

static bool supports(const struct gfla_conv_job *job)
{
    return job->step == GFLA_CONV_BWD_WEIGHTS && job->g->kh == TAPS && job->g->kw == TAPS && job->g->stride == 1;
}

static bool suits(const struct gfla_conv_job *job)
{
    return gfla_winograd_outputs(job) >= FEWEST_OUTPUTS;
}

const struct gfla_conv_algorithm gfla_conv_winograd4_weights = {.name = "winograd4_weights",
                                                                .tile = TILE,
                                                                .for_wide_vectors = true,
                                                                .supports = supports,
                                                                .suits = suits,
                                                                .lower = lower};
