/* tasks/model/convert_file.h - what `gfla convert` does with a file of weights: copies it to safetensors piece by
 * piece, and finds out what a report tells of each tensor. */
#ifndef GFLA_TASKS_MODEL_CONVERT_FILE_H
#define GFLA_TASKS_MODEL_CONVERT_FILE_H

#include "base/error.h"
#include "io/weights/checkpoint.h"

struct gfla_convert_tensor {
    const struct gfla_checkpoint_tensor *tensor;
    const char *partner; /* an earlier tensor of the same storage; NULL: none */
    bool is_same;        /* as the partner: the very same numbers */
    float least, most;   /* of the numbers that are finite; least > most: there is none */
    uint64_t n_special;  /* numbers that are not finite */
};

struct gfla_convert_file {
    gfla_checkpoint *in;
    struct gfla_convert_tensor *tensors; /* by name */
    size_t n_tensors;
    uint64_t n_numbers;
};

gfla_status gfla_convert_file_open(struct gfla_convert_file *file, const char *path);
void gfla_convert_file_close(struct gfla_convert_file *file);
/* Writes all tensors and the metadata to `path`, as float16 if half, and fills in the ranges. Stops when
 * interrupted. */
gfla_status gfla_convert_file_write(struct gfla_convert_file *file, const char *path, bool half);

#endif
