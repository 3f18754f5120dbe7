/* io/weights/safetensors.h - the .safetensors format of named tensors: 8 bytes of header length, a JSON header, the
 * numbers. Reading trusts nothing: the header's length, encoding, nesting, duplicate names, sizes and offsets are all
 * checked before a tensor is seen, and whatever breaks a rule of the format is GFLA_ERROR_INPUT with the file and the
 * tensor.
 */
#ifndef GFLA_IO_WEIGHTS_SAFETENSORS_H
#define GFLA_IO_WEIGHTS_SAFETENSORS_H

#include "io/weights/dtype.h"

/* ---- reading ---- */

/* An open file. Only its header is in memory. Reading from several threads is safe. */
typedef struct gfla_safetensors gfla_safetensors;

struct gfla_safetensors_tensor {
    const char *name; /* lives as long as the file is open */
    enum gfla_dtype dtype;
    struct gfla_shape shape;
    uint64_t offset, size; /* bytes, in the file */
};

struct gfla_safetensors_pair {
    const char *key, *value;
};

gfla_status gfla_safetensors_open(gfla_safetensors **file, const char *path);
/* data must outlive *file; name stands for the path in messages. */
gfla_status gfla_safetensors_open_memory(gfla_safetensors **file, const void *data, size_t size, const char *name);
void gfla_safetensors_close(gfla_safetensors **file);

/* All tensors, sorted by name. */
const struct gfla_safetensors_tensor *gfla_safetensors_list(const gfla_safetensors *file, size_t *count);
/* NULL when there is none of this name. */
const struct gfla_safetensors_tensor *gfla_safetensors_find(const gfla_safetensors *file, const char *name);
/* The pairs of __metadata__, sorted by key. */
const struct gfla_safetensors_pair *gfla_safetensors_metadata(const gfla_safetensors *file, size_t *count);
/* The value of one key; NULL when there is none. */
const char *gfla_safetensors_get(const gfla_safetensors *file, const char *key);

/* The numbers of a tensor of this file as float32: gfla_shape_count(tensor->shape) of them. Types that have no
 * conversion (F8, F6, F4, C64) are GFLA_ERROR_INPUT. */
gfla_status gfla_safetensors_fetch(const gfla_safetensors *file, const struct gfla_safetensors_tensor *tensor,
                                   float *values);

/* ---- writing ---- */

/* What the file will hold; names must differ. */
struct gfla_safetensors_entry {
    const char *name;
    struct gfla_shape shape;
    bool half; /* float16 instead of float32 */
};

/* A file that is being written under a temporary name, tensor by tensor. One thread at a time. */
typedef struct gfla_safetensors_writer gfla_safetensors_writer;

/* Writes the header. The entries and pairs are copied. */
gfla_status gfla_safetensors_create(gfla_safetensors_writer **writer, const char *path,
                                    const struct gfla_safetensors_entry *entries, size_t n_entries,
                                    const struct gfla_safetensors_pair *metadata, size_t n_metadata);
/* The numbers of entries[index], in any order of entries, each once. A finite value that float16 cannot hold (beyond
 * 65504) is GFLA_ERROR_USAGE. */
gfla_status gfla_safetensors_put(gfla_safetensors_writer *writer, size_t index, const float *values);
/* The next n numbers of entries[index]; parts of different entries may alternate. */
gfla_status gfla_safetensors_put_part(gfla_safetensors_writer *writer, size_t index, const float *values, uint64_t n);
/* Checks that every tensor was put in full and gives the file its name. The writer is gone afterwards, whatever the
 * result. */
gfla_status gfla_safetensors_commit(gfla_safetensors_writer **writer);
/* Gives up: no file remains. */
void gfla_safetensors_discard(gfla_safetensors_writer **writer);

#endif
