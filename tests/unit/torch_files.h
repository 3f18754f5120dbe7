/* tests/unit/torch_files.h - builds the bytes of PyTorch checkpoints, right ones and wrong ones: pickles opcode by
 * opcode, and the two files that hold them. */
#ifndef GFLA_TESTS_TORCH_FILES_H
#define GFLA_TESTS_TORCH_FILES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/weights/checkpoint.h"

struct bytes {
    unsigned char data[1 << 19];
    size_t size;
};

/* ---- bytes ---- */

static inline void put(struct bytes *b, const void *data, size_t size)
{
    if (size > sizeof b->data - b->size)
        abort();
    memcpy(b->data + b->size, data, size);
    b->size += size;
}

static inline void put_number(struct bytes *b, uint64_t number, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        put(b, &(unsigned char){(unsigned char)(number >> 8 * i)}, 1);
}

static inline void set_number(unsigned char *at, uint64_t number, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

/* ---- pickles ---- */

/* Opcodes and what else a C string can say. */
static inline void put_ops(struct bytes *b, const char *ops)
{
    put(b, ops, strlen(ops));
}

static inline void put_text(struct bytes *b, const char *text)
{
    put_ops(b, "X");
    put_number(b, strlen(text), 4);
    put_ops(b, text);
}

static inline void put_int(struct bytes *b, int64_t value)
{
    put_ops(b, "\x8a\x08");
    put_number(b, (uint64_t)value, 8);
}

static inline void put_ints(struct bytes *b, const int64_t *values, int n)
{
    put_ops(b, "(");
    for (int i = 0; i < n; i++)
        put_int(b, values[i]);
    put_ops(b, "t");
}

#define PROTO "\x80\x02"
#define DICT_NAME "ccollections\nOrderedDict\n"
#define TENSOR_NAME "ctorch._utils\n_rebuild_tensor_v2\n"

struct tensor_spec {
    const char *type; /* "FloatStorage" */
    const char *key;
    int64_t count; /* of the storage */
    int64_t offset;
    int rank;
    int64_t dim[6], stride[6];
};

/* The tensor's value, on the stack; legacy: with the sixth member of the storage's id. */
static inline void put_tensor(struct bytes *b, const struct tensor_spec *t, bool legacy)
{
    put_ops(b, TENSOR_NAME "((");
    put_text(b, "storage");
    put_ops(b, "ctorch\n");
    put_ops(b, t->type);
    put_ops(b, "\n");
    put_text(b, t->key);
    put_text(b, "cpu");
    put_int(b, t->count);
    put_ops(b, legacy ? "NtQ" : "tQ");
    put_int(b, t->offset);
    put_ints(b, t->dim, t->rank);
    put_ints(b, t->stride, t->rank);
    put_ops(b, "\x89" DICT_NAME ")RtR");
}

static inline void put_item(struct bytes *b, const char *name, const struct tensor_spec *t, bool legacy)
{
    put_text(b, name);
    put_tensor(b, t, legacy);
    put_ops(b, "s");
}

/* ---- the legacy file ---- */

struct storage_spec {
    const char *key;
    uint64_t count;
    const void *data;
    size_t size;
};

#define LEGACY_MAGIC PROTO "\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."

/* Everything in front of the object. */
static inline void put_legacy_head(struct bytes *b, bool little_endian)
{
    put_ops(b, LEGACY_MAGIC PROTO "M\xe9\x03." PROTO "}(");
    put_text(b, "protocol_version");
    put_ops(b, "M\xe9\x03");
    put_text(b, "little_endian");
    put_ops(b, little_endian ? "\x88" : "\x89");
    put_ops(b, "u.");
}

static inline void put_legacy_storages(struct bytes *b, const struct storage_spec *storages, size_t n)
{
    put_ops(b, PROTO "]");
    for (size_t i = 0; i < n; i++) {
        put_text(b, storages[i].key);
        put_ops(b, "a");
    }
    put_ops(b, ".");
    for (size_t i = 0; i < n; i++) {
        put_number(b, storages[i].count, 8);
        put(b, storages[i].data, storages[i].size);
    }
}

/* ---- the zip file ---- */

struct member_spec {
    const char *name;
    const void *data;
    size_t size;
};

static inline void put_member_fields(struct bytes *b, const struct member_spec *m)
{
    put_number(b, 0x0800, 2); /* flags */
    put_number(b, 0, 2);      /* method */
    put_number(b, 0, 4);      /* time and date */
    put_number(b, crc32(0, m->data, (uInt)m->size), 4);
    put_number(b, m->size, 4);
    put_number(b, m->size, 4);
    put_number(b, strlen(m->name), 2);
}

/* An archive of n members; at[i], if not NULL, gets the place of the i-th member's own header, listed[i] that of its
 * entry in the directory. */
static inline void put_zip(struct bytes *b, const struct member_spec *members, size_t n, size_t *at, size_t *listed)
{
    size_t begin[32], directory;

    for (size_t i = 0; i < n; i++) {
        begin[i] = b->size;
        put(b, "PK\3\4\0\0", 6);
        put_member_fields(b, &members[i]);
        put_number(b, 0, 2);
        put_ops(b, members[i].name);
        put(b, members[i].data, members[i].size);
    }
    directory = b->size;
    for (size_t i = 0; i < n; i++) {
        if (at)
            at[i] = begin[i];
        if (listed)
            listed[i] = b->size;
        put(b, "PK\1\2\0\0\0\0", 8);
        put_member_fields(b, &members[i]);
        put(b, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
        put_number(b, begin[i], 4);
        put_ops(b, members[i].name);
    }
    const size_t size = b->size - directory;
    put(b, "PK\5\6\0\0\0\0", 8);
    put_number(b, n, 2);
    put_number(b, n, 2);
    put_number(b, size, 4);
    put_number(b, directory, 4);
    put_number(b, 0, 2);
}

/* ---- opening ---- */

/* From a block of exactly its size, so that the address sanitizer sees a byte too many. Closes what was opened. */
static inline gfla_status try_open(const struct bytes *b)
{
    gfla_checkpoint *file = NULL;
    unsigned char *exact = malloc(b->size ? b->size : 1);

    if (!exact)
        abort();
    memcpy(exact, b->data, b->size);
    const gfla_status status = gfla_checkpoint_open_memory(&file, exact, b->size, "in.pth");
    if ((status == GFLA_OK) != (file != NULL))
        abort();
    gfla_checkpoint_close(&file);
    free(exact);
    return status;
}

#endif
