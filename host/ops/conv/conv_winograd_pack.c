#include <stdio.h>

#include "ops/conv/conv_winograd.h"

static const char source[] = "ops/conv_winograd_pack.cl";

/* Measured, with weights that are not in the caches: from so many channels and outputs on a tile of 2 wins, and from so
 * many outputs on one of 4, whose weights are 36 to 16. Where they are packed in every run, it takes more outputs to
 * make up for that. */
#define FEWEST_CHANNELS 8
enum { FEWEST_OUTPUTS = 32, FEWEST_OUTPUTS_4 = 192, FEWEST_OUTPUTS_4_TRAINING = 640 };

struct gfla_winograd_blocks gfla_winograd_blocks(const struct gfla_conv *g, bool transposed)
{
    struct gfla_winograd_blocks b = {.src = gfla_conv_blocks(transposed ? g->oc : g->ic),
                                     .dst = gfla_conv_blocks(transposed ? g->ic : g->oc)};
    b.nv = b.dst > 1 ? 2 : 1;
    b.groups = gfla_divide_up(b.dst, b.nv);
    return b;
}

int gfla_winograd_span(const struct gfla_conv *g, int tile)
{
    return tile + g->kh - 1;
}

struct gfla_conv_winograd gfla_winograd_geometry(const struct gfla_winograd_params *p)
{
    const struct gfla_conv *g = &p->g;
    struct gfla_conv_winograd w = {
        .n = g->n,
        .src_c = g->ic,
        .src_h = g->ih,
        .src_w = g->iw,
        .dst_c = g->oc,
        .dst_h = g->oh,
        .dst_w = g->ow,
        .origin = -g->pad,
        .padding = g->padding,
    };
    if (p->transposed)
        w = (struct gfla_conv_winograd){
            .n = g->n,
            .src_c = g->oc,
            .src_h = g->oh,
            .src_w = g->ow,
            .dst_c = g->ic,
            .dst_h = g->ih,
            .dst_w = g->iw,
            .origin = g->pad - (g->kh - 1),
            .padding = GFLA_CONV_PAD_ZERO,
        };
    w.tiles_h = gfla_divide_up(w.dst_h, p->tile);
    w.tiles_w = gfla_divide_up(w.dst_w, p->tile);
    w.groups = gfla_winograd_blocks(g, p->transposed).groups;
    return w;
}

int gfla_winograd_tile_blocks(const struct gfla_conv_winograd *w)
{
    return gfla_divide_up(w->n * w->tiles_h * w->tiles_w, GFLA_WINOGRAD_ROWS);
}

void gfla_winograd_options(const struct gfla_winograd_params *p, char options[static GFLA_WINOGRAD_OPTIONS_SIZE])
{
    snprintf(options, GFLA_WINOGRAD_OPTIONS_SIZE, "-DTILE=%d -DTAPS=%d -DNV=%d", p->tile, p->g.kh,
             gfla_winograd_blocks(&p->g, p->transposed).nv);
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_winograd_params *p = node->params;
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p->g, p->transposed);
    const size_t global[3] = {(size_t)(b.groups * b.nv), (size_t)b.src, 0}, local[3] = {1, 1, 0};
    char options[GFLA_WINOGRAD_OPTIONS_SIZE];
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&p->g),
        GFLA_ARG_I32(p->transposed),
        GFLA_ARG_I32(node->in[1] != NULL),
        GFLA_ARG_I32(b.nv),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1] ? node->in[1]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    snprintf(options, sizeof options, "-DTILE=%d -DTAPS=%d", p->tile, p->g.kh);
    return gfla_record(recorder, source, "conv_winograd_pack", options, global, local, args, 7, 0);
}

/* Packing depends on parameters alone, so a plan for inference does it once. */
static const struct gfla_op pack_op = {.name = "conv_winograd_pack", .record = pack_record};

struct gfla_node *gfla_winograd_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_op *op,
                                      const struct gfla_conv_job *job)
{
    const struct gfla_winograd_params p = {.g = *job->g,
                                           .transposed = job->step == GFLA_CONV_BWD_DATA,
                                           .tile = job->tile,
                                           .prologue = gfla_conv_prologue_of(node),
                                           .epilogue = gfla_conv_epilogue_of(node)};
    const struct gfla_winograd_blocks b = gfla_winograd_blocks(&p.g, p.transposed);
    const int64_t lanes = (int64_t)b.groups * b.nv * GFLA_LANES, span = gfla_winograd_span(&p.g, p.tile);
    const int64_t packed_floats = GFLA_WINOGRAD_PACKED_BIAS + lanes + span * span * lanes * b.src * GFLA_LANES;
    gfla_tensor *const raw[2] = {node->in[GFLA_CONV_WEIGHTS], node->in[GFLA_CONV_BIAS]};
    struct gfla_node *pack = gfla_graph_add(graph, &pack_op, raw, 2, &p, sizeof p);
    gfla_tensor *const in[GFLA_WINOGRAD_INPUTS] = {
        node->in[GFLA_CONV_SRC], gfla_node_output(graph, pack, gfla_shape_1d(packed_floats), GFLA_LAYOUT_PLAIN),
        p.prologue.has_norm ? node->in[GFLA_CONV_NORM] : NULL,
        p.epilogue.has_residual ? node->in[GFLA_CONV_RESIDUAL] : NULL};
    struct gfla_node *conv = gfla_graph_add(graph, op, in, GFLA_WINOGRAD_INPUTS, &p, sizeof p);
    gfla_node_set_output(conv, 0, node->out[0]);
    return conv;
}

bool gfla_winograd_fits(const struct gfla_conv_job *job)
{
    const struct gfla_conv *g = job->g;
    const int most_taps = job->tile == 4 ? 5 : 3;
    return job->step != GFLA_CONV_BWD_WEIGHTS && g->kh == g->kw && (g->kh == 3 || g->kh == most_taps) && g->stride == 1;
}

int64_t gfla_winograd_outputs(const struct gfla_conv_job *job)
{
    const struct gfla_conv *g = job->g;
    if (!gfla_conv_has_wide_vectors(job->device) || g->ic < FEWEST_CHANNELS || g->oc < FEWEST_CHANNELS)
        return 0;
    return job->step != GFLA_CONV_BWD_DATA ? (int64_t)g->n * g->oh * g->ow : (int64_t)g->n * g->ih * g->iw;
}

bool gfla_winograd_suits(const struct gfla_conv_job *job)
{
    const int fewest_4 = job->training ? FEWEST_OUTPUTS_4_TRAINING : FEWEST_OUTPUTS_4;
    return gfla_winograd_outputs(job) >= (job->tile == 4 ? fewest_4 : FEWEST_OUTPUTS);
}
