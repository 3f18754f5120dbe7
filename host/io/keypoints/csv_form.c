#include "io/keypoints/csv_form.h"

#include <string.h>

#define MOST_COLUMNS 4

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

struct gfla_csv_field gfla_csv_bare(const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end && is_blank(*text))
        text++;
    while (end > text && is_blank(end[-1]))
        end--;
    if (end - text >= 2 && *text == '"' && end[-1] == '"') {
        text++;
        end--;
    }
    return (struct gfla_csv_field){text, (size_t)(end - text)};
}

bool gfla_csv_next(const char **at, const char *end, char separator, struct gfla_csv_field *field)
{
    const char *start = *at, *stop = start;
    bool quoted = false;
    if (!start)
        return false;
    while (stop < end && (quoted || *stop != separator)) {
        quoted = quoted != (*stop == '"');
        stop++;
    }
    *at = stop < end ? stop + 1 : NULL;
    *field = gfla_csv_bare(start, (size_t)(stop - start));
    return true;
}

static bool is_text(struct gfla_csv_field field, const char *text)
{
    return field.size == strlen(text) && memcmp(field.text, text, field.size) == 0;
}

static bool matches(const char *line, size_t size, const char *const *columns, int n, struct gfla_csv_form *form)
{
    struct gfla_csv_field fields[MOST_COLUMNS], extra;
    const char *at = line;
    int count = 0;
    while (gfla_csv_next(&at, line + size, form->separator, count < MOST_COLUMNS ? &fields[count] : &extra))
        if (++count > n + 1)
            return false;
    form->is_indexed = count == n + 1;
    if (count < n ||
        (form->is_indexed && fields[0].size > 0 && !is_text(fields[0], "index") && !is_text(fields[0], "Unnamed: 0")))
        return false;
    const struct gfla_csv_field *own = fields + form->is_indexed;
    form->is_swapped = n == 3 && is_text(own[1], columns[2]) && is_text(own[2], columns[1]);
    for (int i = 0; i < n; i++)
        if (!is_text(own[i], columns[form->is_swapped && i > 0 ? 3 - i : i]))
            return false;
    return true;
}

bool gfla_csv_header(const char *line, size_t size, const char *const *columns, int n, const char *separators,
                     struct gfla_csv_form *form)
{
    for (const char *s = separators; *s; s++) {
        *form = (struct gfla_csv_form){.separator = *s};
        if (matches(line, size, columns, n, form))
            return true;
    }
    return false;
}
