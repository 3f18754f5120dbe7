/* train/tensor_file.h - chosen tensors of a planned graph from a checkpoint, and to a safetensors file; for the files
 * of this folder. */
#ifndef GFLA_TRAIN_TENSOR_FILE_H
#define GFLA_TRAIN_TENSOR_FILE_H

#include "io/weights/checkpoint.h"
#include "graph/plan.h"

/* A state [n, ...] of all items of a batch, of which the graph has some: in files it is whole. */
struct gfla_whole_state {
    const char *name;
    float *values;
    int n;
};
/* The numbers of one item. */
static inline size_t gfla_whole_state_item(const gfla_tensor *tensor)
{
    return (size_t)(gfla_shape_count(tensor->shape) / tensor->shape.dim[0]);
}

struct gfla_tensor_choice {
    bool (*is_kind)(const gfla_tensor *tensor);
    const char *prefix; /* names begin so here, and go on without it in the file; NULL: any */
    const char *except; /* names that begin so are left out; NULL: none */
    /* Saving: the values of the tensor "INSTEAD NAME" are written where the graph has it; NULL: always its own. */
    const char *instead;
    const struct gfla_whole_state *whole; /* takes the place of the tensor of its name; NULL: none */
};

/* The tensor "INSTEAD NAME" where the graph has it; otherwise, or where instead is NULL, the tensor itself. */
gfla_tensor *gfla_tensor_stand_in(const gfla_graph *graph, gfla_tensor *tensor, const char *instead);

gfla_status gfla_tensor_file_save(gfla_plan *plan, gfla_graph *graph, const char *path,
                                  const struct gfla_tensor_choice *choice, bool half, const char *const *metadata);
/* all: each must be there, else those that are, and at least one. *n_read, which may be NULL, gets their number. */
gfla_status gfla_tensor_file_load(gfla_plan *plan, gfla_graph *graph, const char *path,
                                  const struct gfla_tensor_choice *choice, bool all, size_t *n_read);
/* The same from a file that is open; `name` stands for its path in messages. */
gfla_status gfla_tensor_file_load_from(gfla_plan *plan, gfla_graph *graph, gfla_checkpoint *file, const char *name,
                                       const struct gfla_tensor_choice *choice, bool all, size_t *n_read);
/* The value of one key of the file's metadata, cut to size; "" when absent. */
gfla_status gfla_tensor_file_metadata(const char *path, const char *key, char *value, size_t size);

#endif
