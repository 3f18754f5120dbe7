#include "ops/stencil.h"

#include <stdio.h>

struct params {
    const struct gfla_stencil *stencil;
    struct gfla_sampling_args args;
    struct gfla_shape src_shape;
    int n, taps, side;
    double flops;
    char options[64];
};

gfla_tensor *gfla_stencil_build(gfla_graph *graph, const struct gfla_stencil *stencil, gfla_tensor *src,
                                gfla_tensor *flow, const struct gfla_stencil_params *p)
{
    if (!src || !flow || !gfla_sampling_check(graph, stencil->fwd->name, src, flow))
        return NULL;
    const int64_t *size = flow->shape.dim;
    const struct gfla_shape shape = gfla_shape_4d(size[0], src->shape.dim[1], size[2] * p->side, size[3] * p->side);
    struct params params = {.stencil = stencil, .args = gfla_sampling_describe(src, flow), .src_shape = src->shape};
    params.args.offset = p->offset;
    params.n = (int)shape.dim[0];
    params.taps = p->taps;
    params.side = p->side;
    params.flops = 2.0 * p->taps * (p->taps + 1) * (double)gfla_shape_count(shape);
    snprintf(params.options, sizeof params.options, "%s", p->options);
    gfla_tensor *in[] = {src, flow};
    struct gfla_node *node = gfla_graph_add(graph, stencil->fwd, in, 2, &params, sizeof params);
    return node ? gfla_node_output(graph, node, shape, GFLA_LAYOUT_BLOCKED) : NULL;
}

static gfla_status differentiate_flow(gfla_graph *graph, struct gfla_node *node)
{
    const struct params *params = node->params;
    gfla_tensor *in[] = {node->in[0], node->in[1], node->out[0]->grad};
    struct gfla_node *bwd = gfla_graph_add(graph, params->stencil->bwd_flow, in, 3, params, sizeof *params);
    gfla_tensor *d_flow = bwd ? gfla_node_output(graph, bwd, node->in[1]->shape, GFLA_LAYOUT_BLOCKED) : NULL;
    return d_flow ? gfla_graph_add_grad(graph, node->in[1], d_flow) : gfla_graph_status(graph);
}

static gfla_status differentiate_src(gfla_graph *graph, struct gfla_node *node)
{
    const struct params *params = node->params;
    gfla_tensor *in[] = {node->in[1], node->out[0]->grad};
    struct gfla_node *bwd = gfla_graph_add(graph, params->stencil->bwd_src, in, 2, params, sizeof *params);
    gfla_tensor *d_src = bwd ? gfla_node_output(graph, bwd, params->src_shape, GFLA_LAYOUT_BLOCKED) : NULL;
    return d_src ? gfla_graph_add_grad(graph, node->in[0], d_src) : gfla_graph_status(graph);
}

gfla_status gfla_stencil_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    if (node->in[0]->needs_grad)
        TRY(differentiate_src(graph, node));
    if (node->in[1]->needs_grad)
        TRY(differentiate_flow(graph, node));
fail:
    return status;
}

/* The kernel's buffers are the node's inputs, then its output. */
static struct gfla_sampling_launch describe(const struct gfla_node *node, struct gfla_arg *rest)
{
    const struct params *params = node->params;
    for (int i = 0; i < node->n_in; i++)
        rest[i] = GFLA_ARG_BUFFER(node->in[i]->buffer);
    rest[node->n_in] = GFLA_ARG_BUFFER(node->out[0]->buffer);
    return (struct gfla_sampling_launch){
        .source = params->stencil->source,
        .kernel = node->op->name,
        .options = params->options,
        .args = &params->args,
        .n = params->n,
        .rest = rest,
        .n_rest = node->n_in + 1,
        .flops = params->flops,
    };
}

/* Outputs of a node of its own. */
enum { N_OUT = 1 };

/* With `side` samples at each pixel, there is no one stencil, but what a pixel reads lies in a square all the same. */
static bool has_stencils(const struct params *p)
{
    return p->stencil->collect == NULL;
}

static int table_taps(const struct params *p)
{
    return p->taps + p->side - 1;
}

static struct gfla_sampling_tables describe_tables(const struct params *p, const struct gfla_arg *flow)
{
    return (struct gfla_sampling_tables){.args = &p->args,
                                         .n = p->n,
                                         .taps = table_taps(p),
                                         .source = p->stencil->source,
                                         .kernel = p->stencil->tables,
                                         .options = p->options,
                                         .rest = flow,
                                         .n_rest = 1,
                                         .bare = !has_stencils(p),
                                         .flops = p->flops};
}

/* GPUs need scratch for the tables. */
gfla_status gfla_stencil_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    const struct params *p = node->params;
    const bool is_gradient = node->op == p->stencil->bwd_src;
    if (gfla_takes_groups(device) && (is_gradient || has_stencils(p)))
        gfla_sampling_add_tables(graph, node, &p->args, p->n, table_taps(p), !has_stencils(p), is_gradient);
    return gfla_graph_status(graph);
}

gfla_status gfla_stencil_record_gather(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *p = node->params;
    if (node->op == p->stencil->fwd && gfla_takes_groups(recorder->device) && has_stencils(p)) {
        const struct gfla_arg flow = GFLA_ARG_BUFFER(node->in[1]->buffer);
        const struct gfla_sampling_tables tables = describe_tables(p, &flow);
        return gfla_sampling_record_apply(recorder, node, N_OUT, &tables, node->in[0]->buffer, node->out[0]->buffer);
    }
    struct gfla_arg rest[4];
    const struct gfla_sampling_launch launch = describe(node, rest);
    return gfla_sampling_record_gather(recorder, &launch);
}

static gfla_status record_collect(struct gfla_recorder *recorder, const struct gfla_node *node, const struct params *p)
{
    const struct gfla_arg flow = GFLA_ARG_BUFFER(node->in[0]->buffer);
    const struct gfla_sampling_tables tables = describe_tables(p, &flow);
    gfla_buffer *d_dst = node->in[1]->buffer, *d_src = node->out[0]->buffer;
    return has_stencils(p)
               ? gfla_sampling_record_collect(recorder, node, N_OUT, &tables, d_dst, d_src)
               : gfla_sampling_record_collect_by(recorder, node, N_OUT, &tables, p->stencil->collect, d_dst, d_src);
}

gfla_status gfla_stencil_record_scatter(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    if (gfla_takes_groups(recorder->device))
        return record_collect(recorder, node, node->params);
    struct gfla_arg rest[4];
    const struct gfla_sampling_launch launch = describe(node, rest);
    return gfla_sampling_record_scatter(recorder, &launch);
}

double gfla_stencil_flops(const struct gfla_node *node)
{
    return ((const struct params *)node->params)->flops;
}

int gfla_stencil_offset(const struct gfla_node *node)
{
    return ((const struct params *)node->params)->args.offset;
}
