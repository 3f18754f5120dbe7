#include "ops/warp.h"

#include "onnx/sampling.h"

enum { SRC, FLOW };

static gfla_onnx_value *warp(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    int offset = 0;
    gfla_is_warp(node, &offset);
    return gfla_onnx_sample(b, in[SRC], node->in[SRC], in[FLOW], node->in[FLOW], offset, 1);
}

static const struct gfla_onnx_op ops[] = {{"warp_fwd", warp}};

const struct gfla_onnx_ops warp_onnx = {ops, sizeof ops / sizeof *ops};
