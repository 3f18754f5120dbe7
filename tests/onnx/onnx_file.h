/* tests/onnx/onnx_file.h - an ONNX file read back by protobuf-c. */
#ifndef GFLA_TESTS_ONNX_FILE_H
#define GFLA_TESTS_ONNX_FILE_H

#include "tests/unit/scratch.h"

#include <onnx.pb-c.h>

/* Free with onnx__model_proto__free_unpacked(model, NULL). */
static inline Onnx__ModelProto *read_onnx(const char *path)
{
    void *data = NULL;
    size_t size = 0;
    assert_ok(gfla_file_read(path, UINT64_MAX, &data, &size));
    Onnx__ModelProto *model = onnx__model_proto__unpack(NULL, size, data);
    free(data);
    assert_non_null(model);
    return model;
}

/* The shape of an input or output is this; a dimension of -1 is called "batch". */
static inline void assert_onnx_shape(const Onnx__ValueInfoProto *value, int rank, const int64_t *dims)
{
    const Onnx__TypeProto__Tensor *tensor = value->type->tensor_type;
    assert_int_equal(tensor->elem_type, 1);
    assert_int_equal(tensor->shape->n_dim, rank);
    for (int i = 0; i < rank; i++) {
        const Onnx__TensorShapeProto__Dimension *dim = tensor->shape->dim[i];
        if (dims[i] == -1) {
            assert_int_equal(dim->value_case, ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM);
            assert_string_equal(dim->dim_param, "batch");
        } else {
            assert_int_equal(dim->value_case, ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE);
            assert_int_equal(dim->dim_value, dims[i]);
        }
    }
}

#endif
