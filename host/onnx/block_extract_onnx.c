#include "onnx/sampling.h"

enum { SRC, FLOW };

/* The taps of a pixel side by side: [n, c, k, k, h, w] to [n, c, h k, w k], with five dimensions at a time. */
static gfla_onnx_value *block_extract(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const int64_t c = node->out[0]->shape.dim[1], h = node->in[FLOW]->shape.dim[2], w = node->in[FLOW]->shape.dim[3];
    const int64_t k = node->out[0]->shape.dim[2] / h;
    gfla_onnx_value *taps = gfla_onnx_sample(b, in[SRC], node->in[SRC], in[FLOW], node->in[FLOW], 0, (int)k);
    gfla_onnx_value *columns =
        GFLA_ONNX_TRANSPOSE(b, GFLA_ONNX_RESHAPE(b, taps, -1, k, h, w), 0, 2, 3, 1); /* [n c k, h, w, k] */
    gfla_onnx_value *rows =
        GFLA_ONNX_TRANSPOSE(b, GFLA_ONNX_RESHAPE(b, columns, -1, k, h, w * k), 0, 2, 1, 3); /* [n c, h, k, w k] */
    return GFLA_ONNX_RESHAPE(b, rows, -1, c, h * k, w * k);
}

static const struct gfla_onnx_op ops[] = {{"block_extract_fwd", block_extract}};

const struct gfla_onnx_ops block_extract_onnx = {ops, sizeof ops / sizeof *ops};
