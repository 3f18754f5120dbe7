#include <stdio.h>

#include "cl/shared/conv_tile_weights.h"
#include "ops/conv/conv_tile.h"

static const char source[] = "ops/conv_tile_weights.cl";

/* With fewer work-items than this for each compute unit the rows are split among several. */
#define ENOUGH_ITEMS 8
/* What a chunk of rows may take of the second-level cache. */
#define CHUNK_BYTES (256 * 1024)
#define GROUP_ITEMS 64

struct weights_params {
    struct gfla_conv g;
    struct gfla_conv_tile_weights t;
    int nb, nj; /* output channels and source vectors of one tile */
    int items;  /* work-items of one block of output channels and one range */
};

/* Measured: up to this width of dst, tiles of single taps beat those along a row of many, whose ends are looked up. */
enum { WIDEST_ACROSS = 32, WIDEST_ACROSS_3 = 8 };

/* Vectors of three or two blocks: what wastes fewer, three where both waste alike. */
static int blocks_together(int blocks)
{
    return blocks == 1 ? 1 : (blocks + 2) / 3 * 3 <= (blocks + 1) / 2 * 2 ? 3 : 2;
}

/* Tiles whose accumulators fill the registers; NB * NJ / (NB + NJ) products per load. */
static void choose_tile(struct weights_params *p)
{
    const int kw = p->g.kw, blocks = gfla_conv_blocks(p->g.ic);
    const bool across = blocks > 1 && p->g.ow <= (kw > 3 ? WIDEST_ACROSS : WIDEST_ACROSS_3);
    p->t.along_taps = kw > 1 && !across;
    if (!p->t.along_taps)
        p->nj = blocks_together(blocks);
    else
        p->nj = kw % 3 == 0 ? 3 : kw == 2 || kw == 5 ? kw : 4;
    p->nb = p->nj == 1 ? 16 : p->nj > 3 ? 4 : 8;
    if (p->g.oc <= 4)
        p->nb = 4;
}

static int at_most(int64_t value, int64_t limit)
{
    return (int)(value < limit ? value : limit);
}

static struct weights_params make_params(const struct gfla_conv *g, const struct gfla_device_info *device)
{
    struct weights_params p = {.g = *g};
    const int blocks = gfla_conv_blocks(g->ic), rows = g->n * g->oh;
    const int64_t row_bytes = ((int64_t)g->ow + (int64_t)g->stride * g->iw) * GFLA_LANES * (int64_t)sizeof(float);
    choose_tile(&p);
    p.t.ky_per_item = at_most(g->kh, GFLA_CONV_TILE_WEIGHTS_VECTORS / (GFLA_LANES * p.nj));
    p.t.tap_groups = p.t.along_taps ? (g->kw + p.nj - 1) / p.nj : g->kw;
    p.t.chunk_rows = row_bytes < CHUNK_BYTES ? at_most(CHUNK_BYTES / row_bytes, rows) : 1;
    p.items = (p.t.along_taps ? blocks : (blocks + p.nj - 1) / p.nj) *
              ((g->kh + p.t.ky_per_item - 1) / p.t.ky_per_item) * p.t.tap_groups;
    const int items = p.items * gfla_conv_blocks(g->oc),
              units = device->n_compute_units ? (int)device->n_compute_units : 1;
    p.t.ranges = at_most((ENOUGH_ITEMS * units + items - 1) / items, rows);
    return p;
}

static gfla_status sum_record(struct gfla_recorder *recorder, const struct gfla_node *node, int ranges)
{
    const int64_t n_weights = gfla_tensor_stored(node->out[0]);
    const size_t global[3] = {(size_t)n_weights, 0, 0}, local[3] = {GROUP_ITEMS, 0, 0};
    const struct gfla_arg args[] = {GFLA_ARG_I32(n_weights), GFLA_ARG_I32(ranges),
                                    GFLA_ARG_BUFFER(node->out[1]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer)};
    return gfla_record(recorder, "ops/conv_tile_weights_sum.cl", "conv_tile_weights_sum", NULL, global, local, args, 4,
                       0);
}

static gfla_status weights_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct weights_params *p = node->params;
    const gfla_tensor *parts = node->out[p->t.ranges > 1 ? 1 : 0];
    const size_t local[3] = {1, 1, 1};
    const size_t global[3] = {(size_t)gfla_conv_blocks(p->g.oc), (size_t)p->t.ranges, (size_t)p->items};
    char options[48];
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&p->g),
        GFLA_ARG_STRUCT(&p->t),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(parts->buffer),
    };
    snprintf(options, sizeof options, "-DNB=%d -DNJ=%d -DPADDING=%d", p->nb, p->nj,
             p->g.pad ? p->g.padding : GFLA_CONV_PAD_ZERO);
    TRY(gfla_record(recorder, source, "conv_tile_weights", options, global, local, args, 5,
                    gfla_conv_geometry_flops(&p->g)));
    if (p->t.ranges > 1)
        TRY(sum_record(recorder, node, p->t.ranges));
    return GFLA_OK;
fail:
    return status;
}

static const struct gfla_op weights_op = {.name = "conv_tile_bwd_weights", .record = weights_record};

gfla_status gfla_conv_tile_bwd_weights(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    const struct weights_params p = make_params(job->g, job->device);
    struct gfla_node *tile = gfla_graph_add(graph, &weights_op, node->in, 2, &p, sizeof p);
    gfla_node_set_output(tile, 0, node->out[0]);
    if (p.t.ranges > 1) /* scratch */
        gfla_node_output(graph, tile, gfla_shape_1d(p.t.ranges * gfla_tensor_stored(node->out[0])), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}
