/* io/weights/checkpoint_file.h - an open checkpoint, for checkpoint.c and checkpoint_fetch.c. */
#ifndef GFLA_IO_WEIGHTS_CHECKPOINT_FILE_H
#define GFLA_IO_WEIGHTS_CHECKPOINT_FILE_H

#include "io/weights/checkpoint.h"
#include "io/weights/reader.h"
#include "io/weights/safetensors.h"
#include "io/weights/torch_objects.h"

struct gfla_checkpoint {
    enum gfla_checkpoint_format format;
    struct gfla_reader own; /* of PyTorch files */
    struct gfla_torch torch;
    gfla_safetensors *safetensors;
    const struct gfla_reader *reader;       /* of either */
    struct gfla_checkpoint_tensor *tensors; /* by name */
    size_t n_tensors, n_others;
};

#endif
