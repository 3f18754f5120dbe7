#include "ops/layer_norm.h"

#include "cl/shared/layer_norm.h"
#include "ops/group.h"
#include "ops/pointwise.h"

#define SOURCE "ops/layer_norm.cl"
/* On GPUs: pixels that a group should have, and the most parts of a plane. */
#define PART_PIXELS 512
#define MAX_PARTS 64

static const struct gfla_op fwd_op, bwd_op, bwd_params_op;

enum { SRC, SCALE, SHIFT }; /* inputs; of bwd: SRC, SCALE, STATS, D_DST */
enum { STATS = 2, D_DST };
enum { DST, SAVED, SCRATCH, PARTS }; /* outputs; of bwd: d_src, sums, means; PARTS on GPUs alone */

static struct gfla_layer_norm_args describe(const gfla_tensor *src, const gfla_tensor *scale)
{
    const struct gfla_blocked_size s = gfla_blocked_size(src);
    const bool adaptive = scale->layout == GFLA_LAYOUT_BLOCKED;
    return (struct gfla_layer_norm_args){.n = s.n,
                                         .c = s.c,
                                         .blocks = s.blocks,
                                         .hw = s.hw,
                                         .rows = adaptive ? s.n : 1,
                                         .pitch = adaptive ? s.blocks * GFLA_LANES : s.c,
                                         .offset = adaptive ? 1.0f : 0.0f,
                                         .eps = GFLA_LAYER_NORM_EPS,
                                         .parts = 1};
}

static gfla_tensor *floats(gfla_graph *graph, struct gfla_node *node, int64_t count)
{
    return gfla_node_output(graph, node, gfla_shape_1d(count), GFLA_LAYOUT_PLAIN);
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *src, gfla_tensor *scale, gfla_tensor *shift)
{
    gfla_tensor *in[] = {src, scale, shift};
    const struct gfla_layer_norm_args a = describe(src, scale);
    struct gfla_node *node = gfla_graph_add(graph, &fwd_op, in, 3, &a, sizeof a);
    gfla_tensor *dst = gfla_node_output(graph, node, src->shape, src->layout);
    floats(graph, node, 2 * (int64_t)a.n);
    floats(graph, node, 2 * (int64_t)a.n * a.blocks);
    return gfla_graph_status(graph) == GFLA_OK ? dst : NULL;
}

gfla_tensor *gfla_layer_norm(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias)
{
    if (!src || !weight || !bias || !gfla_pointwise_blocked(graph, "layer norm", src))
        return NULL;
    const int64_t c = src->shape.dim[1], n_weights = gfla_shape_count(weight->shape),
                  n_biases = gfla_shape_count(bias->shape);
    if (n_weights == c && n_biases == c && weight->layout == GFLA_LAYOUT_PLAIN && bias->layout == GFLA_LAYOUT_PLAIN)
        return build(graph, src, weight, bias);
    gfla_graph_fail(
        graph, GFLA_ERROR_USAGE,
        "layer norm of %lld channels got %lld weights and %lld biases; it needs plain ones, one per channel",
        (long long)c, (long long)n_weights, (long long)n_biases);
    return NULL;
}

gfla_tensor *gfla_adaptive_layer_norm(gfla_graph *graph, gfla_tensor *src, gfla_tensor *gamma, gfla_tensor *beta)
{
    char text[96], gamma_text[96];
    if (!src || !gamma || !beta || !gfla_pointwise_blocked(graph, "layer norm", src) ||
        !gfla_pointwise_blocked(graph, "layer norm", gamma) || !gfla_pointwise_same(graph, "layer norm", gamma, beta))
        return NULL;
    if (gfla_shape_equal(gamma->shape, gfla_shape_4d(src->shape.dim[0], src->shape.dim[1], 1, 1)))
        return build(graph, src, gamma, beta);
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "layer norm of %s got scales %s; it needs one for each sample and channel",
                    gfla_shape_text(src->shape, text, sizeof text),
                    gfla_shape_text(gamma->shape, gamma_text, sizeof gamma_text));
    return NULL;
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_layer_norm_args *a = node->params;
    gfla_tensor *src = node->in[SRC], *scale = node->in[SCALE], *shift = node->in[SHIFT];
    gfla_tensor *in[] = {src, scale, node->out[SAVED], node->out[DST]->grad};
    struct gfla_node *bwd = gfla_graph_add(graph, &bwd_op, in, 4, a, sizeof *a);
    gfla_tensor *d_src = gfla_node_output(graph, bwd, src->shape, src->layout);
    gfla_tensor *sums = floats(graph, bwd, 2 * (int64_t)a->n * a->blocks * GFLA_LANES);
    floats(graph, bwd, 2 * (int64_t)a->n);
    TRY(gfla_graph_add_grad(graph, src, d_src));
    if (!scale->needs_grad && !shift->needs_grad)
        return gfla_graph_status(graph);
    struct gfla_node *params = gfla_graph_add(graph, &bwd_params_op, &sums, 1, a, sizeof *a);
    gfla_tensor *d_scale = gfla_node_output(graph, params, scale->shape, scale->layout);
    gfla_tensor *d_shift = gfla_node_output(graph, params, shift->shape, shift->layout);
    TRY(gfla_graph_add_grad(graph, scale, d_scale));
    TRY(gfla_graph_add_grad(graph, shift, d_shift));
    return gfla_graph_status(graph);
