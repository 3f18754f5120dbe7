#include "io/weights/torch_names.h"

#include <string.h>

static const struct gfla_torch_name names[] = {
    {"collections", "OrderedDict", GFLA_TORCH_DICT, GFLA_DTYPE_COUNT},
    {"torch", "Size", GFLA_TORCH_SIZE, GFLA_DTYPE_COUNT},
    {"torch._utils", "_rebuild_tensor", GFLA_TORCH_TENSOR, GFLA_DTYPE_COUNT},
    {"torch._utils", "_rebuild_tensor_v2", GFLA_TORCH_TENSOR_V2, GFLA_DTYPE_COUNT},
    {"torch._utils", "_rebuild_tensor_v3", GFLA_TORCH_TENSOR_V3, GFLA_DTYPE_COUNT},
    {"torch._utils", "_rebuild_parameter", GFLA_TORCH_PARAMETER, GFLA_DTYPE_COUNT},
    {"torch", "FloatStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_F32},
    {"torch", "HalfStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_F16},
    {"torch", "BFloat16Storage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_BF16},
    {"torch", "DoubleStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_F64},
    {"torch", "LongStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_I64},
    {"torch", "IntStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_I32},
    {"torch", "ShortStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_I16},
    {"torch", "CharStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_I8},
    {"torch", "ByteStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_U8},
    {"torch", "BoolStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_BOOL},
    {"torch.storage", "UntypedStorage", GFLA_TORCH_STORAGE_TYPE, GFLA_DTYPE_U8},
    {"torch", "float32", GFLA_TORCH_DTYPE, GFLA_DTYPE_F32},
    {"torch", "float16", GFLA_TORCH_DTYPE, GFLA_DTYPE_F16},
    {"torch", "bfloat16", GFLA_TORCH_DTYPE, GFLA_DTYPE_BF16},
    {"torch", "float64", GFLA_TORCH_DTYPE, GFLA_DTYPE_F64},
    {"torch", "int64", GFLA_TORCH_DTYPE, GFLA_DTYPE_I64},
    {"torch", "int32", GFLA_TORCH_DTYPE, GFLA_DTYPE_I32},
    {"torch", "int16", GFLA_TORCH_DTYPE, GFLA_DTYPE_I16},
    {"torch", "int8", GFLA_TORCH_DTYPE, GFLA_DTYPE_I8},
    {"torch", "uint64", GFLA_TORCH_DTYPE, GFLA_DTYPE_U64},
    {"torch", "uint32", GFLA_TORCH_DTYPE, GFLA_DTYPE_U32},
    {"torch", "uint16", GFLA_TORCH_DTYPE, GFLA_DTYPE_U16},
    {"torch", "uint8", GFLA_TORCH_DTYPE, GFLA_DTYPE_U8},
    {"torch", "bool", GFLA_TORCH_DTYPE, GFLA_DTYPE_BOOL},
    {"torch", "float8_e5m2", GFLA_TORCH_DTYPE, GFLA_DTYPE_F8_E5M2},
    {"torch", "float8_e4m3fn", GFLA_TORCH_DTYPE, GFLA_DTYPE_F8_E4M3},
};

const struct gfla_torch_name *gfla_torch_name_find(const char *module, const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i].name, name) == 0 && strcmp(names[i].module, module) == 0)
            return &names[i];
    return NULL;
}
