/* io/weights/pickle.h - a reader of Python pickles for which a pickle is data: it knows the opcodes that checkpoints of
 * PyTorch consist of, and no others; names stand in a fixed table (torch_names.h), and what a name would call is done
 * by the few lines of torch_objects.c. Nothing of the file is ever executed or imported. Private to host/io.
 *
 * Memory: a pickle of n bytes makes at most GFLA_PICKLE_HEAP_BYTES of values, and a stack and a memo of fixed
 * limits. */
#ifndef GFLA_IO_WEIGHTS_PICKLE_H
#define GFLA_IO_WEIGHTS_PICKLE_H

#include "base/memory.h"
#include "io/weights/reader.h"

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

struct gfla_torch;

/* Reads the pickle that begins at *offset and ends before `end`; *offset becomes its end. Values live in torch's
 * heap. */
gfla_status gfla_pickle_read(const struct gfla_reader *reader, uint64_t *offset, uint64_t end, struct gfla_torch *torch,
                             struct gfla_pickle_value *root);

#endif
