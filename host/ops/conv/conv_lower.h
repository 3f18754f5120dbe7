/* ops/conv/conv_lower.h - how nodes of convolutions make way for the nodes of the algorithm that is chosen
 * (conv_choose.h); for op files alone. */
#ifndef GFLA_OPS_CONV_CONV_LOWER_H
#define GFLA_OPS_CONV_CONV_LOWER_H

#include "ops/conv/conv.h"

/* The `lower` of an op that computes one of the three operations (conv.h). */
gfla_status gfla_conv_fwd_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device);
gfla_status gfla_conv_bwd_data_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device);
gfla_status gfla_conv_bwd_weights_lower(gfla_graph *graph, struct gfla_node *node,
                                        const struct gfla_device_info *device);

/* For fusions: the geometry of a node that computes fwd, or NULL. Its inputs are those that conv.h names. */
const struct gfla_conv *gfla_conv_of_fwd(const struct gfla_node *node);

#endif
