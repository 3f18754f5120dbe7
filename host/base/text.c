#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Room for size more bytes and the final zero. */
static bool reserve(struct gfla_text *t, size_t size)
{
    if (!t->failed && gfla_grow(&t->data, &t->capacity, t->size + size + 1, 1, "text") != GFLA_OK)
        t->failed = true;
    return !t->failed;
}

static void add_bytes(struct gfla_text *t, const char *bytes, size_t size)
{
    if (!reserve(t, size))
        return;
    memcpy(t->data + t->size, bytes, size);
    t->size += size;
    t->data[t->size] = 0;
}

void gfla_text_add(struct gfla_text *t, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (need >= 0 && reserve(t, (size_t)need)) {
        vsnprintf(t->data + t->size, (size_t)need + 1, fmt, again);
        t->size += (size_t)need;
    }
    va_end(again);
}

size_t gfla_utf8_length(const char *text)
{
    const unsigned char *b = (const unsigned char *)text;
    size_t length = b[0] < 0x80                   ? 1
                    : b[0] >= 0xc2 && b[0] < 0xe0 ? 2
                    : b[0] >= 0xe0 && b[0] < 0xf0 ? 3
                    : b[0] >= 0xf0 && b[0] < 0xf5 ? 4
                                                  : 0;
    for (size_t i = 1; i < length; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xf0 && b[1] < 0x90);
    bool surrogate = b[0] == 0xed && b[1] >= 0xa0, too_large = b[0] == 0xf4 && b[1] >= 0x90;
    return overlong || surrogate || too_large ? 0 : length;
}

static bool is_control(const unsigned char *text)
{
    return text[0] < 0x20 || text[0] == 0x7f || (text[0] == 0xc2 && text[1] < 0xa0);
}

bool gfla_utf8_is_plain(const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        size_t length = gfla_utf8_length(text + i);
        if (length == 0 || is_control((const unsigned char *)text + i))
            return false;
        i += length;
    }
    return true;
}

/* File names may hold any bytes; JSON must be UTF-8, so what is not becomes the replacement character. */
void gfla_text_add_json(struct gfla_text *t, const char *value)
{
    add_bytes(t, "\"", 1);
    while (*value) {
        size_t length = gfla_utf8_length(value);
        unsigned char c = (unsigned char)*value;
        if (length == 0)
            add_bytes(t, "\\ufffd", 6);
        else if (c == '"' || c == '\\')
            gfla_text_add(t, "\\%c", c);
        else if (c == '\n')
            add_bytes(t, "\\n", 2);
        else if (c == '\t')
            add_bytes(t, "\\t", 2);
        else if (c < 0x20)
            gfla_text_add(t, "\\u%04x", c);
        else
            add_bytes(t, value, length);
        value += length ? length : 1;
    }
    add_bytes(t, "\"", 1);
}

bool gfla_text_ends(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

void gfla_text_free(struct gfla_text *t)
{
    free(t->data);
    *t = (struct gfla_text){0};
}
