#include "io/onnx/onnx_messages.h"

#include <string.h>

_Static_assert(sizeof(float) == 4, "floats are written as they lie in memory");

gfla_status gfla_onnx_allocate(struct gfla_onnx_writing *w, void *out, size_t count, size_t size)
{
    void *data = gfla_arena_alloc(w->arena, count * size);
    memcpy(out, &data, sizeof data);
    return data || count == 0 ? GFLA_OK : GFLA_ERROR_MEMORY;
}

char *gfla_onnx_text(const char *text)
{
    return (char *)(uintptr_t)text; /* protobuf-c's structs have no const */
}

static gfla_status describe_dim(struct gfla_onnx_writing *w, const struct gfla_onnx_value *value, int i,
                                Onnx__TensorShapeProto__Dimension **out)
{
    gfla_status status;
    Onnx__TensorShapeProto__Dimension *dim;
    TRY(gfla_onnx_allocate(w, out, 1, sizeof **out));
    dim = *out;
    onnx__tensor_shape_proto__dimension__init(dim);
    if (i == 0 && value->free_dim) {
        dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
        dim->dim_param = gfla_onnx_text(value->free_dim);
    } else {
        dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        dim->dim_value = value->shape.dim[i];
    }
    return GFLA_OK;
fail:
    return status;
}

/* An input or output of the graph: its name, type and shape. */
static gfla_status describe_value(struct gfla_onnx_writing *w, const struct gfla_onnx_value *value,
                                  Onnx__ValueInfoProto **out)
{
    gfla_status status;
    Onnx__TypeProto *type;
    Onnx__TypeProto__Tensor *tensor;
    Onnx__TensorShapeProto *shape;
    TRY(gfla_onnx_allocate(w, out, 1, sizeof **out));
    TRY(gfla_onnx_allocate(w, &type, 1, sizeof *type));
    TRY(gfla_onnx_allocate(w, &tensor, 1, sizeof *tensor));
    TRY(gfla_onnx_allocate(w, &shape, 1, sizeof *shape));
    onnx__value_info_proto__init(*out);
    onnx__type_proto__init(type);
    onnx__type_proto__tensor__init(tensor);
    onnx__tensor_shape_proto__init(shape);
    (*out)->name = gfla_onnx_text(value->name);
    (*out)->type = type;
    type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    type->tensor_type = tensor;
    tensor->has_elem_type = true;
    tensor->elem_type = (int32_t)value->type;
    tensor->shape = shape;
    shape->n_dim = (size_t)value->shape.rank;
    TRY(gfla_onnx_allocate(w, &shape->dim, shape->n_dim, sizeof *shape->dim));
    for (int i = 0; i < value->shape.rank; i++)
        TRY(describe_dim(w, value, i, &shape->dim[i]));
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_onnx_describe_values(struct gfla_onnx_writing *w, struct gfla_onnx_value *const *values, size_t n,
                                      Onnx__ValueInfoProto ***out)
{
    gfla_status status;
    TRY(gfla_onnx_allocate(w, out, n, sizeof **out));
    for (size_t i = 0; i < n; i++)
        TRY(describe_value(w, values[i], &(*out)[i]));
    return GFLA_OK;
fail:
    return status;
}

static size_t size_of(enum gfla_onnx_type type)
{
    return type == GFLA_ONNX_INT64 ? sizeof(int64_t) : sizeof(float);
}

/* The bytes of a constant as the file has them, the least significant first. */
static gfla_status order_bytes(struct gfla_onnx_writing *w, const struct gfla_onnx_value *value,
                               ProtobufCBinaryData *bytes)
{
    const size_t size = size_of(value->type), count = (size_t)gfla_shape_count(value->shape);
    *bytes = (ProtobufCBinaryData){count * size, (uint8_t *)(uintptr_t)value->data};
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    gfla_status status;
    uint8_t *swapped;
    TRY(gfla_onnx_allocate(w, &swapped, count, size));
    for (size_t i = 0; i < count * size; i++)
        swapped[i] = bytes->data[i / size * size + size - 1 - i % size];
    bytes->data = swapped;
    return GFLA_OK;
fail:
    return status;
#else
    return GFLA_OK;
#endif
}

static gfla_status describe_constant(struct gfla_onnx_writing *w, const struct gfla_onnx_value *value,
                                     Onnx__TensorProto **out)
{
    gfla_status status;
    Onnx__TensorProto *tensor;
    TRY(gfla_onnx_allocate(w, out, 1, sizeof **out));
    tensor = *out;
    onnx__tensor_proto__init(tensor);
    tensor->name = gfla_onnx_text(value->name);
    tensor->n_dims = (size_t)value->shape.rank;
    tensor->dims = (int64_t *)(uintptr_t)value->shape.dim;
    tensor->has_data_type = tensor->has_raw_data = true;
    tensor->data_type = (int32_t)value->type;
    TRY(order_bytes(w, value, &tensor->raw_data));
    w->report.n_constants++;
    w->report.n_numbers += value->type == GFLA_ONNX_FLOAT ? (uint64_t)gfla_shape_count(value->shape) : 0;
    return GFLA_OK;
fail:
    return status;
}

/* The constants that nodes refer to, each once, in the order of their first use. `values` has room for all inputs of
 * all nodes. */
static size_t list_constants(const struct gfla_onnx_model *model, const struct gfla_onnx_value **values)
{
    size_t n = 0;
    for (size_t i = 0; i < model->n_nodes; i++)
        for (int j = 0; j < model->nodes[i]->n_in; j++) {
            const struct gfla_onnx_value *value = model->nodes[i]->in[j];
            size_t k = 0;
            while (k < n && values[k] != value)
                k++;
            if (value->data && k == n)
                values[n++] = value;
        }
    return n;
}

gfla_status gfla_onnx_describe_constants(struct gfla_onnx_writing *w, Onnx__GraphProto *graph)
{
    gfla_status status;
    const struct gfla_onnx_value **values;
    TRY(gfla_onnx_allocate(w, &values, w->model->n_nodes * GFLA_ONNX_MAX_INPUTS, sizeof *values));
    graph->n_initializer = list_constants(w->model, values);
    TRY(gfla_onnx_allocate(w, &graph->initializer, graph->n_initializer, sizeof *graph->initializer));
    for (size_t i = 0; i < graph->n_initializer; i++)
        TRY(describe_constant(w, values[i], &graph->initializer[i]));
    return GFLA_OK;
fail:
    return status;
}
