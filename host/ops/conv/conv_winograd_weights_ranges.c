#include "ops/conv/conv_winograd.h"

static const char source[] = "ops/conv_winograd_weights_ranges.cl";

#define TILE 4
#define TAPS 3
#define POINTS ((TILE + TAPS - 1) * (TILE + TAPS - 1))
/* Parts of the sum for each compute unit: enough to share out evenly, few enough that adding them up costs little. */
#define RANGES_PER_UNIT 4
/* Measured: from so many outputs on it wins, */
#define FEWEST_OUTPUTS 512
/* and while the sums of a range stay in the second-level cache, beside its tiles. */
#define MOST_SUM_BYTES (320 * 1024)

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

static int ranges_of(const struct gfla_conv_winograd *w, const struct gfla_device_info *device)
{
    const int units = device->n_compute_units ? (int)device->n_compute_units : 1;
    return at_most(RANGES_PER_UNIT * units, gfla_divide_up(w->n * w->tiles_h * w->tiles_w, GFLA_WINOGRAD_CHUNK));
}

/* Bytes of a chunk of tiles at all points, of so many vectors a tile. */
static size_t chunk_bytes(int vectors)
{
    return sizeof(float) * GFLA_LANES * POINTS * (size_t)(vectors * GFLA_WINOGRAD_CHUNK + GFLA_WINOGRAD_SKEW);
}

/* Floats of the sums of a range. */
static int64_t sum_floats(const struct gfla_winograd_blocks *b)
{
    return (int64_t)POINTS * b->groups * b->nv * GFLA_LANES * b->src * GFLA_LANES;
}

/* in = {src, d_dst}; out[0] = d_weights, out[1] = u. */
static gfla_status weights_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_winograd_params *p = node->params;
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p->g, false);
    const struct gfla_conv_winograd w = gfla_winograd_geometry(p);
    const int n_ranges = ranges_of(&w, recorder->device);
    const struct gfla_arg geometry = GFLA_ARG_STRUCT(&w), u = GFLA_ARG_BUFFER(node->out[1]->buffer);
    const struct gfla_arg ranges_args[] = {
        geometry, GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->in[1]->buffer),
        u,        GFLA_ARG_LOCAL(chunk_bytes(b.src)),   GFLA_ARG_LOCAL(chunk_bytes(b.nv))};
    const struct gfla_arg sum_args[] = {geometry, GFLA_ARG_I32(n_ranges), u, GFLA_ARG_BUFFER(node->out[0]->buffer)};
    const size_t ranges[3] = {(size_t)n_ranges, 0, 0}, blocks[3] = {(size_t)b.dst, (size_t)b.src, 0},
                 local[3] = {1, 1, 0};
    char options[GFLA_WINOGRAD_OPTIONS_SIZE];
    gfla_winograd_options(p, options);
    TRY(gfla_record(recorder, source, "conv_winograd_weights_ranges", options, ranges, local, ranges_args, 6,
                    gfla_conv_geometry_flops(&p->g)));
    TRY(gfla_record(recorder, source, "conv_winograd_weights_sum", options, blocks, local, sum_args, 4, 0));
fail:
    return status;
}

static const struct gfla_op weights_op = {.name = "conv_winograd_bwd_weights_ranges", .record = weights_record};

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    const struct gfla_winograd_params p = {.g = *job->g, .tile = job->tile};
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p.g, false);
    const struct gfla_conv_winograd w = gfla_winograd_geometry(&p);
    struct gfla_node *weights = gfla_graph_add(graph, &weights_op, node->in, 2, &p, sizeof p);
    gfla_node_set_output(weights, 0, node->out[0]);
    gfla_node_output(graph, weights, gfla_shape_1d(ranges_of(&w, job->device) * sum_floats(&b)), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}

static bool supports(const struct gfla_conv_job *job)
{
    const struct gfla_conv *g = job->g;
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(g, false);
    return job->step == GFLA_CONV_BWD_WEIGHTS && g->kh == TAPS && g->kw == TAPS && g->stride == 1 &&
           chunk_bytes(b.src) + chunk_bytes(b.nv) <= job->device->local_memory;
}

static bool suits(const struct gfla_conv_job *job)
{
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(job->g, false);
    return gfla_winograd_outputs(job) >= FEWEST_OUTPUTS && (int64_t)sizeof(float) * sum_floats(&b) <= MOST_SUM_BYTES;
}

const struct gfla_conv_algorithm gfla_conv_winograd4_weights_ranges = {.name = "winograd4_weights_ranges",
                                                                       .tile = TILE,
                                                                       .for_wide_vectors = true,
                                                                       .supports = supports,
                                                                       .suits = suits,
                                                                       .lower = lower};
