/* What a convolution needs to normalise its source by itself. Where what made the source writes its moments too, they
 * are merged; otherwise the source is read for them. */
#include "cl/shared/conv_prologue.h"
#include "ops/instance_norm.h"
#include "ops/instance_norm_parts.h"
#include "ops/moments.h"

static const char source[] = "ops/instance_norm.cl";

/* Inputs and outputs of either op; a norm is asked for its WEIGHT and BIAS when it is split from its convolution
 * again. */
enum { SRC, PARTS = SRC, WEIGHT, BIAS, N_INPUTS };
enum { ROWS, SCRATCH };

struct merge_params {
    struct gfla_moments_share share;
    int c;
};

static gfla_status record_merge(struct gfla_recorder *recorder, const struct gfla_node *node, const gfla_tensor *parts,
                                const struct merge_params *p)
{
    const int planes = (int)node->out[ROWS]->shape.dim[0];
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(&p->share),
                                    GFLA_ARG_BUFFER(parts->buffer),
                                    GFLA_ARG_BUFFER(node->in[WEIGHT]->buffer),
                                    GFLA_ARG_BUFFER(node->in[BIAS]->buffer),
                                    GFLA_ARG_BUFFER(node->out[ROWS]->buffer),
                                    GFLA_ARG_I32(planes),
                                    GFLA_ARG_I32((p->c + GFLA_LANES - 1) / GFLA_LANES),
                                    GFLA_ARG_I32(p->c),
                                    GFLA_ARG_F32(GFLA_INSTANCE_NORM_EPS)};
    return gfla_record_heavy(recorder, source, "instance_norm_merge_rows", args, 9,
                             (int64_t)planes * (GFLA_LANES / gfla_vec_floats(recorder->device)));
}

static gfla_status merge_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record_merge(recorder, node, node->in[PARTS], node->params);
}

static const struct gfla_op merge_op = {.name = "instance_norm_merge_rows", .record = merge_record};

static gfla_status record_whole(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[SRC]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[SRC]->buffer),
                                    GFLA_ARG_BUFFER(node->in[WEIGHT]->buffer),
                                    GFLA_ARG_BUFFER(node->in[BIAS]->buffer),
                                    GFLA_ARG_BUFFER(node->out[ROWS]->buffer),
                                    GFLA_ARG_I32(s.planes),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.c),
                                    GFLA_ARG_I32(s.hw),
                                    GFLA_ARG_F32(GFLA_INSTANCE_NORM_EPS)};
    return gfla_record_heavy(recorder, source, "instance_norm_rows", args, 9, s.planes);
}

static gfla_status rows_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[SRC]);
    const int n_parts = gfla_norm_count_parts(s), vecs = GFLA_LANES / gfla_vec_floats(recorder->device);
    const struct merge_params merge = {gfla_moments_share_out(s.n, n_parts, 1, 1), s.c};
    const struct gfla_arg part[] = {GFLA_ARG_BUFFER(node->in[SRC]->buffer), GFLA_ARG_BUFFER(node->out[SCRATCH]->buffer),
                                    GFLA_ARG_I32(s.planes), GFLA_ARG_I32(s.hw), GFLA_ARG_I32(n_parts)};
    if (gfla_norm_takes_whole_planes(recorder->device, s))
        return record_whole(recorder, node);
    TRY(gfla_record_heavy(recorder, source, "instance_norm_part", part, 5, (int64_t)s.planes * n_parts * vecs));
    TRY(record_merge(recorder, node, node->out[SCRATCH], &merge));
fail:
    return status;
}

/* The node that made the source was lowered before, and is what will be recorded. */
static gfla_status rows_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    struct merge_params params = {.c = gfla_blocked_size(node->in[SRC]).c};
    gfla_tensor *in[N_INPUTS] = {gfla_moments_of(graph, node->in[SRC], device, &params.share), node->in[WEIGHT],
                                 node->in[BIAS]};
    if (in[PARTS])
        gfla_node_set_output(gfla_graph_add(graph, &merge_op, in, N_INPUTS, &params, sizeof params), ROWS,
                             node->out[ROWS]);
    return gfla_graph_status(graph);
}

static const struct gfla_op rows_op = {.name = "instance_norm_rows", .lower = rows_lower, .record = rows_record};

gfla_tensor *gfla_instance_norm_rows(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias)
{
    gfla_tensor *in[] = {src, weight, bias};
    const struct gfla_blocked_size s = gfla_blocked_size(src);
    struct gfla_node *node = gfla_graph_add(graph, &rows_op, in, 3, NULL, 0);
    gfla_tensor *norm = gfla_node_output(
        graph, node, (struct gfla_shape){.rank = 3, .dim = {s.planes, GFLA_CONV_NORM_ROWS, GFLA_LANES}},
        GFLA_LAYOUT_PLAIN);
    gfla_node_output(graph, node, gfla_norm_parts_shape(s), GFLA_LAYOUT_PLAIN);
    return norm;
}

bool gfla_is_instance_norm_rows(const struct gfla_node *node)
{
    return node->op == &rows_op;
}
