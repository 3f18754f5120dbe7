#include "io/checksum.h"

#include <zlib.h>

uint32_t gfla_crc32(const void *data, size_t size)
{
    const uint8_t *at = data;
    uLong sum = 0;
    while (size > 0) {
        const size_t now = size < (1u << 30) ? size : 1u << 30;
        sum = crc32(sum, at, (uInt)now);
        at += now;
        size -= now;
    }
    return (uint32_t)sum;
}
