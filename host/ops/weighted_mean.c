#include "ops/weighted_mean.h"

#include "graph/share.h"
#include "ops/group.h"

#define MIN_CHUNK 64
#define MAX_PARTS 1024

struct gfla_weighted_mean gfla_weighted_mean_of_batch(gfla_graph *graph, struct gfla_weighted_mean mean,
                                                      gfla_tensor *weight, int margin)
{
    const float n = (float)gfla_graph_n_shares(graph);
    if (n > 1 && weight)
        mean.norm = gfla_graph_norm(graph, weight, margin);
    else if (mean.factor != 0)
        mean.factor *= n;
    else
        mean.bias *= n;
    return mean;
}

int gfla_weighted_mean_parts(int64_t n_items, int *chunk)
{
    const int64_t fair = (n_items + MAX_PARTS - 1) / MAX_PARTS;
    *chunk = (int)(fair > MIN_CHUNK ? fair : MIN_CHUNK);
    return (int)((n_items + *chunk - 1) / *chunk);
}

gfla_tensor *gfla_weighted_mean_outputs(gfla_graph *graph, struct gfla_node *node, int n_parts)
{
    if (!node)
        return NULL;
    gfla_tensor *value = gfla_node_output(graph, node, gfla_shape_1d(1), GFLA_LAYOUT_PLAIN);
    gfla_tensor *coefficient = gfla_node_output(graph, node, gfla_shape_1d(1), GFLA_LAYOUT_PLAIN);
    gfla_tensor *partial = gfla_node_output(graph, node, gfla_shape_1d(2 * n_parts), GFLA_LAYOUT_PLAIN);
    return coefficient && partial ? value : NULL;
}

gfla_status gfla_weighted_mean_record(struct gfla_recorder *recorder, const struct gfla_node *node,
                                      const struct gfla_weighted_mean *mean, const char *source, const char *kernel,
                                      const char *options, const struct gfla_arg *args, int n_args)
{
    gfla_status status;
    const size_t parts[3] = {(size_t)mean->n_parts, 1, 1}, one[3] = {1, 1, 1};
    const struct gfla_arg mean_args[] = {
        GFLA_ARG_I32(mean->n_parts),
        GFLA_ARG_F32(mean->scale),
        GFLA_ARG_F32(mean->factor),
        GFLA_ARG_F32(mean->bias),
        GFLA_ARG_BUFFER(node->out[GFLA_LOSS_PARTIAL]->buffer),
        GFLA_ARG_BUFFER(mean->norm ? mean->norm->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[GFLA_LOSS_VALUE]->buffer),
        GFLA_ARG_BUFFER(node->out[GFLA_LOSS_COEFFICIENT]->buffer),
    };
    TRY(gfla_record_groups(recorder, source, kernel, options, parts, args, n_args, 0));
    TRY(gfla_record_groups(recorder, "loss/weighted_mean.cl", "weighted_mean", NULL, one, mean_args, 8, 0));
fail:
    return status;
}
