#include "ops/instance_norm.h"

#include "ops/group.h"
#include "ops/instance_norm_parts.h"

static const char source[] = "ops/instance_norm.cl";

struct norm_params {
    float slope; /* 1: no activation */
};

enum { SRC, WEIGHT, BIAS, STATS, D_DST }; /* inputs; forward has the first three */
enum { DST, SAVED, SCRATCH };             /* outputs; backward: d_src, sums, scratch */

/* Two rows of 16 lanes for every plane, or for every part of a plane. */
static struct gfla_shape rows(struct gfla_blocked_size s, int n_parts)
{
    return (struct gfla_shape){.rank = 4, .dim = {s.planes, n_parts, 2, GFLA_LANES}};
}

static gfla_status record_whole(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct norm_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[SRC]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[SRC]->buffer),
                                    GFLA_ARG_BUFFER(node->in[WEIGHT]->buffer),
                                    GFLA_ARG_BUFFER(node->in[BIAS]->buffer),
                                    GFLA_ARG_BUFFER(node->out[DST]->buffer),
                                    GFLA_ARG_BUFFER(node->out[SAVED]->buffer),
                                    GFLA_ARG_I32(s.planes),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.c),
                                    GFLA_ARG_I32(s.hw),
                                    GFLA_ARG_F32(GFLA_INSTANCE_NORM_EPS),
                                    GFLA_ARG_F32(p->slope)};
    return gfla_record_heavy(recorder, source, "instance_norm_fwd", args, 11, s.planes);
}

/* What is in parts, for each plane. */
static gfla_status record_merge(struct gfla_recorder *recorder, const char *kernel, const struct gfla_arg *args,
                                int n_args, int planes)
{
    const char *options = gfla_vec_options(recorder->device);
    if (gfla_takes_groups(recorder->device))
        return gfla_record_groups(recorder, source, kernel, options, (size_t[]){(size_t)planes, 1, 1}, args, n_args, 0);
    return gfla_record_heavy(recorder, source, kernel, args, n_args,
                             planes * (GFLA_LANES / gfla_vec_floats(recorder->device)));
}

static gfla_status record_split(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct norm_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[SRC]);
    const int n_parts = gfla_norm_count_parts(s), vecs = GFLA_LANES / gfla_vec_floats(recorder->device);
    const struct gfla_arg src = GFLA_ARG_BUFFER(node->in[SRC]->buffer),
                          parts = GFLA_ARG_BUFFER(node->out[SCRATCH]->buffer);
    const struct gfla_arg stats = GFLA_ARG_BUFFER(node->out[SAVED]->buffer);
    const struct gfla_arg part[] = {src, parts, GFLA_ARG_I32(s.planes), GFLA_ARG_I32(s.hw), GFLA_ARG_I32(n_parts)};
    const struct gfla_arg merge[] = {parts, stats, GFLA_ARG_I32(s.planes), GFLA_ARG_I32(n_parts),
                                     GFLA_ARG_F32(GFLA_INSTANCE_NORM_EPS)};
    const struct gfla_arg apply[] = {src,
                                     GFLA_ARG_BUFFER(node->in[WEIGHT]->buffer),
                                     GFLA_ARG_BUFFER(node->in[BIAS]->buffer),
                                     stats,
                                     GFLA_ARG_BUFFER(node->out[DST]->buffer),
                                     GFLA_ARG_I32(s.planes),
                                     GFLA_ARG_I32(s.blocks),
                                     GFLA_ARG_I32(s.c),
                                     GFLA_ARG_I32(s.hw),
                                     GFLA_ARG_F32(p->slope)};
    TRY(gfla_record_heavy(recorder, source, "instance_norm_part", part, 5, s.planes * n_parts * vecs));
    TRY(record_merge(recorder, "instance_norm_merge", merge, 5, s.planes));
    TRY(gfla_record_pointwise(recorder, source, "instance_norm_apply", apply, 10, gfla_tensor_stored(node->in[SRC])));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status norm_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    if (gfla_norm_takes_whole_planes(recorder->device, gfla_blocked_size(node->in[SRC])))
        return record_whole(recorder, node);
    return record_split(recorder, node);
}

