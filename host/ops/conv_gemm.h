/* ops/conv_gemm.h - convolution as im2col and a matrix product of CLBlast, for lowering; see cl/ops/conv_gemm.cl.
 * Each appends the node that produces node->out[0]; bwd_data needs zero padding. One image at a time, so that the unfolded
 * source stays small. */
#ifndef GFLA_OPS_CONV_GEMM_H
#define GFLA_OPS_CONV_GEMM_H

#include "ops/conv.h"

gfla_status gfla_conv_gemm_fwd(gfla_graph *graph, struct gfla_node *node);
gfla_status gfla_conv_gemm_bwd_data(gfla_graph *graph, struct gfla_node *node);
gfla_status gfla_conv_gemm_bwd_weights(gfla_graph *graph, struct gfla_node *node);

#endif
