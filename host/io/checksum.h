/* io/checksum.h - the CRC-32 of zip, PNG and gzip. */
#ifndef GFLA_IO_CHECKSUM_H
#define GFLA_IO_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

uint32_t gfla_crc32(const void *data, size_t size);

#endif
