#include "ops/pack.h"

#include "onnx/op.h"

/* A sequence [n, c, t] becomes [n, c, t, 1], a vector [n, c, 1, 1], a clip [n, c, t, h, w] its images [n t, c, h,
 * w]. */
static gfla_onnx_value *pack(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const int rank = node->in[0]->shape.rank;
    const int64_t *d = node->in[0]->shape.dim;
    switch (rank) {
    case 2:
        return GFLA_ONNX_RESHAPE(b, in[0], 0, d[1], 1, 1);
    case 3:
        return GFLA_ONNX_RESHAPE(b, in[0], 0, d[1], d[2], 1);
    case 5:
        return GFLA_ONNX_RESHAPE(b, GFLA_ONNX_TRANSPOSE(b, in[0], 0, 2, 1, 3, 4), -1, d[1], d[3], d[4]);
    default:
        return in[0];
    }
}

static gfla_onnx_value *unpack(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const int rank = node->out[0]->shape.rank;
    const int64_t *d = node->out[0]->shape.dim;
    switch (rank) {
    case 2:
        return GFLA_ONNX_RESHAPE(b, in[0], 0, d[1]);
    case 3:
        return GFLA_ONNX_RESHAPE(b, in[0], 0, d[1], d[2]);
    case 5:
        return GFLA_ONNX_TRANSPOSE(b, GFLA_ONNX_RESHAPE(b, in[0], -1, d[2], d[1], d[3], d[4]), 0, 2, 1, 3, 4);
    default:
        return in[0];
    }
}

static gfla_onnx_value *reshape(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return gfla_onnx_reshape(b, in[0], node->out[0]->shape.rank, node->out[0]->shape.dim);
}

static const struct gfla_onnx_op ops[] = {{"pack_fwd", pack}, {"unpack_fwd", unpack}, {"reshape_fwd", reshape}};

const struct gfla_onnx_ops pack_onnx = {ops, sizeof ops / sizeof *ops};
