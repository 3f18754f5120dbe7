/* io/weights/torch_objects.h - what the names of a checkpoint's pickle make: storages, and tensors as strided windows
 * on them, every size and every stride checked against the storage. Private to host/io.
 *
 * Both PyTorch formats fill a gfla_torch in three steps: read the pickle, say where each storage lies
 * (gfla_torch_join, then .offset of all), list the tensors (gfla_torch_list). */
#ifndef GFLA_IO_WEIGHTS_TORCH_OBJECTS_H
#define GFLA_IO_WEIGHTS_TORCH_OBJECTS_H

#include "io/weights/checkpoint_tensor.h"
#include "io/weights/pickle_values.h"
#include "io/weights/torch_names.h"

/* A run of numbers in the file. The pickle mentions it anew for each tensor that shares it; gfla_torch_join keeps
 * one. */
struct gfla_torch_storage {
    const char *key;
    enum gfla_dtype dtype;
    uint64_t count, bytes;
    uint64_t offset; /* in the file */
    uint32_t crc;
    bool placed;                            /* offset is known */
    bool has_crc;                           /* and has not been compared with the numbers yet */
    size_t number;                          /* in gfla_torch.joined */
    struct gfla_torch_storage *same, *next; /* same: the one that is kept of this key */
};

/* A part of a storage, in its elements. */
struct gfla_torch_view {
    struct gfla_torch_storage *storage;
    uint64_t first, count;
};

struct gfla_torch_tensor {
    struct gfla_torch_storage *storage;
    enum gfla_dtype dtype;
    struct gfla_shape shape;
    int64_t stride[GFLA_MAX_RANK];
    uint64_t first; /* byte of its first number in the storage */
};

struct gfla_torch {
    struct gfla_pickle_heap heap;
    bool has_views;                     /* ids of storages have a sixth member (the legacy format) */
    struct gfla_torch_storage *newest;  /* list by .next of all that were mentioned */
    struct gfla_torch_storage **joined; /* one of each key, by key */
    size_t n_mentioned, n_joined;
    bool has_branches; /* some tensors lie in dictionaries of the dictionary */
};

/* ---- for the pickle reader ---- */

/* A persistent id -> STORAGE. */
gfla_status gfla_torch_make_storage(struct gfla_torch *torch, const struct gfla_pickle_value *id,
                                    struct gfla_pickle_value *value);
/* name(args...) -> a value. */
gfla_status gfla_torch_call(struct gfla_torch *torch, const struct gfla_torch_name *name,
                            const struct gfla_pickle_items *args, struct gfla_pickle_value *value);

/* ---- for the formats ---- */

/* One storage per key, sorted; two of one key that differ are GFLA_ERROR_INPUT. */
gfla_status gfla_torch_join(struct gfla_torch *torch);
struct gfla_torch_storage *gfla_torch_find(const struct gfla_torch *torch, const char *key);
/* The tensors of a dictionary, and of dictionaries in it, by name. Values that are no tensors count in *n_others.
 * What it lists lives in the heap. */
gfla_status gfla_torch_list(struct gfla_torch *torch, const struct gfla_pickle_value *root,
                            struct gfla_checkpoint_tensor **tensors, size_t *n_tensors, size_t *n_others);

#endif
