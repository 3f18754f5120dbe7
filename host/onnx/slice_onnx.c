#include "ops/slice.h"

#include <string.h>

#include "onnx/op.h"

/* A part of a weight is a weight. */
static gfla_onnx_value *slice_constant(gfla_onnx_builder *b, const gfla_onnx_value *src, int dim, int64_t first,
                                       struct gfla_shape shape)
{
    const char *name = gfla_arena_printf(gfla_onnx_builder_arena(b), "%s[%d: %lld-%lld]", src->name, dim,
                                         (long long)first, (long long)(first + shape.dim[dim] - 1));
    float *values;
    gfla_onnx_value *part = name ? gfla_onnx_find_parameter(b, name) : gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    if (part || !name)
        return part;
    part = gfla_onnx_parameter(b, name, shape, &values);
    if (!part)
        return NULL;
    int64_t rows = 1, inner = 1;
    for (int i = 0; i < shape.rank; i++) {
        rows *= i < dim ? shape.dim[i] : 1;
        inner *= i > dim ? shape.dim[i] : 1;
    }
    for (int64_t row = 0; row < rows; row++)
        memcpy(values + row * shape.dim[dim] * inner,
               (const float *)src->data + (row * src->shape.dim[dim] + first) * inner,
               (size_t)(shape.dim[dim] * inner) * sizeof *values);
    return part;
}

static gfla_onnx_value *slice(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    int dim = 0;
    int64_t first = 0;
    gfla_is_slice(node, &dim, &first);
    if (in[0]->data)
        return slice_constant(b, in[0], dim, first, node->out[0]->shape);
    return gfla_onnx_slice(b, in[0], dim, first, node->out[0]->shape.dim[dim]);
}

static const struct gfla_onnx_op ops[] = {{"slice_fwd", slice}};

const struct gfla_onnx_ops slice_onnx = {ops, sizeof ops / sizeof *ops};
