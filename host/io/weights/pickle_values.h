/* io/weights/pickle_values.h - what a pickle makes: values, and the heap that holds them. Private to host/io. */
#ifndef GFLA_IO_WEIGHTS_PICKLE_VALUES_H
#define GFLA_IO_WEIGHTS_PICKLE_VALUES_H

#include <stdint.h>

#include "base/memory.h"

#define GFLA_PICKLE_HEAP_BYTES ((size_t)24 << 20)

enum gfla_pickle_kind {
    GFLA_PICKLE_NONE,
    GFLA_PICKLE_BOOL,
    GFLA_PICKLE_INT,
    GFLA_PICKLE_FLOAT,
    GFLA_PICKLE_TEXT,  /* UTF-8 without control characters */
    GFLA_PICKLE_TUPLE, /* items: the members */
    GFLA_PICKLE_LIST,  /* items: the members; sets too */
    GFLA_PICKLE_DICT,  /* items: key, value, key, value ... */
    GFLA_PICKLE_NAME,  /* one of torch_names.h */
    GFLA_PICKLE_STORAGE,
    GFLA_PICKLE_TENSOR,
    GFLA_PICKLE_MARK, /* on the stack only */
    GFLA_PICKLE_COUNT
};

struct gfla_pickle_value {
    enum gfla_pickle_kind kind;
    union {
        int64_t integer; /* INT; BOOL: 0 or 1 */
        double real;
        const char *text;
        struct gfla_pickle_items *items;
        const struct gfla_torch_name *name;
        const struct gfla_torch_view *view;     /* STORAGE */
        const struct gfla_torch_tensor *tensor; /* TENSOR */
    };
};

struct gfla_pickle_items {
    struct gfla_pickle_value *values;
    size_t count, capacity;
};

/* Holds everything that pickles made, until it is freed. */
struct gfla_pickle_heap {
    gfla_arena *arena;
    size_t used;
};

gfla_status gfla_pickle_heap_create(struct gfla_pickle_heap *heap);
void gfla_pickle_heap_free(struct gfla_pickle_heap *heap);
/* Zeroed; GFLA_ERROR_INPUT when the limit is reached. */
gfla_status gfla_pickle_alloc(struct gfla_pickle_heap *heap, size_t size, void *out);
/* An empty TUPLE, LIST or DICT. */
gfla_status gfla_pickle_new_items(struct gfla_pickle_heap *heap, enum gfla_pickle_kind kind,
                                  struct gfla_pickle_value *value);
gfla_status gfla_pickle_append(struct gfla_pickle_heap *heap, struct gfla_pickle_items *items,
                               const struct gfla_pickle_value *values, size_t n);

/* What a message calls a value of this kind: "a tuple". */
const char *gfla_pickle_kind_name(enum gfla_pickle_kind kind);
/* The value of a text key; NULL when there is none, or more than one. */
const struct gfla_pickle_value *gfla_pickle_find(const struct gfla_pickle_value *dict, const char *key);

#endif
