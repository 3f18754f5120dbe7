#include "ops/pair_loss.h"

#include <limits.h>

#include "cl/shared/pair_loss.h"

#define WEIGHT_FLOOR 1e-6f /* keeps a map of zeros from dividing by zero */

struct params {
    const struct gfla_pair_loss *loss;
    struct gfla_pair_args args;
    struct gfla_weighted_mean mean;
};

static bool is_alike(const gfla_tensor *a, const gfla_tensor *weight)
{
    return a->layout == GFLA_LAYOUT_PLAIN && gfla_shape_equal(weight->shape, a->shape);
}

static bool is_map_of(const gfla_tensor *a, const gfla_tensor *weight)
{
    const int64_t *dim = a->shape.dim;
    return a->layout == GFLA_LAYOUT_BLOCKED &&
           gfla_shape_equal(weight->shape, gfla_shape_4d(dim[0], 1, dim[2], dim[3]));
}

static gfla_status check(const struct gfla_pair_loss *loss, const gfla_tensor *a, const gfla_tensor *b,
                         const gfla_tensor *weight)
{
    gfla_status status = GFLA_OK;
    char a_text[64], b_text[64];
    const char *name = loss->fwd->name;
    gfla_shape_text(a->shape, a_text, sizeof a_text);
    gfla_shape_text(b->shape, b_text, sizeof b_text);
    REQUIRE(gfla_shape_equal(a->shape, b->shape) && a->layout == b->layout, GFLA_ERROR_USAGE,
            "%s: operands %s and %s differ in shape or layout", name, a_text, b_text);
    REQUIRE(gfla_tensor_stored(a) <= INT_MAX, GFLA_ERROR_USAGE, "%s: %s has more than %d elements", name, a_text,
            INT_MAX);
    if (weight) {
        REQUIRE(weight->layout == a->layout && (is_map_of(a, weight) || is_alike(a, weight)), GFLA_ERROR_USAGE,
                "%s: weights %s do not fit %s; hint: one channel, blocked, or plain as the operands are", name,
                gfla_shape_text(weight->shape, b_text, sizeof b_text), a_text);
    }
fail:
    return status;
}

static struct gfla_pair_args describe(const gfla_tensor *a, const gfla_tensor *weight)
{
    const int weighted = !weight ? 0 : is_alike(a, weight) ? GFLA_PAIR_ALIKE : GFLA_PAIR_MAP;
    const int n_floats = (int)gfla_tensor_stored(a), n_vectors = (n_floats + GFLA_LANES - 1) / GFLA_LANES;
    struct gfla_pair_args args = {.n_floats = n_floats, .n_vectors = n_vectors, .weighted = weighted};
    if (a->layout == GFLA_LAYOUT_BLOCKED) {
        args.channels = (int)a->shape.dim[1];
        args.blocks = (args.channels + GFLA_LANES - 1) / GFLA_LANES;
        args.plane = (int)(a->shape.dim[2] * a->shape.dim[3]);
    } else {
        args.channels = n_floats;
        args.blocks = n_vectors;
        args.plane = 1;
    }
    return args;
}

static gfla_tensor *append(gfla_graph *graph, const struct gfla_pair_loss *loss, gfla_tensor *a, gfla_tensor *b,
                           gfla_tensor *weight, struct gfla_weighted_mean mean)
{
    struct params params = {.loss = loss, .args = describe(a, weight), .mean = mean};
    params.mean.n_parts = gfla_weighted_mean_parts(params.args.n_vectors, &params.args.chunk);
    gfla_tensor *in[] = {a, b, weight};
    struct gfla_node *node = gfla_graph_add(graph, loss->fwd, in, 3, &params, sizeof params);
    return gfla_weighted_mean_outputs(graph, node, params.mean.n_parts);
}

gfla_tensor *gfla_pair_sum(gfla_graph *graph, const struct gfla_pair_loss *loss, gfla_tensor *a, gfla_tensor *b)
{
    if (!a || !b)
        return NULL;
    if (check(loss, a, b, NULL) != GFLA_OK) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s", gfla_error_message());
        return NULL;
    }
    return append(graph, loss, a, b, NULL, (struct gfla_weighted_mean){.scale = 1, .factor = 0, .bias = 1});
}

gfla_tensor *gfla_pair_mean(gfla_graph *graph, const struct gfla_pair_loss *loss, gfla_tensor *a, gfla_tensor *b,
                            gfla_tensor *weight, float scale)
{
    if (!a || !b)
        return NULL;
    if (check(loss, a, b, weight) != GFLA_OK) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s", gfla_error_message());
        return NULL;
    }
    struct gfla_weighted_mean mean = {.scale = scale, .factor = 0, .bias = (float)gfla_shape_count(a->shape)};
    if (weight) {
        mean.factor = is_alike(a, weight) ? 1 : (float)a->shape.dim[1];
        mean.bias = WEIGHT_FLOOR;
    }
    mean = gfla_weighted_mean_of_batch(graph, mean, weight, 0);
    return append(graph, loss, a, b, weight, mean);
}

/* The gradient of one operand; the other comes second. */
static gfla_status differentiate_one(gfla_graph *graph, struct gfla_node *node, gfla_tensor *a, gfla_tensor *b)
{
    if (!a->needs_grad)
        return GFLA_OK;
    const struct params *params = node->params;
    gfla_tensor *in[] = {a, b, node->in[2], node->out[GFLA_LOSS_COEFFICIENT], node->out[GFLA_LOSS_VALUE]->grad};
    struct gfla_node *bwd = gfla_graph_add(graph, params->loss->bwd, in, 5, params, sizeof *params);
    gfla_tensor *d_a = bwd ? gfla_node_output(graph, bwd, a->shape, a->layout) : NULL;
    return d_a ? gfla_graph_add_grad(graph, a, d_a) : gfla_graph_status(graph);
}

gfla_status gfla_pair_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    const struct params *params = node->params;
    gfla_status status = differentiate_one(graph, node, node->in[0], node->in[1]);
    if (status == GFLA_OK && params->loss->differentiates_b)
        status = differentiate_one(graph, node, node->in[1], node->in[0]);
    return status;
}

static gfla_buffer *buffer_of(const gfla_tensor *tensor)
{
    return tensor ? tensor->buffer : NULL;
}

gfla_status gfla_pair_record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *params = node->params;
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&params->args),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(buffer_of(node->in[2])),
        GFLA_ARG_BUFFER(node->out[GFLA_LOSS_PARTIAL]->buffer),
    };
    return gfla_weighted_mean_record(recorder, node, &params->mean, params->loss->source, params->loss->fwd->name, NULL,
                                     args, 5);
}

gfla_status gfla_pair_record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *params = node->params;
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&params->args),        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1]->buffer),  GFLA_ARG_BUFFER(buffer_of(node->in[2])),
        GFLA_ARG_BUFFER(node->in[3]->buffer),  GFLA_ARG_BUFFER(node->in[4]->buffer),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    const size_t global[3] = {(size_t)params->args.n_vectors, 1, 1}, local[3] = {256, 1, 1};
    return gfla_record(recorder, params->loss->source, params->loss->bwd->name, NULL, global, local, args, 7, 0);
}
