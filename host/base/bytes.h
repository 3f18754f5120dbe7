/* base/bytes.h - numbers in little-endian bytes: a buffer that grows while it is written, and a reader that never
 * leaves what it was given. */
#ifndef GFLA_BASE_BYTES_H
#define GFLA_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* {0} is empty; free .data with free(). Once memory ran out, failed is set and nothing more is added. */
struct gfla_byte_writer {
    uint8_t *data;
    size_t size, capacity;
    bool failed;
};

void gfla_byte_writer_add(struct gfla_byte_writer *bytes, const void *data, size_t size);
void gfla_byte_writer_add_u8(struct gfla_byte_writer *bytes, uint8_t value);
void gfla_byte_writer_add_u32(struct gfla_byte_writer *bytes, uint32_t value);
void gfla_byte_writer_add_u64(struct gfla_byte_writer *bytes, uint64_t value);
void gfla_byte_writer_add_f64(struct gfla_byte_writer *bytes, double value);
/* Seven bits in a byte, the lowest first; the highest bit says that more follow. */
void gfla_byte_writer_add_varint(struct gfla_byte_writer *bytes, uint32_t value);

/* What is left to be read. Past the end, failed is set and everything reads as 0. */
struct gfla_byte_reader {
    const uint8_t *at, *end;
    bool failed;
};

/* The next `size` bytes, or NULL where there are fewer. */
const uint8_t *gfla_byte_reader_take(struct gfla_byte_reader *reader, size_t size);
uint8_t gfla_byte_reader_take_u8(struct gfla_byte_reader *reader);
uint32_t gfla_byte_reader_take_u32(struct gfla_byte_reader *reader);
uint64_t gfla_byte_reader_take_u64(struct gfla_byte_reader *reader);
double gfla_byte_reader_take_f64(struct gfla_byte_reader *reader);
/* More than 32 bits fail. */
uint32_t gfla_byte_reader_take_varint(struct gfla_byte_reader *reader);

#endif
