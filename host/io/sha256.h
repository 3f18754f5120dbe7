/* io/sha256.h - SHA-256 (FIPS 180-4) of bytes in memory. Ours, since no library that gfla always has offers it. */
#ifndef GFLA_IO_SHA256_H
#define GFLA_IO_SHA256_H

#include <stddef.h>

#define GFLA_SHA256_HEX 65

/* Writes the 64 digits of the sum in lower case, and a zero. Any thread. */
void gfla_sha256_hex(const void *data, size_t size, char hex[GFLA_SHA256_HEX]);

#endif
