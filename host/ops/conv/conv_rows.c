/* Convolutions of stride 1 to at most three channels; see cl/ops/conv_rows.cl. */
#include <stdio.h>

#include "ops/conv/conv_algorithm.h"
#include "ops/conv/conv_fused.h"

static const char source[] = "ops/conv_rows.cl";

/* A source is loaded once for as many neighbours as there are taps; more would not fit the registers. */
#define MOST_OUTPUTS 3
#define MOST_TAPS 5
/* Zeros and bias before the weights. */
#define HEAD_FLOATS (2 * GFLA_LANES)

struct rows_params {
    struct gfla_conv g;
    struct gfla_conv_epilogue epilogue;
    bool is_tanh;
};

enum { SRC, PACKED, RESIDUAL, N_INPUTS };

#define OPTIONS_SIZE 48

static const char *write_options(const struct rows_params *p, char options[static OPTIONS_SIZE])
{
    snprintf(options, OPTIONS_SIZE, "-DTAPS=%d -DNO=%d -DTANH=%d", p->g.kh, p->g.oc, p->is_tanh);
    return options;
}

static size_t result_bytes(const struct gfla_conv *g)
{
    return sizeof(float) * (size_t)(g->oc * gfla_conv_blocks(g->ow) * GFLA_LANES);
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct rows_params *p = node->params;
    const size_t global[3] = {1, (size_t)gfla_conv_blocks(p->g.ic), 0}, local[3] = {1, 1, 0};
    char options[OPTIONS_SIZE];
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(p->g.ic),
        GFLA_ARG_I32(node->in[1] != NULL),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1] ? node->in[1]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    return gfla_record(recorder, source, "conv_rows_pack", write_options(p, options), global, local, args, 5, 0);
}

static gfla_status rows_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct rows_params *p = node->params;
    const struct gfla_conv *g = &p->g;
    const size_t global[3] = {(size_t)(g->n * g->oh), 0, 0}, local[3] = {1, 0, 0};
    char options[OPTIONS_SIZE];
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(g),
        GFLA_ARG_STRUCT(&p->epilogue),
        GFLA_ARG_BUFFER(node->in[SRC]->buffer),
        GFLA_ARG_BUFFER(node->in[PACKED]->buffer),
        GFLA_ARG_BUFFER(node->in[RESIDUAL] ? node->in[RESIDUAL]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
        GFLA_ARG_LOCAL(result_bytes(g)),
    };
    return gfla_record(recorder, source, "conv_rows", write_options(p, options), global, local, args, 7,
                       gfla_conv_geometry_flops(g));
}

static const struct gfla_op pack_op = {.name = "conv_rows_pack", .record = pack_record};
static const struct gfla_op rows_op = {.name = "conv_rows", .record = rows_record};

/* Packing depends on parameters alone, so a plan for inference does it once. */
static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    const struct rows_params p = {
        .g = *job->g, .epilogue = gfla_conv_epilogue_of(node), .is_tanh = gfla_conv_is_tanh(node)};
    gfla_tensor *const raw[2] = {node->in[GFLA_CONV_WEIGHTS], node->in[GFLA_CONV_BIAS]};
    const int64_t floats = HEAD_FLOATS + (int64_t)gfla_conv_blocks(p.g.ic) * p.g.kh * p.g.kw * p.g.oc * GFLA_LANES;
    struct gfla_node *pack = gfla_graph_add(graph, &pack_op, raw, 2, &p, sizeof p);
    gfla_tensor *const in[N_INPUTS] = {node->in[GFLA_CONV_SRC],
                                       gfla_node_output(graph, pack, gfla_shape_1d(floats), GFLA_LAYOUT_PLAIN),
                                       p.epilogue.has_residual ? node->in[GFLA_CONV_RESIDUAL] : NULL};
    gfla_node_set_output(gfla_graph_add(graph, &rows_op, in, N_INPUTS, &p, sizeof p), 0, node->out[0]);
    return gfla_graph_status(graph);
}

static bool supports(const struct gfla_conv_job *job)
{
    const struct gfla_conv *g = job->g;
    return job->step == GFLA_CONV_FWD && g->stride == 1 && g->kh == g->kw && g->kh <= MOST_TAPS &&
           g->oc <= MOST_OUTPUTS && result_bytes(g) <= job->device->local_memory;
}

static bool suits(const struct gfla_conv_job *job)
{
    return job->g->kh <= 3;
}

const struct gfla_conv_algorithm gfla_conv_rows = {.name = "rows",
                                                   .for_wide_vectors = true,
                                                   .supports = supports,
                                                   .suits = suits,
                                                   .has_epilogue = true,
                                                   .has_tanh = true,
                                                   .lower = lower};
