#include "ops/depth_flow.h"

#include "ops/pointwise.h"
#include "cl/shared/depth_flow.h"

static const char source[] = "ops/depth_flow.cl";

static struct gfla_depth_flow_args kernel_args(const struct gfla_node *node)
{
    const struct gfla_depth_flow_params *p = node->params;
    const int64_t *d = node->in[0]->shape.dim;
    return (struct gfla_depth_flow_args){(int)d[0], (int)d[2], (int)d[3], p->centre, p->range, p->tan_half_fov};
}

static gfla_status bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_depth_flow_args k = kernel_args(node);
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(&k), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer), GFLA_ARG_BUFFER(node->in[2]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer)};
    return gfla_record_items(recorder, source, "depth_flow_bwd", args, 5, (int64_t)k.n * k.h * k.w);
}

static const struct gfla_op depth_flow_bwd = {.name = "depth_flow_bwd", .record = bwd_record};

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *value = node->in[0], *in[] = {value, node->in[1], node->out[0]->grad};
    if (!value->needs_grad)
        return GFLA_OK;
    return gfla_graph_add_grad(graph, value,
                               gfla_pointwise_build(graph, &depth_flow_bwd, in, 3, node->params,
                                                    sizeof(struct gfla_depth_flow_params), value->shape,
                                                    value->layout));
}

static gfla_status fwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_depth_flow_args k = kernel_args(node);
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(&k), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer)};
    return gfla_record_items(recorder, source, "depth_flow_fwd", args, 4, (int64_t)k.n * k.h * k.w);
}

static const struct gfla_op depth_flow_fwd = {
    .name = "depth_flow_fwd", .differentiate = differentiate, .record = fwd_record};

gfla_tensor *gfla_depth_flow(gfla_graph *graph, gfla_tensor *value, gfla_tensor *camera,
                             const struct gfla_depth_flow_params *params)
{
    gfla_tensor *in[] = {value, camera};
    if (!gfla_pointwise_ready(in, 2) || !gfla_pointwise_blocked(graph, "flow from depth", value))
        return NULL;
    const int64_t *d = value->shape.dim;
    if (d[1] != 1 || camera->layout != GFLA_LAYOUT_PLAIN || gfla_shape_count(camera->shape) != d[0] * 12) {
        char a[96], b[96];
        gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                        "flow from depth: value %s is not [n, 1, h, w] or camera %s not [n, 12]",
                        gfla_shape_text(value->shape, a, sizeof a), gfla_shape_text(camera->shape, b, sizeof b));
        return NULL;
    }
    return gfla_pointwise_build(graph, &depth_flow_fwd, in, 2, params, sizeof *params,
                                gfla_shape_4d(d[0], 2, d[2], d[3]), GFLA_LAYOUT_BLOCKED);
}
