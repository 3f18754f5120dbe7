/* ops/conv_tile.h - convolution by register tiles, for lowering; see cl/ops/conv_tile.cl and cl/ops/conv_tile_weights.cl. */
#ifndef GFLA_OPS_CONV_TILE_H
#define GFLA_OPS_CONV_TILE_H

#include "ops/conv.h"

/* Whether the kernels' tables hold all taps. */
bool gfla_conv_tile_supports(const struct gfla_conv *g);

/* Each appends the nodes that produce node->out[0]; bwd_data needs zero padding. */
gfla_status gfla_conv_tile_fwd(gfla_graph *graph, struct gfla_node *node);
gfla_status gfla_conv_tile_bwd_data(gfla_graph *graph, struct gfla_node *node);
gfla_status gfla_conv_tile_bwd_weights(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device);

#endif
