#include "viewsynth/data/number_block.h"

#include <string.h>

void gfla_block_add(const uint32_t numbers[GFLA_BLOCK], struct gfla_byte_writer *bytes)
{
    uint32_t all = 0;
    uint8_t data[1 + GFLA_BLOCK * 2] = {0};
    for (int i = 0; i < GFLA_BLOCK; i++)
        all |= numbers[i];
    while (all >> data[0])
        data[0]++;
    const unsigned width = data[0];
    for (unsigned i = 0; i < GFLA_BLOCK; i++)
        for (unsigned bit = 0; bit < width; bit++)
            data[1 + (i * width + bit) / 8] |= (uint8_t)((numbers[i] >> bit & 1) << (i * width + bit) % 8);
    gfla_byte_writer_add(bytes, data, 1 + 4 * (size_t)width);
}

bool gfla_block_take(struct gfla_byte_reader *reader, uint32_t numbers[GFLA_BLOCK])
{
    const unsigned width = gfla_byte_reader_take_u8(reader);
    const uint8_t *const data = width <= 16 ? gfla_byte_reader_take(reader, 4 * (size_t)width) : NULL;
    uint8_t padded[2 * GFLA_BLOCK + 4];
    if (!data)
        return false;
    if (width == 0) {
        memset(numbers, 0, GFLA_BLOCK * sizeof *numbers);
        return true;
    }
    memcpy(padded, data, 4 * (size_t)width);
    memset(padded + 4 * width, 0, 4);
    const uint32_t mask = (1u << width) - 1;
    for (unsigned i = 0, bit = 0; i < GFLA_BLOCK; i++, bit += width) {
        const uint8_t *const p = padded + bit / 8;
        const uint32_t word = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        numbers[i] = word >> bit % 8 & mask;
    }
    return true;
}
