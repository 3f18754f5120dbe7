/* io/weights/safetensors_scan.h - what a JSON header must fulfil before a general parser sees it. Private to
 * host/io. */
#ifndef GFLA_IO_WEIGHTS_SAFETENSORS_SCAN_H
#define GFLA_IO_WEIGHTS_SAFETENSORS_SCAN_H

#include <stddef.h>

#include "base/error.h"

/* Refuses, with GFLA_ERROR_INPUT: bytes that are not UTF-8, control characters, escaped zeros, nesting deeper than a
 * tensor's shape needs, numbers that are not plain counts below 2^53, and more values than any real file has.
 * text[size] must be 0. The grammar itself is left to the parser. */
gfla_status gfla_safetensors_scan(const char *text, size_t size);

#endif
