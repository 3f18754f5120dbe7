/* io/weights/checkpoint_file.h - an open checkpoint, for the files checkpoint*.c alone. */
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
    gfla_arena *names;                   /* those that the file calls otherwise */
    char prefix[GFLA_CHECKPOINT_PREFIX]; /* what is looked for lies below it */
};

/* checkpoint_names.c: sorts the tensors by name, refuses a name that occurs twice, and drops wrappers. */
gfla_status gfla_checkpoint_tidy_names(gfla_checkpoint *file);
/* The tensors below "branch." alone. */
gfla_status gfla_checkpoint_keep_branch(gfla_checkpoint *file, const char *branch);

#endif
