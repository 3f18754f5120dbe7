#include "cl/shared/conv_group_weights.h"

#include "ops/conv/conv_group.h"
#include "ops/group.h"

#define SUM_ITEMS 64
/* Sums of more pixels than this lose digits. */
#define MOST_PIXELS 4096
/* Ranges of fewer cost more to add up than they gain. */
#define FEWEST_PIXELS 64

struct weights_params {
    struct gfla_conv g;
    struct gfla_conv_group_pixels pixels;
};

/* As many groups as the device wants, each with pixels enough. */
int gfla_conv_group_range(const struct gfla_conv *g, int pixels, const struct gfla_device_info *device)
{
    const int taps = g->kh * g->kw;
    const int groups =
        gfla_divide_up(g->oc, GFLA_CONV_GROUP_CHANNELS) * gfla_divide_up(g->ic, GFLA_CONV_GROUP_CHANNELS) * taps;
    const int fair = gfla_divide_up(pixels, gfla_divide_up(gfla_groups_wanted(device), groups));
    const int range = fair < FEWEST_PIXELS ? FEWEST_PIXELS : fair > MOST_PIXELS ? MOST_PIXELS : fair;
    return gfla_divide_up(range, GFLA_CONV_GROUP_STEP) * GFLA_CONV_GROUP_STEP;
}

gfla_status gfla_conv_group_record_products(struct gfla_recorder *recorder, const struct gfla_conv *g,
                                            const struct gfla_conv_group_pixels *pixels, gfla_buffer *src,
                                            gfla_buffer *d_dst, gfla_buffer *parts, double flops)
{
    const size_t items = GFLA_CONV_GROUP_WEIGHTS_ITEMS, local[3] = {items, 1, 1};
    const size_t global[3] = {items * (size_t)gfla_divide_up(g->oc, GFLA_CONV_GROUP_CHANNELS),
                              (size_t)(gfla_divide_up(g->ic, GFLA_CONV_GROUP_CHANNELS) * g->kh * g->kw),
                              (size_t)gfla_divide_up(pixels->count, pixels->per_range)};
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(g), GFLA_ARG_STRUCT(pixels), GFLA_ARG_BUFFER(src),
                                    GFLA_ARG_BUFFER(d_dst), GFLA_ARG_BUFFER(parts)};
    return gfla_record(recorder, "ops/conv_group_weights.cl", "conv_group_weights", NULL, global, local, args, 5,
                       flops);
}

static gfla_status weights_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct weights_params *p = node->params;
    const int64_t n_weights = gfla_tensor_stored(node->out[0]);
    const int ranges = gfla_divide_up(p->pixels.count, p->pixels.per_range);
    gfla_buffer *parts = node->out[ranges > 1 ? 1 : 0]->buffer;
    const size_t global[3] = {(size_t)n_weights, 0, 0}, local[3] = {SUM_ITEMS, 0, 0};
    const struct gfla_arg args[] = {GFLA_ARG_I32(n_weights), GFLA_ARG_I32(ranges), GFLA_ARG_BUFFER(parts),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer)};
    TRY(gfla_conv_group_record_products(recorder, &p->g, &p->pixels, node->in[0]->buffer, node->in[1]->buffer, parts,
                                        gfla_conv_geometry_flops(&p->g)));
    if (ranges > 1)
        TRY(gfla_record(recorder, "ops/conv_tile_weights_sum.cl", "conv_tile_weights_sum", NULL, global, local, args, 4,
                        0));
fail:
    return status;
}

static const struct gfla_op weights_op = {.name = "conv_group_bwd_weights", .record = weights_record};

gfla_status gfla_conv_group_bwd_weights(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    const int pixels = job->g->n * job->g->oh * job->g->ow;
    const struct weights_params p = {
        *job->g, {.count = pixels, .per_range = gfla_conv_group_range(job->g, pixels, job->device)}};
    const int64_t ranges = gfla_divide_up(pixels, p.pixels.per_range);
    struct gfla_node *group = gfla_graph_add(graph, &weights_op, node->in, 2, &p, sizeof p);
    gfla_node_set_output(group, 0, node->out[0]);
    if (ranges > 1) /* scratch */
        gfla_node_output(graph, group, gfla_shape_1d(ranges * gfla_tensor_stored(node->out[0])), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}
