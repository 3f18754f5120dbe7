/* ops/conv/conv_tile.h - the weight gradient by register tiles, a part of gfla_conv_tile; see
 * cl/ops/conv_tile_weights.cl. */
#ifndef GFLA_OPS_CONV_CONV_TILE_H
#define GFLA_OPS_CONV_CONV_TILE_H

#include "ops/conv/conv.h"
#include "ops/conv/conv_algorithm.h"

/* Appends the nodes that produce node->out[0]. */
gfla_status gfla_conv_tile_bwd_weights(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job);

#endif
