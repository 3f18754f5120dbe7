/* io/json.h - JSON through cJSON, which answers with NULL both where the text is no JSON and where memory ran out. */
#ifndef GFLA_IO_JSON_H
#define GFLA_IO_JSON_H

#include <cjson/cJSON.h>

#include "base/error.h"

/* Parses one value at the start of text[0..size). *json is freed with cJSON_Delete; NULL with GFLA_OK: the text is no
 * JSON, which the caller reports in its own words. *end (NULL: not asked for) is then where it stops being JSON, else
 * what follows the value. GFLA_ERROR_MEMORY names `what`. */
gfla_status gfla_json_read(cJSON **json, const char *text, size_t size, const char **end, const char *what);

#endif