fail:
    return status;
}

/* How groups cut the planes. */
static struct gfla_layer_norm_args args_for(const struct gfla_node *node, const struct gfla_device_info *device)
{
    struct gfla_layer_norm_args a = *(const struct gfla_layer_norm_args *)node->params;
    const int parts = (a.hw + PART_PIXELS - 1) / PART_PIXELS;
    if (gfla_takes_groups(device))
        a.parts = parts < MAX_PARTS ? parts : MAX_PARTS;
    return a;
}

/* GPUs need scratch for the parts: two numbers each, or two for each lane. */
static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    const struct gfla_layer_norm_args a = args_for(node, device);
    if (gfla_takes_groups(device))
        floats(graph, node, 2 * (int64_t)a.n * a.blocks * a.parts * (node->op == &bwd_op ? GFLA_LANES : 1));
    return gfla_graph_status(graph);
}

static gfla_status record_groups(struct gfla_recorder *recorder, const char *kernel, const struct gfla_arg *args,
                                 int n_args, int n_groups)
{
    return gfla_takes_groups(recorder->device)
               ? gfla_record_groups(recorder, SOURCE, kernel, gfla_vec_options(recorder->device),
                                    (size_t[]){(size_t)n_groups, 1, 1}, args, n_args, 0)
               : gfla_record_heavy(recorder, SOURCE, kernel, args, n_args, n_groups);
}

static gfla_status fwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_layer_norm_args a = args_for(node, recorder->device);
    const bool in_groups = gfla_takes_groups(recorder->device);
    const struct gfla_arg sizes = GFLA_ARG_STRUCT(&a), src = GFLA_ARG_BUFFER(node->in[SRC]->buffer);
    const struct gfla_arg parts = GFLA_ARG_BUFFER(node->out[in_groups ? PARTS : SCRATCH]->buffer),
                          stats = GFLA_ARG_BUFFER(node->out[SAVED]->buffer);
    const struct gfla_arg part[] = {sizes, src, parts}, merge[] = {sizes, parts, stats};
    const struct gfla_arg apply[] = {sizes,
                                     src,
                                     GFLA_ARG_BUFFER(node->in[SCALE]->buffer),
                                     GFLA_ARG_BUFFER(node->in[SHIFT]->buffer),
                                     stats,
                                     GFLA_ARG_BUFFER(node->out[DST]->buffer)};
    TRY(record_groups(recorder, "layer_norm_part", part, 3, a.n * a.blocks * a.parts));
    TRY(record_groups(recorder, "layer_norm_merge", merge, 3, a.n));
    TRY(gfla_record_pointwise(recorder, SOURCE, "layer_norm_apply", apply, 6, gfla_tensor_stored(node->out[DST])));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_layer_norm_args a = args_for(node, recorder->device);
    const bool in_groups = gfla_takes_groups(recorder->device);
    const struct gfla_arg sizes = GFLA_ARG_STRUCT(&a), src = GFLA_ARG_BUFFER(node->in[SRC]->buffer);
    const struct gfla_arg scale = GFLA_ARG_BUFFER(node->in[SCALE]->buffer),
                          d_dst = GFLA_ARG_BUFFER(node->in[D_DST]->buffer);
    const struct gfla_arg stats = GFLA_ARG_BUFFER(node->in[STATS]->buffer),
                          sums = GFLA_ARG_BUFFER(node->out[SAVED]->buffer);
    const struct gfla_arg means = GFLA_ARG_BUFFER(node->out[SCRATCH]->buffer);
    const struct gfla_arg parts = in_groups ? GFLA_ARG_BUFFER(node->out[PARTS]->buffer) : sums;
    const struct gfla_arg part[] = {sizes, src, d_dst, stats, parts}, sum[] = {sizes, parts, sums};
    const struct gfla_arg merge[] = {sizes, scale, sums, means};
    const struct gfla_arg apply[] = {sizes, src, d_dst, scale, stats, means, GFLA_ARG_BUFFER(node->out[DST]->buffer)};
    TRY(record_groups(recorder, "layer_norm_bwd_part", part, 5, a.n * a.blocks * a.parts));
    if (in_groups)
        TRY(gfla_record_items(recorder, SOURCE, "layer_norm_bwd_sum", sum, 3,
                              2 * (int64_t)a.n * a.blocks * GFLA_LANES));
    TRY(record_groups(recorder, "layer_norm_bwd_merge", merge, 4, a.n));
    TRY(gfla_record_pointwise(recorder, SOURCE, "layer_norm_bwd_apply", apply, 7, gfla_tensor_stored(node->out[DST])));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status bwd_params_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_layer_norm_args *a = node->params;
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(a), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer), GFLA_ARG_BUFFER(node->out[1]->buffer)};
    return gfla_record_items(recorder, SOURCE, "layer_norm_bwd_params", args, 4,
                             (int64_t)a->rows * a->blocks * GFLA_LANES);
}

static const struct gfla_op fwd_op = {
    .name = "layer_norm_fwd", .differentiate = differentiate, .lower = lower, .record = fwd_record};
static const struct gfla_op bwd_op = {.name = "layer_norm_bwd", .lower = lower, .record = bwd_record};
static const struct gfla_op bwd_params_op = {.name = "layer_norm_bwd_params", .record = bwd_params_record};
