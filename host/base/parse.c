#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

/* strtoll and strtod would skip leading spaces. */
static bool starts_like_number(const char *text)
{
    return *text && !isspace((unsigned char)*text);
}

gfla_status gfla_parse_int(const char *text, long long lo, long long hi, const char *what, long long *value)
{
    char *end;
    *value = 0;
    errno = 0;
    long long parsed = strtoll(text, &end, 10);
    if (!starts_like_number(text) || *end)
        return gfla_fail(GFLA_ERROR_USAGE, "%s: '%s' is not a whole number", what, text);
    if (errno == ERANGE || parsed < lo || parsed > hi)
        return gfla_fail(GFLA_ERROR_USAGE, "%s: %s is not in %lld .. %lld", what, text, lo, hi);
    *value = parsed;
    return GFLA_OK;
}

gfla_status gfla_parse_double(const char *text, double lo, double hi, const char *what, double *value)
{
    char *end;
    *value = 0;
    double parsed = strtod(text, &end);
    if (!starts_like_number(text) || *end)
        return gfla_fail(GFLA_ERROR_USAGE, "%s: '%s' is not a number", what, text);
    if (!(parsed >= lo && parsed <= hi)) /* not-a-number is in no range */
        return gfla_fail(GFLA_ERROR_USAGE, "%s: %s is not in %g .. %g", what, text, lo, hi);
    *value = parsed;
    return GFLA_OK;
}
