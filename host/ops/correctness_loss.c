#include "ops/correctness_loss.h"

#include "cl/shared/correctness_loss.h"
#include "ops/pointwise.h"
#include "ops/weighted_mean.h"

#define SOURCE "loss/correctness_loss.cl"
#define WEIGHT_FLOOR 1e-20f /* keeps a mask of zeros from dividing by zero, and changes no other */

struct params {
    struct gfla_correctness size;
    struct gfla_weighted_mean mean;
};

static const struct gfla_op fwd, bwd;

static bool check(gfla_graph *graph, const gfla_tensor *sampled, const gfla_tensor *target, const gfla_tensor *map,
                  const char *what)
{
    char sampled_text[96], map_text[96];
    const int64_t *size = sampled->shape.dim;
    if (!gfla_pointwise_same(graph, "correctness_loss", sampled, target) ||
        !gfla_pointwise_blocked(graph, "correctness_loss", sampled) ||
        !gfla_pointwise_blocked(graph, "correctness_loss", map))
        return false;
    if (gfla_shape_equal(map->shape, gfla_shape_4d(size[0], 1, size[2], size[3])))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "correctness_loss: %s %s does not fit features %s; hint: [n, 1, h, w]",
                    what, gfla_shape_text(map->shape, map_text, sizeof map_text),
                    gfla_shape_text(sampled->shape, sampled_text, sizeof sampled_text));
    return false;
}

gfla_tensor *gfla_correctness_loss(gfla_graph *graph, gfla_tensor *sampled, gfla_tensor *target, gfla_tensor *best,
                                   gfla_tensor *weight, float scale)
{
    if (!sampled || !target || !best || !check(graph, sampled, target, best, "the map of best cosines") ||
        (weight && !check(graph, sampled, target, weight, "the mask")))
        return NULL;
    const struct gfla_blocked_size s = gfla_blocked_size(sampled);
    struct params params = {.mean = {.scale = scale, .factor = 1, .bias = WEIGHT_FLOOR}};
    params.mean = gfla_weighted_mean_of_batch(graph, params.mean, weight, 0);
    params.size = (struct gfla_correctness){
        .n_pixels = s.n * s.hw, .plane = s.hw, .blocks = s.blocks, .weighted = weight != NULL};
    params.mean.n_parts = gfla_weighted_mean_parts(params.size.n_pixels, &params.size.chunk);
    gfla_tensor *in[] = {sampled, target, best, weight};
    struct gfla_node *node = gfla_graph_add(graph, &fwd, in, 4, &params, sizeof params);
    return gfla_weighted_mean_outputs(graph, node, params.mean.n_parts);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *sampled = node->in[0];
    if (!sampled->needs_grad)
        return GFLA_OK;
    gfla_tensor *in[] = {sampled,
                         node->in[1],
                         node->in[2],
                         node->in[3],
                         node->out[GFLA_LOSS_COEFFICIENT],
                         node->out[GFLA_LOSS_VALUE]->grad};
    struct gfla_node *back = gfla_graph_add(graph, &bwd, in, 6, node->params, sizeof(struct params));
    gfla_tensor *d_sampled = back ? gfla_node_output(graph, back, sampled->shape, GFLA_LAYOUT_BLOCKED) : NULL;
    return d_sampled ? gfla_graph_add_grad(graph, sampled, d_sampled) : gfla_graph_status(graph);
}

/* The sizes, then the inputs; the kernels look at no weights that are not there. */
static void bind_inputs(const struct gfla_node *node, struct gfla_arg *args)
{
    const struct params *params = node->params;
    args[0] = GFLA_ARG_STRUCT(&params->size);
    for (int i = 0; i < node->n_in; i++)
        args[i + 1] = GFLA_ARG_BUFFER(node->in[i] ? node->in[i]->buffer : NULL);
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct params *params = node->params;
    struct gfla_arg args[6];
    bind_inputs(node, args);
    args[5] = GFLA_ARG_BUFFER(node->out[GFLA_LOSS_PARTIAL]->buffer);
    TRY(gfla_weighted_mean_record(recorder, node, &params->mean, SOURCE, "correctness_loss_fwd", NULL, args, 6));
fail:
    return status;
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *params = node->params;
    struct gfla_arg args[8];
    bind_inputs(node, args);
    args[7] = GFLA_ARG_BUFFER(node->out[0]->buffer);
    return gfla_record_items(recorder, SOURCE, "correctness_loss_bwd", args, 8, params->size.n_pixels);
}

static const struct gfla_op fwd = {
    .name = "correctness_loss_fwd", .differentiate = differentiate, .record = record_fwd};
static const struct gfla_op bwd = {.name = "correctness_loss_bwd", .record = record_bwd};
