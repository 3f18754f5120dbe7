#include "io/keypoints/text_points.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static bool next_value(const char **at, const char *end, double *value)
{
    const char *start = gfla_skip_blanks(*at, end);
    if (end - start >= 3 && strncasecmp(start, "nan", 3) == 0) {
        *value = NAN;
        *at = start + 3;
        return true;
    }
    return gfla_next_number(at, end, value);
}

bool gfla_line_numbers(const char *line, size_t size, double *values, size_t most, size_t *n)
{
    const char *at = line, *end = line + size;
    for (*n = 0;; ++*n) {
        double extra;
        at = gfla_skip_blanks(at, end);
        if (at == end)
            return true;
        if (*n > 0 && (*at == ',' || *at == ';'))
            at++;
        if (!next_value(&at, end, *n < most ? &values[*n] : &extra))
            return false;
        if (at < end && !strchr(" \t\r\n,;", *at))
            return false;
    }
}

bool gfla_line_is_blank(const char *line, size_t size)
{
    const char *end = line + size, *at = gfla_skip_blanks(line, end);
    return at == end || *at == '#';
}

bool gfla_next_full_line(const char **at, const char *end, const char **line, size_t *size, size_t *number)
{
    while (gfla_next_line(at, end, line, size)) {
        ++*number;
        if (!gfla_line_is_blank(*line, *size))
            return true;
    }
    return false;
}