static gfla_status record_bwd_whole(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct norm_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[SRC]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[SRC]->buffer),
                                    GFLA_ARG_BUFFER(node->in[WEIGHT]->buffer),
                                    GFLA_ARG_BUFFER(node->in[BIAS]->buffer),
                                    GFLA_ARG_BUFFER(node->in[STATS]->buffer),
                                    GFLA_ARG_BUFFER(node->in[D_DST]->buffer),
                                    GFLA_ARG_BUFFER(node->out[DST]->buffer),
                                    GFLA_ARG_BUFFER(node->out[SAVED]->buffer),
                                    GFLA_ARG_I32(s.planes),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.c),
                                    GFLA_ARG_I32(s.hw),
                                    GFLA_ARG_F32(p->slope)};
    return gfla_record_heavy(recorder, source, "instance_norm_bwd", args, 12, s.planes);
}

static gfla_status record_bwd_split(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct norm_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[SRC]);
    const int n_parts = gfla_norm_count_parts(s), vecs = GFLA_LANES / gfla_vec_floats(recorder->device);
    const struct gfla_arg parts = GFLA_ARG_BUFFER(node->out[SCRATCH]->buffer),
                          sums = GFLA_ARG_BUFFER(node->out[SAVED]->buffer);
    const struct gfla_arg planes = GFLA_ARG_I32(s.planes), count = GFLA_ARG_I32(n_parts),
                          slope = GFLA_ARG_F32(p->slope);
    struct gfla_arg shared[12] = {GFLA_ARG_BUFFER(node->in[SRC]->buffer),
                                  GFLA_ARG_BUFFER(node->in[WEIGHT]->buffer),
                                  GFLA_ARG_BUFFER(node->in[BIAS]->buffer),
                                  GFLA_ARG_BUFFER(node->in[STATS]->buffer),
                                  GFLA_ARG_BUFFER(node->in[D_DST]->buffer),
                                  parts,
                                  planes,
                                  GFLA_ARG_I32(s.blocks),
                                  GFLA_ARG_I32(s.c),
                                  GFLA_ARG_I32(s.hw),
                                  count,
                                  slope};
    const struct gfla_arg merge[] = {parts, sums, planes, count};
    const struct gfla_arg apply[] = {shared[SRC],
                                     shared[WEIGHT],
                                     shared[BIAS],
                                     shared[STATS],
                                     shared[D_DST],
                                     sums,
                                     GFLA_ARG_BUFFER(node->out[DST]->buffer),
                                     planes,
                                     GFLA_ARG_I32(s.blocks),
                                     GFLA_ARG_I32(s.c),
                                     GFLA_ARG_I32(s.hw),
                                     slope};
    TRY(gfla_record_heavy(recorder, source, "instance_norm_bwd_part", shared, 12, s.planes * n_parts * vecs));
    TRY(record_merge(recorder, "instance_norm_bwd_merge", merge, 4, s.planes));
    TRY(gfla_record_pointwise(recorder, source, "instance_norm_bwd_apply", apply, 12,
                              gfla_tensor_stored(node->in[SRC])));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status norm_bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    if (gfla_norm_takes_whole_planes(recorder->device, gfla_blocked_size(node->in[SRC])))
        return record_bwd_whole(recorder, node);
    return record_bwd_split(recorder, node);
}

static gfla_status norm_bwd_params_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const int64_t c = gfla_shape_count(node->out[0]->shape), planes = node->in[0]->shape.dim[0];
    const int64_t blocks = (c + GFLA_LANES - 1) / GFLA_LANES;
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[1]->buffer),
                                    GFLA_ARG_I32(planes / blocks),
                                    GFLA_ARG_I32(blocks),
                                    GFLA_ARG_I32(c)};
    return gfla_record_items(recorder, source, "instance_norm_bwd_params", args, 6, c);
}

