#include "ops/local_attention.h"

#include <stdio.h>

#include "ops/sampling_tables.h"

#define SOURCE "ops/local_attention.cl"
#define MAX_K 7

struct params {
    struct gfla_sampling_args args;
    struct gfla_shape src_shape;
    int n, k;
    float scale;
    double flops;
};

static const struct gfla_op fwd, bwd_taps, bwd_src;

static bool check(gfla_graph *graph, const gfla_tensor *weights, const gfla_tensor *flow, int k)
{
    char weights_text[96], flow_text[96];
    const int64_t *size = flow->shape.dim;
    if (k < 1 || k > MAX_K) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "local_attention: k is %d; hint: 1 to %d", k, MAX_K);
        return false;
    }
    if (weights->layout == GFLA_LAYOUT_BLOCKED &&
        gfla_shape_equal(weights->shape, gfla_shape_4d(size[0], k * k, size[2], size[3])))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "local_attention: weights \"%s\" %s do not fit flow \"%s\" %s; hint: blocked, %d channels",
                    weights->name, gfla_shape_text(weights->shape, weights_text, sizeof weights_text), flow->name,
                    gfla_shape_text(flow->shape, flow_text, sizeof flow_text), k * k);
    return false;
}

gfla_tensor *gfla_local_attention(gfla_graph *graph, gfla_tensor *weights, gfla_tensor *src, gfla_tensor *flow,
                                  const struct gfla_local_attention_params *p)
{
    if (!weights || !src || !flow || !gfla_sampling_check(graph, "local_attention", src, flow) ||
        !check(graph, weights, flow, p->k))
        return NULL;
    const int64_t *size = flow->shape.dim;
    const struct gfla_shape shape = gfla_shape_4d(size[0], src->shape.dim[1], size[2], size[3]);
    const struct params params = {
        .args = gfla_sampling_describe(src, flow),
        .src_shape = src->shape,
        .n = (int)size[0],
        .k = p->k,
        .scale = p->scale != 0.0f ? p->scale : 1.0f,
        .flops = 2.0 * (p->k + 1) * (p->k + 1) * (double)gfla_shape_count(shape),
    };
    gfla_tensor *in[] = {weights, src, flow};
    struct gfla_node *node = gfla_graph_add(graph, &fwd, in, 3, &params, sizeof params);
    return node ? gfla_node_output(graph, node, shape, GFLA_LAYOUT_BLOCKED) : NULL;
}

/* One pass over the stencils gives the gradients of the weights and of the flow. */
static gfla_status differentiate_taps(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    gfla_tensor *weights = node->in[0], *flow = node->in[2];
    gfla_tensor *in[] = {weights, node->in[1], flow, node->out[0]->grad};
    struct gfla_node *bwd = gfla_graph_add(graph, &bwd_taps, in, 4, node->params, sizeof(struct params));
    gfla_tensor *d_weights = bwd ? gfla_node_output(graph, bwd, weights->shape, GFLA_LAYOUT_BLOCKED) : NULL;
    gfla_tensor *d_flow = d_weights ? gfla_node_output(graph, bwd, flow->shape, GFLA_LAYOUT_BLOCKED) : NULL;
    if (!d_flow)
        return gfla_graph_status(graph);
    TRY(gfla_graph_add_grad(graph, weights, d_weights));
    TRY(gfla_graph_add_grad(graph, flow, d_flow));
fail:
    return status;
}

static gfla_status differentiate_src(gfla_graph *graph, struct gfla_node *node)
{
    const struct params *params = node->params;
    gfla_tensor *in[] = {node->in[0], node->in[2], node->out[0]->grad};
    struct gfla_node *bwd = gfla_graph_add(graph, &bwd_src, in, 3, params, sizeof *params);
    gfla_tensor *d_src = bwd ? gfla_node_output(graph, bwd, params->src_shape, GFLA_LAYOUT_BLOCKED) : NULL;
    return d_src ? gfla_graph_add_grad(graph, node->in[1], d_src) : gfla_graph_status(graph);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    if (node->in[0]->needs_grad || node->in[2]->needs_grad)
        TRY(differentiate_taps(graph, node));
    if (node->in[1]->needs_grad)
        TRY(differentiate_src(graph, node));
fail:
    return status;
}

/* Outputs of their own of the nodes of fwd and bwd_src, and of bwd_taps. */
enum { N_OUT = 1, N_OUT_TAPS = 2 };

static bool is_gradient_of_taps(const struct gfla_node *node)
{
    return node->op == &bwd_taps;
}

/* GPUs need scratch: for the tables, or for the gradients of the stencils. */
static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    const struct params *p = node->params;
    const int taps = p->k + 1;
    if (!gfla_takes_groups(device))
        return GFLA_OK;
    if (is_gradient_of_taps(node))
        gfla_node_output(graph, node, gfla_shape_1d((int64_t)p->n * p->args.h * p->args.w * taps * taps),
                         GFLA_LAYOUT_PLAIN);
    else
        gfla_sampling_add_tables(graph, node, &p->args, p->n, taps, false, node->op == &bwd_src);
    return gfla_graph_status(graph);
}

