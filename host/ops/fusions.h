/* ops/fusions.h - what the planner merges (graph/fuse.h): each ends in the node that it is called with. For op files
 * alone. */
#ifndef GFLA_OPS_FUSIONS_H
#define GFLA_OPS_FUSIONS_H

#include "graph/fuse.h"

/* Local attention as a whole, from the first sum of its hidden layer to the blend (attention_fused.c). */
gfla_fuse gfla_fuse_attention;
/* A convolution with what follows it: a sum, a second transposed convolution, an activation; and with the norm or the
 * activation before it (conv_fused.c). */
gfla_fuse gfla_fuse_conv, gfla_fuse_conv_src;
/* First layers with the inputs that they read (conv_first.c). */
gfla_fuse gfla_fuse_conv_first;

#endif
