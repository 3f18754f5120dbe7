/* data/number_block.h - 32 small numbers in few bytes: a byte w of 0..16, then w bits of each, the lowest first. */
#ifndef VIEWSYNTH_DATA_NUMBER_BLOCK_H
#define VIEWSYNTH_DATA_NUMBER_BLOCK_H

#include "base/bytes.h"

#define GFLA_BLOCK 32

/* A difference modulo 2^bits as a number that is small where the difference is: 0, -1, 1, -2 ... become 0, 1, 2, 3. */
static inline uint32_t gfla_block_fold(uint32_t difference, int bits)
{
    const uint32_t sign = difference >> (bits - 1) & 1, mask = (1u << bits) - 1;
    return ((difference << 1) & mask) ^ (sign ? mask : 0);
}
/* The reverse, modulo 2^32. */
static inline uint32_t gfla_block_unfold(uint32_t number)
{
    return number >> 1 ^ (0 - (number & 1));
}

/* Numbers below 2^16. */
void gfla_block_add(const uint32_t numbers[GFLA_BLOCK], struct gfla_byte_writer *bytes);
/* False where there are too few bytes, or w is larger. */
bool gfla_block_take(struct gfla_byte_reader *reader, uint32_t numbers[GFLA_BLOCK]);

#endif