static gfla_status record_taps(struct gfla_recorder *recorder, const struct gfla_node *node, const char *options)
{
    gfla_status status;
    const struct params *p = node->params;
    const size_t pixels = (size_t)(p->args.h * p->args.w), taps = (size_t)((p->k + 1) * (p->k + 1));
    const size_t of_taps[3] = {pixels * taps, (size_t)p->n, 0}, of_lanes[3] = {pixels * GFLA_LANES, (size_t)p->n, 0},
                 of_pixels[3] = {pixels, (size_t)p->n, 0}, local[3] = {GFLA_GROUP_ITEMS, 1, 0};
    const struct gfla_arg weights = GFLA_ARG_BUFFER(node->in[0]->buffer), src = GFLA_ARG_BUFFER(node->in[1]->buffer),
                          flow = GFLA_ARG_BUFFER(node->in[2]->buffer), d_dst = GFLA_ARG_BUFFER(node->in[3]->buffer),
                          ds = GFLA_ARG_BUFFER(node->out[N_OUT_TAPS]->buffer), args = GFLA_ARG_STRUCT(&p->args);
    TRY(gfla_record(recorder, SOURCE, "local_attention_bwd_stencils", options, of_taps, local,
                    (struct gfla_arg[]){args, GFLA_ARG_F32(p->scale), src, flow, d_dst, ds}, 6, p->flops));
    TRY(gfla_record(recorder, SOURCE, "local_attention_bwd_weights", options, of_lanes, local,
                    (struct gfla_arg[]){args, flow, ds, GFLA_ARG_BUFFER(node->out[0]->buffer)}, 4, 0));
    TRY(gfla_record(recorder, SOURCE, "local_attention_bwd_flow", options, of_pixels, local,
                    (struct gfla_arg[]){args, weights, flow, ds, GFLA_ARG_BUFFER(node->out[1]->buffer)}, 5, 0));
fail:
    return status;
}

static gfla_status record_by_tables(struct gfla_recorder *recorder, const struct gfla_node *node, const char *options)
{
    const struct params *p = node->params;
    const bool forward = node->op == &fwd;
    const struct gfla_arg rest[] = {GFLA_ARG_F32(p->scale), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[forward ? 2 : 1]->buffer)};
    const struct gfla_sampling_tables tables = {.args = &p->args,
                                                .n = p->n,
                                                .taps = p->k + 1,
                                                .source = SOURCE,
                                                .kernel = "local_attention_stencils",
                                                .options = options,
                                                .rest = rest,
                                                .n_rest = 3,
                                                .items = (p->k + 1) * (p->k + 1),
                                                .flops = p->flops};
    if (is_gradient_of_taps(node))
        return record_taps(recorder, node, options);
    return forward
               ? gfla_sampling_record_apply(recorder, node, N_OUT, &tables, node->in[1]->buffer, node->out[0]->buffer)
               : gfla_sampling_record_collect(recorder, node, N_OUT, &tables, node->in[2]->buffer,
                                              node->out[0]->buffer);
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *params = node->params;
    char options[32];
    struct gfla_arg rest[8] = {GFLA_ARG_F32(params->scale)};
    int n_rest = 1;
    snprintf(options, sizeof options, "-DK=%d", params->k);
    if (gfla_takes_groups(recorder->device))
        return record_by_tables(recorder, node, options);
    for (int i = 0; i < node->n_in; i++)
        rest[n_rest++] = GFLA_ARG_BUFFER(node->in[i]->buffer);
    for (int i = 0; i < node->n_out; i++)
        rest[n_rest++] = GFLA_ARG_BUFFER(node->out[i]->buffer);
    const struct gfla_sampling_launch launch = {
        .source = SOURCE,
        .kernel = node->op->name,
        .options = options,
        .args = &params->args,
        .n = params->n,
        .rest = rest,
        .n_rest = n_rest,
        .flops = params->flops,
    };
    return node->op == &bwd_src ? gfla_sampling_record_scatter(recorder, &launch)
                                : gfla_sampling_record_gather(recorder, &launch);
}

static double flops(const struct gfla_node *node)
{
    return ((const struct params *)node->params)->flops;
}

static const struct gfla_op fwd = {
    .name = "local_attention_fwd",
    .differentiate = differentiate,
    .lower = lower,
    .record = record,
    .flops = flops,
};
static const struct gfla_op bwd_taps = {
    .name = "local_attention_bwd_taps", .lower = lower, .record = record, .flops = flops};
static const struct gfla_op bwd_src = {
    .name = "local_attention_bwd_src", .lower = lower, .record = record, .flops = flops};

bool gfla_is_local_attention(const struct gfla_node *node, struct gfla_local_attention_params *p)
{
    if (node->op != &fwd)
        return false;
    const struct params *params = node->params;
    *p = (struct gfla_local_attention_params){.k = params->k, .scale = params->scale};
    return true;
}
