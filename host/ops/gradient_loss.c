#include "ops/gradient_loss.h"

#include "cl/shared/gradient_loss.h"
#include "ops/pointwise.h"
#include "ops/weighted_mean.h"

#define SOURCE "loss/gradient_loss.cl"
#define WEIGHT_FLOOR 1e-6f /* keeps a map of zeros from dividing by zero */

struct params {
    struct gfla_gradient_loss_args args;
    struct gfla_weighted_mean mean;
};

static struct gfla_arg buffer_of(const gfla_tensor *tensor)
{
    return GFLA_ARG_BUFFER(tensor ? tensor->buffer : NULL);
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *p = node->params;
    struct gfla_arg args[7] = {GFLA_ARG_STRUCT(&p->args)};
    for (int i = 0; i < node->n_in; i++)
        args[i + 1] = buffer_of(node->in[i]);
    args[6] = buffer_of(node->out[0]);
    return gfla_record_items(recorder, SOURCE, "gradient_loss_bwd", args, 7, p->args.n_vectors);
}

static const struct gfla_op bwd = {.name = "gradient_loss_bwd", .record = record_bwd};

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < 2; i++) {
        gfla_tensor *a = node->in[i], *b = node->in[1 - i];
        gfla_tensor *in[] = {a, b, node->in[2], node->out[GFLA_LOSS_COEFFICIENT], node->out[GFLA_LOSS_VALUE]->grad};
        if (!a->needs_grad)
            continue;
        struct gfla_node *back = gfla_graph_add(graph, &bwd, in, 5, node->params, sizeof(struct params));
        gfla_tensor *d_a = back ? gfla_node_output(graph, back, a->shape, a->layout) : NULL;
        TRY(d_a ? gfla_graph_add_grad(graph, a, d_a) : gfla_graph_status(graph));
    }
fail:
    return status;
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *p = node->params;
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(&p->args), buffer_of(node->in[0]), buffer_of(node->in[1]),
                                    buffer_of(node->in[2]), buffer_of(node->out[GFLA_LOSS_PARTIAL])};
    return gfla_weighted_mean_record(recorder, node, &p->mean, SOURCE, "gradient_loss_fwd", NULL, args, 5);
}

static const struct gfla_op fwd = {.name = "gradient_loss_fwd", .differentiate = differentiate, .record = record_fwd};

static bool check(gfla_graph *graph, const gfla_tensor *a, const gfla_tensor *b, const gfla_tensor *weight)
{
    const int64_t *d = a->shape.dim;
    char text[96], weight_text[96];
    if (!gfla_pointwise_same(graph, "gradient_loss", a, b) || !gfla_pointwise_blocked(graph, "gradient_loss", a) ||
        (weight && !gfla_pointwise_blocked(graph, "gradient_loss", weight)))
        return false;
    if (!weight || gfla_shape_equal(weight->shape, gfla_shape_4d(d[0], 1, d[2], d[3])))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "gradient_loss: weights %s do not fit %s; hint: one channel",
                    gfla_shape_text(weight->shape, weight_text, sizeof weight_text),
                    gfla_shape_text(a->shape, text, sizeof text));
    return false;
}

gfla_tensor *gfla_gradient_loss(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight, float scale)
{
    if (!a || !b || !check(graph, a, b, weight))
        return NULL;
    const struct gfla_blocked_size s = gfla_blocked_size(a);
    struct params params = {.args = {s.planes * s.hw, s.blocks, s.h, s.w, 0, weight != NULL}, .mean = {.scale = scale}};
    params.mean.factor = weight ? (float)s.c : 0;
    params.mean.bias = weight ? WEIGHT_FLOOR : (float)gfla_shape_count(a->shape);
    params.mean = gfla_weighted_mean_of_batch(graph, params.mean, weight, 0);
    params.mean.n_parts = gfla_weighted_mean_parts(params.args.n_vectors, &params.args.chunk);
    gfla_tensor *in[] = {a, b, weight};
    struct gfla_node *node = gfla_graph_add(graph, &fwd, in, 3, &params, sizeof params);
    return gfla_weighted_mean_outputs(graph, node, params.mean.n_parts);
}
