/* train/tensor_file.h - chosen tensors of a planned graph from and to one safetensors file; for the files of this folder. */
#ifndef GFLA_TRAIN_TENSOR_FILE_H
#define GFLA_TRAIN_TENSOR_FILE_H

#include "train/weights.h"

typedef bool (*gfla_tensor_choice)(const gfla_tensor *tensor);

gfla_status gfla_tensor_file_save(gfla_plan *plan, gfla_graph *graph, const char *path, gfla_tensor_choice chosen, bool half,
                                  const char *const *metadata);
gfla_status gfla_tensor_file_load(gfla_plan *plan, gfla_graph *graph, const char *path, gfla_tensor_choice chosen,
                                  enum gfla_weights_need need, size_t *n_read);
/* The value of one key of the file's metadata, cut to size; "" when absent. */
gfla_status gfla_tensor_file_metadata(const char *path, const char *key, char *value, size_t size);

#endif
