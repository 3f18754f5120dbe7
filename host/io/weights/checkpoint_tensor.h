/* io/weights/checkpoint_tensor.h - where the numbers of a tensor lie in a checkpoint (checkpoint.h). */
#ifndef GFLA_IO_WEIGHTS_CHECKPOINT_TENSOR_H
#define GFLA_IO_WEIGHTS_CHECKPOINT_TENSOR_H

#include "io/weights/dtype.h"

struct gfla_checkpoint_tensor {
    const char *name; /* lives as long as the file is open */
    enum gfla_dtype dtype;
    struct gfla_shape shape;
    int64_t stride[GFLA_MAX_RANK]; /* in numbers; may be in any order, or overlap */
    uint64_t offset;               /* byte of the first number in the file */
    size_t storage;                /* tensors of one storage share numbers */
};

#endif