static const struct gfla_op norm_bwd_op = {.name = "instance_norm_bwd", .record = norm_bwd_record};
static const struct gfla_op norm_bwd_params_op = {.name = "instance_norm_bwd_params", .record = norm_bwd_params_record};

static gfla_status norm_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status;
    gfla_tensor *src = node->in[SRC], *weight = node->in[WEIGHT], *bias = node->in[BIAS];
    gfla_tensor *in[] = {src, weight, bias, node->out[SAVED], node->out[DST]->grad};
    const struct gfla_blocked_size s = gfla_blocked_size(src);
    struct gfla_node *bwd = gfla_graph_add(graph, &norm_bwd_op, in, 5, node->params, sizeof(struct norm_params));
    gfla_tensor *d_src = gfla_node_output(graph, bwd, src->shape, src->layout);
    gfla_tensor *sums = gfla_node_output(graph, bwd, rows(s, 1), GFLA_LAYOUT_PLAIN);
    gfla_node_output(graph, bwd, rows(s, gfla_norm_count_parts(s)), GFLA_LAYOUT_PLAIN);
    TRY(gfla_graph_add_grad(graph, src, d_src));
    if (!weight->needs_grad && !bias->needs_grad)
        return gfla_graph_status(graph);
    struct gfla_node *params = gfla_graph_add(graph, &norm_bwd_params_op, &sums, 1, NULL, 0);
    gfla_tensor *d_weight = gfla_node_output(graph, params, weight->shape, GFLA_LAYOUT_PLAIN);
    gfla_tensor *d_bias = gfla_node_output(graph, params, bias->shape, GFLA_LAYOUT_PLAIN);
    TRY(gfla_graph_add_grad(graph, weight, d_weight));
    TRY(gfla_graph_add_grad(graph, bias, d_bias));
    return gfla_graph_status(graph);
fail:
    return status;
}

static const struct gfla_op norm_op = {
    .name = "instance_norm_fwd", .differentiate = norm_differentiate, .record = norm_record};

bool gfla_is_instance_norm(const struct gfla_node *node, float *slope)
{
    const struct norm_params *p = node->params;
    if (node->op != &norm_op)
        return false;
    *slope = p->slope;
    return true;
}

static bool is_valid(gfla_graph *graph, const gfla_tensor *src, const gfla_tensor *weight, const gfla_tensor *bias,
                     float slope)
{
    if (!gfla_pointwise_blocked(graph, "instance norm", src))
        return false;
    const long long c = src->shape.dim[1], n_weights = gfla_shape_count(weight->shape),
                    n_biases = gfla_shape_count(bias->shape);
    if (n_weights != c || n_biases != c || !(slope >= 0.0f))
        gfla_graph_fail(
            graph, GFLA_ERROR_USAGE,
            "instance norm of %lld channels got %lld weights, %lld biases and slope %g; it needs one of each "
            "per channel, and a slope of at least 0",
            c, n_weights, n_biases, (double)slope);
    return n_weights == c && n_biases == c && slope >= 0.0f;
}

gfla_tensor *gfla_instance_norm_leaky_relu(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias,
                                           float slope)
{
    gfla_tensor *in[] = {src, weight, bias};
    const struct norm_params params = {slope};
    if (!gfla_pointwise_ready(in, 3) || !is_valid(graph, src, weight, bias, slope))
        return NULL;
    const struct gfla_blocked_size s = gfla_blocked_size(src);
    struct gfla_node *node = gfla_graph_add(graph, &norm_op, in, 3, &params, sizeof params);
    gfla_tensor *dst = gfla_node_output(graph, node, src->shape, src->layout);
    gfla_node_output(graph, node, rows(s, 1), GFLA_LAYOUT_PLAIN);
    gfla_node_output(graph, node, gfla_norm_parts_shape(s), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph) == GFLA_OK ? dst : NULL;
}

gfla_tensor *gfla_instance_norm(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias)
{
    return gfla_instance_norm_leaky_relu(graph, src, weight, bias, 1.0f);
}
