#include "ops/local_attention.h"

#include "onnx/sampling.h"

enum { WEIGHTS, SRC, FLOW };

/* All taps are sampled at once, weighted, and added up. */
static gfla_onnx_value *local_attention(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const int64_t *d = node->out[0]->shape.dim, area = d[2] * d[3];
    struct gfla_local_attention_params p = {.k = 1, .scale = 1};
    gfla_is_local_attention(node, &p);
    gfla_onnx_value *taps = gfla_onnx_sample(b, in[SRC], node->in[SRC], in[FLOW], node->in[FLOW], 0, p.k);
    taps = GFLA_ONNX_RESHAPE(b, taps, 0, d[1], p.k * p.k, area);
    gfla_onnx_value *weights = GFLA_ONNX_RESHAPE(b, in[WEIGHTS], 0, 1, p.k * p.k, area);
    if (p.scale != 1)
        weights = gfla_onnx_binary(b, "Mul", weights, gfla_onnx_scalar(b, (double)p.scale));
    gfla_onnx_value *axes = GFLA_ONNX_LIST(b, 2);
    gfla_onnx_value *sum = gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "ReduceSum", .in = {gfla_onnx_binary(b, "Mul", taps, weights), axes}});
    return GFLA_ONNX_RESHAPE(b, sum, 0, d[1], d[2], d[3]);
}

static const struct gfla_onnx_op ops[] = {{"local_attention_fwd", local_attention}};

const struct gfla_onnx_ops local_attention_onnx = {ops, sizeof ops / sizeof *ops};
