/* base/text.h - growing strings, and numbers read from text with their limits. */
#ifndef GFLA_BASE_TEXT_H
#define GFLA_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* A growing string. {0} is empty; free with gfla_text_free. */
struct gfla_text {
    char *data;
    size_t size, capacity;
    bool failed; /* memory ran out: data holds what fitted */
};

void gfla_text_add(struct gfla_text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void gfla_text_add_json(struct gfla_text *t, const char *value); /* quoted and escaped */
void gfla_text_free(struct gfla_text *t);

/* Bytes of the well-formed UTF-8 sequence at the start of text; 0 when there is none. Reads no further than a zero
 * byte. */
size_t gfla_utf8_length(const char *text);
/* Whether text is UTF-8 without control characters, which terminals would obey. text[size] must be 0. */
bool gfla_utf8_is_plain(const char *text, size_t size);

/* Where the text begins: behind a byte order mark of UTF-8, which some editors and Excel write. */
const char *gfla_text_start(const char *text, size_t size);
/* GFLA_ERROR_INPUT, without a name of a file, for a text in UTF-16 or UTF-32. */
gfla_status gfla_text_check_encoding(const char *text, size_t size);

/* Whether text ends so; letters count as they are. */
bool gfla_text_ends(const char *text, const char *end);

/* Reads the whole text as a number in [lo, hi]; `what` names the object in the message (GFLA_ERROR_USAGE). */
gfla_status gfla_parse_int(const char *text, long long lo, long long hi, const char *what, long long *value);
gfla_status gfla_parse_double(const char *text, double lo, double hi, const char *what, double *value);

#endif
