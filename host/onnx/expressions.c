#include "onnx/builder.h"

#include <stdlib.h>
#include <string.h>

gfla_onnx_value *gfla_onnx_constant(gfla_onnx_builder *b, struct gfla_shape shape, float value)
{
    const size_t count = (size_t)gfla_shape_count(shape);
    float *values = gfla_arena_alloc(gfla_onnx_builder_arena(b), count * sizeof *values);
    if (!values)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    for (size_t i = 0; i < count; i++)
        values[i] = value;
    return gfla_onnx_floats(b, shape, values);
}

gfla_onnx_value *gfla_onnx_reshape(gfla_onnx_builder *b, gfla_onnx_value *x, int rank, const int64_t *dims)
{
    struct gfla_shape shape = {.rank = rank};
    if (!x || !x->data)
        return gfla_onnx_binary(b, "Reshape", x, gfla_onnx_ints(b, rank, dims));
    for (int i = 0; i < rank; i++)
        shape.dim[i] = dims[i] ? dims[i] : x->shape.dim[i];
    return gfla_onnx_reshaped(b, x, shape);
}

gfla_onnx_value *gfla_onnx_transpose(gfla_onnx_builder *b, gfla_onnx_value *x, int rank, const int64_t *order)
{
    struct gfla_onnx_node node = {.op = "Transpose", .in = {x}, .attribute = {GFLA_ONNX_INTS("perm", rank, 0)}};
    memcpy(node.attribute[0].ints, order, (size_t)rank * sizeof *order);
    return gfla_onnx_add(b, node);
}

gfla_onnx_value *gfla_onnx_slice(gfla_onnx_builder *b, gfla_onnx_value *x, int axis, int64_t first, int64_t count)
{
    gfla_onnx_value *starts = GFLA_ONNX_LIST(b, first), *ends = GFLA_ONNX_LIST(b, first + count),
                    *axes = GFLA_ONNX_LIST(b, axis);
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = "Slice", .in = {x, starts, ends, axes}});
}

gfla_onnx_value *gfla_onnx_concat(gfla_onnx_builder *b, int axis, int n, gfla_onnx_value *const *parts)
{
    struct gfla_onnx_node node = {.op = "Concat", .attribute = {GFLA_ONNX_INT("axis", axis)}};
    for (int i = 0; i < n; i++)
        node.in[i] = parts[i];
    return gfla_onnx_add(b, node);
}

gfla_onnx_value *gfla_onnx_leaky_relu(gfla_onnx_builder *b, gfla_onnx_value *x, float slope)
{
    if (slope == 1)
        return x;
    if (slope == 0)
        return gfla_onnx_unary(b, "Relu", x);
    return gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "LeakyRelu", .in = {x}, .attribute = {GFLA_ONNX_REAL("alpha", slope)}});
}

gfla_onnx_value *gfla_onnx_pad(gfla_onnx_builder *b, gfla_onnx_value *x, const char *mode, const int64_t before[4],
                               const int64_t after[4])
{
    int64_t pads[8];
    memcpy(pads, before, 4 * sizeof *pads);
    memcpy(pads + 4, after, 4 * sizeof *pads);
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = "Pad",
                                                    .in = {x, gfla_onnx_ints(b, 8, pads)},
                                                    .attribute = {GFLA_ONNX_TEXT("mode", mode)}});
}
