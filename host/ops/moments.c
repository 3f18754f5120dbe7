#include "ops/moments.h"

#include "ops/pointwise.h"

enum { DST, PARTS }; /* outputs of a node */

struct gfla_moments_share gfla_moments_share_out(int n, int tiles, int tiles_per_item, int passes)
{
    struct gfla_moments_share share = {.tiles = tiles, .tiles_per_item = tiles_per_item, .passes = passes};
    for (int image = 0; image < n; image++) {
        const int items = gfla_moments_n_items(&share, image);
        share.slots = items > share.slots ? items : share.slots;
    }
    return share;
}

gfla_tensor *gfla_moments_of(gfla_graph *graph, gfla_tensor *tensor, const struct gfla_device_info *device,
                             struct gfla_moments_share *share)
{
    struct gfla_node *node = tensor->producer;
    if (tensor->view_of || !node || !node->op->moments)
        return NULL;
    const int planes = gfla_blocked_size(tensor).planes;
    *share = node->op->moments(node, device);
    if (node->n_out > PARTS)
        return node->out[PARTS];
    return gfla_node_output(graph, node,
                            gfla_shape_4d(planes, share->slots * share->passes, GFLA_MOMENTS_ROWS, GFLA_LANES),
                            GFLA_LAYOUT_PLAIN);
}

struct gfla_moments_share gfla_moments_wanted(const struct gfla_node *node, const struct gfla_device_info *device)
{
    return node->n_out > PARTS ? node->op->moments(node, device) : (struct gfla_moments_share){0};
}

struct gfla_arg gfla_moments_parts(const struct gfla_node *node)
{
    return GFLA_ARG_BUFFER(node->n_out > PARTS ? node->out[PARTS]->buffer : NULL);
}
