#include "io/weights/safetensors_scan.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* {"name": {"shape": [1]}} */
#define MAX_NESTING 3
/* cJSON spends 64 bytes and more on each value, a hostile header two; a tensor has about ten values. */
#define MAX_VALUES 2000000
/* 9007199254740991 = 2^53 - 1, the last whole number before doubles leave gaps, has 16 digits. */
#define MAX_COUNT "9007199254740991"

static gfla_status scan_string(const char *text, size_t size, size_t *at)
{
    size_t i = *at + 1;

    for (size_t length; i < size && text[i] != '"'; i += length) {
        length = gfla_utf8_length(text + i);
        if (length == 0)
            return gfla_fail(GFLA_ERROR_INPUT, "the header is not UTF-8 at byte %zu", i);
        if ((unsigned char)text[i] < 0x20)
            return gfla_fail(GFLA_ERROR_INPUT, "the header has a control character in the text at byte %zu", i);
        if (text[i] != '\\')
            continue;
        if (strncmp(text + i, "\\u0000", 6) == 0)
            return gfla_fail(GFLA_ERROR_INPUT, "the header has an escaped zero in the text at byte %zu", i);
        length = 2;
    }
    if (i >= size)
        return gfla_fail(GFLA_ERROR_INPUT, "the header ends within a text");
    *at = i;
    return GFLA_OK;
}

static bool is_count(const char *digits, size_t length)
{
    const size_t most = strlen(MAX_COUNT);

    if (length > 1 && digits[0] == '0')
        return false;
    return length < most || (length == most && memcmp(digits, MAX_COUNT, most) <= 0);
}

static gfla_status scan_number(const char *text, size_t *at)
{
    const char *number = text + *at;
    const size_t digits = strspn(number, "0123456789"), all = strspn(number, "0123456789+-.eE");

    if (digits != all || !is_count(number, digits))
        return gfla_fail(GFLA_ERROR_INPUT,
                         "the header has the number %.*s, whole numbers from 0 to " MAX_COUNT " are possible",
                         (int)(all < 40 ? all : 40), number);
    *at += digits - 1;
    return GFLA_OK;
}

gfla_status gfla_safetensors_scan(const char *text, size_t size)
{
    size_t n_values = 0, depth = 0;
    gfla_status status = GFLA_OK;

    for (size_t i = 0; i < size; i++) {
        const char c = text[i];

        if (c == '{' || c == '[')
            depth++;
        if ((c == '}' || c == ']') && depth > 0)
            depth--;
        if (c == '{' || c == '[' || c == ',')
            n_values++;
        REQUIRE(depth <= MAX_NESTING, GFLA_ERROR_INPUT, "the header is nested deeper than %d at byte %zu", MAX_NESTING,
                i);
        REQUIRE(n_values <= MAX_VALUES, GFLA_ERROR_INPUT, "the header has more than %d values", MAX_VALUES);
        if (c == '"')
            TRY(scan_string(text, size, &i));
        else if (c == '-' || (c >= '0' && c <= '9'))
            TRY(scan_number(text, &i));
        else
            REQUIRE(strchr("{}[]:, \t\r\n", c) && c, GFLA_ERROR_INPUT,
                    "the header has an unexpected byte 0x%02x at %zu", (unsigned char)c, i);
    }
fail:
    return status;
}
