#include "base/bytes.h"

#include <string.h>

#include "base/memory.h"

void gfla_byte_writer_add(struct gfla_byte_writer *bytes, const void *data, size_t size)
{
    if (bytes->failed || size == 0)
        return;
    if (gfla_grow(&bytes->data, &bytes->capacity, bytes->size + size, 1, "bytes of a file") != GFLA_OK) {
        bytes->failed = true;
        return;
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

void gfla_byte_writer_add_u8(struct gfla_byte_writer *bytes, uint8_t value)
{
    gfla_byte_writer_add(bytes, &value, 1);
}

static void add_number(struct gfla_byte_writer *bytes, uint64_t value, size_t size)
{
    uint8_t data[8];
    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)(value >> (8 * i));
    gfla_byte_writer_add(bytes, data, size);
}

void gfla_byte_writer_add_u32(struct gfla_byte_writer *bytes, uint32_t value)
{
    add_number(bytes, value, 4);
}

void gfla_byte_writer_add_u64(struct gfla_byte_writer *bytes, uint64_t value)
{
    add_number(bytes, value, 8);
}

void gfla_byte_writer_add_f64(struct gfla_byte_writer *bytes, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    add_number(bytes, bits, 8);
}

void gfla_byte_writer_add_varint(struct gfla_byte_writer *bytes, uint32_t value)
{
    for (; value >= 128; value >>= 7)
        gfla_byte_writer_add_u8(bytes, (uint8_t)(value | 128));
    gfla_byte_writer_add_u8(bytes, (uint8_t)value);
}

const uint8_t *gfla_byte_reader_take(struct gfla_byte_reader *reader, size_t size)
{
    const uint8_t *const at = reader->at;
    if (reader->failed || (size_t)(reader->end - at) < size) {
        reader->failed = true;
        return NULL;
    }
    reader->at += size;
    return at;
}

static uint64_t take_number(struct gfla_byte_reader *reader, size_t size)
{
    const uint8_t *const data = gfla_byte_reader_take(reader, size);
    uint64_t value = 0;
    for (size_t i = 0; data && i < size; i++)
        value |= (uint64_t)data[i] << (8 * i);
    return value;
}

uint8_t gfla_byte_reader_take_u8(struct gfla_byte_reader *reader)
{
    return (uint8_t)take_number(reader, 1);
}

uint32_t gfla_byte_reader_take_u32(struct gfla_byte_reader *reader)
{
    return (uint32_t)take_number(reader, 4);
}

uint64_t gfla_byte_reader_take_u64(struct gfla_byte_reader *reader)
{
    return take_number(reader, 8);
}

double gfla_byte_reader_take_f64(struct gfla_byte_reader *reader)
{
    const uint64_t bits = take_number(reader, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

uint32_t gfla_byte_reader_take_varint(struct gfla_byte_reader *reader)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
        const uint8_t byte = gfla_byte_reader_take_u8(reader);
        value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            break;
        reader->failed = reader->failed || shift == 28;
    }
    reader->failed = reader->failed || value > UINT32_MAX;
    return reader->failed ? 0 : (uint32_t)value;
}
