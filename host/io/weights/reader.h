/* io/weights/reader.h - the bytes of one file, or of memory, read at any place and in any order. Private to host/io.
 * Messages name no file: whoever opened the reader puts its name in front. Reading from several threads is safe. */
#ifndef GFLA_IO_WEIGHTS_READER_H
#define GFLA_IO_WEIGHTS_READER_H

#include "io/weights/dtype.h"

struct gfla_reader {
    char *name;
    const unsigned char *memory; /* NULL: the file is read through fd */
    int fd;
    uint64_t size;
};

/* data NULL: the file whose path is `name`, which must be a regular one; else `size` bytes of memory that must outlive
 * the reader, and name stands for the path in messages. After a failure the reader needs no closing. */
gfla_status gfla_reader_open(struct gfla_reader *reader, const void *data, size_t size, const char *name);
/* Takes an empty struct. */
void gfla_reader_close(struct gfla_reader *reader);

/* Bytes beyond the end are GFLA_ERROR_INPUT. */
gfla_status gfla_reader_get(const struct gfla_reader *reader, uint64_t offset, void *out, size_t size);
/* n numbers of this type, one after another, as float32; types that do not convert are GFLA_ERROR_INPUT. */
gfla_status gfla_reader_floats(const struct gfla_reader *reader, enum gfla_dtype dtype, uint64_t offset, uint64_t n,
                               float *values);
/* The CRC-32 of zip archives. */
gfla_status gfla_reader_crc(const struct gfla_reader *reader, uint64_t offset, uint64_t size, uint32_t *crc);

#endif
