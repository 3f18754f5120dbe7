/* io/keypoints/json_parts.h - the elements of a JSON list or object one after the other, without parsing what is
 * inside: files about thousands of images are walked through, and only the wanted part becomes a tree. Private to
 * host/io. */
#ifndef GFLA_IO_KEYPOINTS_JSON_PARTS_H
#define GFLA_IO_KEYPOINTS_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct cJSON;

struct gfla_json_part {
    const char *key; /* with its quotes, as in the file; NULL in a list */
    size_t key_size;
    const char *value;
    size_t value_size;
};

/* Read only by json_parts.c. */
struct gfla_json_parts {
    const char *file, *at, *end; /* file: where byte 0 of messages is */
    char close;
    bool begun;
};

/* value: a list or object of `size` bytes inside the text that begins at file; GFLA_ERROR_INPUT when it begins
 * otherwise. */
gfla_status gfla_json_parts_open(struct gfla_json_parts *parts, const char *file, const char *value, size_t size);
/* *more false: there is no further one, and nothing but blanks behind the end. Brackets must match, at most 64 deep. */
gfla_status gfla_json_parts_next(struct gfla_json_parts *parts, struct gfla_json_part *part, bool *more);

/* Whether the key is this plain name. */
bool gfla_json_key_is(const struct gfla_json_part *part, const char *name);

/* The tree of a value (or key), freed with cJSON_Delete; at most 1 MiB of text. NaN, which Python writes, is
 * null. file as above. */
gfla_status gfla_json_parse(const char *file, const char *value, size_t size, struct cJSON **json);

#endif
