#include "io/keypoints/list_text.h"

#include <stdbool.h>
#include <string.h>

/* How a list was saved. */
struct style {
    char separator;
    bool is_indexed, has_quotes;
};

/* One field from *at on, up to a separator or the end of its line, moved to `out` without its quotes; what is in
 * brackets is one field. Returns the end of what was written. */
static char *move_field(const struct style *style, char **at, const char *end, char *out)
{
    char *p = *at;
    int depth = 0;
    bool quoted = false;
    for (; p < end && *p != '\n'; p++) {
        if (*p == '"' && style->has_quotes) {
            if (quoted && p + 1 < end && p[1] == '"')
                *out++ = *p++; /* "" is a quote */
            else
                quoted = !quoted;
            continue;
        }
        depth += (*p == '[') - (*p == ']');
        if (!quoted && depth <= 0 && *p == style->separator)
            break;
        *out++ = *p;
    }
    *at = p;
    return out;
}

/* A line with its end; the fields behind the index, with the wanted separator between them. */
static char *move_line(const struct style *style, char separator, char **at, const char *end, char *out)
{
    bool is_first = true;
    if (style->is_indexed) {
        move_field(style, at, end, out);
        *at += *at < end && **at == style->separator;
    }
    for (;;) {
        if (!is_first)
            *out++ = separator;
        is_first = false;
        out = move_field(style, at, end, out);
        if (*at == end || **at == '\n')
            break;
        ++*at;
    }
    if (*at < end) {
        *out++ = '\n';
        ++*at;
    }
    return out;
}

/* Whether the header is that of these columns, saved in this style. */
static bool has_columns(const struct style *style, const char *text, size_t length, const char *const *columns)
{
    char header[256], plain[256], *at = header, *end;
    size_t n = 0;
    if (length >= sizeof header)
        return false;
    memcpy(header, text, length);
    if (style->is_indexed) {
        end = move_field(style, &at, header + length, plain);
        const size_t name = (size_t)(end - plain);
        if (name != 0 && (name < 7 || memcmp(plain, "Unnamed", 7) != 0) &&
            (name != 5 || memcmp(plain, "index", 5) != 0))
            return false;
        at += at < header + length;
    }
    for (; columns[n]; n++) {
        end = move_field(style, &at, header + length, plain);
        size_t size = (size_t)(end - plain);
        while (size > 0 && (plain[size - 1] == '\r' || plain[size - 1] == ' '))
            size--;
        if (size != strlen(columns[n]) || memcmp(plain, columns[n], size) != 0)
            return false;
        at += at < header + length;
    }
    return at == header + length;
}

void gfla_list_text_settle(char *text, size_t *size, const char *const *columns, char separator)
{
    static const char separators[] = ":,;\t";
    const char *newline = memchr(text, '\n', *size);
    const size_t length = newline ? (size_t)(newline - text) : *size;
    const bool has_quotes = memchr(text, '"', *size) != NULL;
    for (int i = 0; separators[i]; i++)
        for (int is_indexed = 0; is_indexed < 2; is_indexed++) {
            const struct style style = {separators[i], is_indexed, has_quotes};
            if (!has_columns(&style, text, length, columns))
                continue;
            if (separators[i] == separator && !is_indexed && !has_quotes)
                return; /* as it is published */
            char *at = text, *end = text + *size, *out = text;
            while (at < end)
                out = move_line(&style, separator, &at, end, out);
            *out = 0;
            *size = (size_t)(out - text);
            return;
        }
}
