#include "viewsynth/render/obj/obj_text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

static char *skip_blanks(char *at)
{
    while (is_blank(*at))
        at++;
    return at;
}

struct obj_text gfla_obj_text(void *data, size_t size)
{
    const bool marked = size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0;
    return (struct obj_text){.at = (char *)data + (marked ? 3 : 0), .end = (char *)data + size};
}

static unsigned unit_at(const unsigned char *p, bool big_endian)
{
    return big_endian ? (unsigned)(p[0] << 8 | p[1]) : (unsigned)(p[1] << 8 | p[0]);
}

static char *put_utf8(char *out, unsigned c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    const int n = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3; /* bytes that follow */
    *out++ = (char)((0xff00 >> (n + 1) & 0xff) | c >> 6 * n);
    for (int i = n - 1; i >= 0; i--)
        *out++ = (char)(0x80 | (c >> 6 * i & 0x3f));
    return out;
}

gfla_status gfla_obj_decode(void **data, size_t *size)
{
    const unsigned char *in = *data;
    const bool big_endian = *size >= 2 && memcmp(in, "\xfe\xff", 2) == 0;
    gfla_status status = GFLA_OK;
    char *out = NULL, *at;
    if (*size < 2 || (!big_endian && memcmp(in, "\xff\xfe", 2) != 0))
        return GFLA_OK;
    TRY(gfla_calloc(&out, *size / 2 + 1, 3, "a text in UTF-8"));
    at = out;
    for (size_t i = 2; i + 1 < *size; i += 2) {
        unsigned c = unit_at(in + i, big_endian);
        const unsigned low = i + 3 < *size ? unit_at(in + i + 2, big_endian) : 0;
        if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
            i += 2;
        } else if (c >= 0xd800 && c < 0xe000) {
            c = '?';
        }
        at = put_utf8(at, c);
    }
    *size = (size_t)(at - out);
    free(*data);
    *data = out;
fail:
    return status;
}

/* To the end of the line; zero bytes inside count as blanks. */
static char *find_end(char *at, const char *end)
{
    for (;;) {
        at += strcspn(at, "\r\n");
        if (*at || at >= end)
            return at;
        *at = ' ';
    }
}

char *gfla_obj_line(struct obj_text *text)
{
    char *start = text->at, *stop = find_end(start, text->end);
    if (start >= text->end)
        return NULL;
    text->line++;
    while (stop < text->end && stop > start && stop[-1] == '\\') { /* goes on in the next line */
        stop[-1] = ' ';
        *stop = ' ';
        if (stop + 1 < text->end && stop[1] == '\n')
            stop[1] = ' ';
        stop = find_end(stop, text->end);
        text->line++;
    }
    text->at = stop < text->end ? stop + 1 : stop;
    if (stop + 1 < text->end && stop[0] == '\r' && stop[1] == '\n')
        text->at++;
    *stop = 0;
    while (stop > start && is_blank(stop[-1]))
        *--stop = 0;
    return skip_blanks(start);
}

bool gfla_obj_word(char **at, const char *word)
{
    if ((**at ^ *word) & ~0x20) /* most lines are none of these: look at one letter first, in either case */
        return false;
    const size_t n = strlen(word);
    if (strncasecmp(*at, word, n) != 0 || ((*at)[n] && !is_blank((*at)[n])))
        return false;
    *at = skip_blanks(*at + n);
    return true;
}

char *gfla_obj_next(char **at)
{
    char *word = skip_blanks(*at), *stop = word;
    while (*stop && !is_blank(*stop))
        stop++;
    *at = *stop ? stop + 1 : stop;
    *stop = 0;
    return *word ? word : NULL;
}

/* Digits into a whole number of at most 19 of them; the others move *exponent. */
static char *take_digits(char *at, uint64_t *mantissa, int *n_digits, int *exponent, int step)
{
    for (; *at >= '0' && *at <= '9'; at++) {
        if (*n_digits >= 19) {
            *exponent += 1 + step;
            continue;
        }
        *mantissa = *mantissa * 10 + (uint64_t)(*at - '0');
        *n_digits += *mantissa > 0;
        *exponent += step;
    }
    return at;
}

static char *take_exponent(char *at, int *exponent)
{
    char *start = at;
    const bool negative = *++at == '-';
    int value = 0;
    at += *at == '-' || *at == '+';
    if (*at < '0' || *at > '9')
        return start;
    for (; *at >= '0' && *at <= '9'; at++)
        value = value < 10000 ? value * 10 + (*at - '0') : value;
    *exponent += negative ? -value : value;
    return at;
}

/* Exact where mantissa and power of ten are exact doubles, which covers what exporters write; else strtod's. */
static double scale(uint64_t mantissa, int exponent, const char *start)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (mantissa >= (uint64_t)1 << 53 || exponent > 22 || exponent < -22)
        return strtod(start, NULL);
    return exponent < 0 ? (double)mantissa / powers[-exponent] : (double)mantissa * powers[exponent];
}

bool gfla_obj_float(char **at, float *value)
{
    char *p = skip_blanks(*at);
    const bool negative = *p == '-';
    uint64_t mantissa = 0;
    int n_digits = 0, exponent = 0;
    p += *p == '-' || *p == '+';
    char *start = p, *point = take_digits(p, &mantissa, &n_digits, &exponent, 0);
    p = *point == '.' ? take_digits(point + 1, &mantissa, &n_digits, &exponent, -1) : point;
    if (p == start || (p == start + 1 && *start == '.'))
        return false;
    if (*p == 'e' || *p == 'E')
        p = take_exponent(p, &exponent);
    if (*p && !is_blank(*p))
        return false;
    const float result = (float)scale(mantissa, exponent, start);
    if (!isfinite(result))
        return false;
    *value = negative ? -result : result;
    *at = p;
    return true;
}

int gfla_obj_floats(char **at, int n, float *values)
{
    int i = 0;
    while (i < n && gfla_obj_float(at, &values[i]))
        i++;
    return i;
}

bool gfla_obj_int(char **at, long *value)
{
    char *p = *at;
    const bool negative = *p == '-';
    int64_t n = 0;
    p += *p == '-' || *p == '+';
    if (*p < '0' || *p > '9')
        return false;
    for (; *p >= '0' && *p <= '9'; p++) {
        n = n * 10 + (*p - '0');
        if (n > (int64_t)INT32_MAX + negative)
            return false;
    }
    *value = (long)(negative ? -n : n);
    *at = p;
    return true;
}

char *gfla_obj_name(char *at)
{
    size_t n;
    at = skip_blanks(at);
    n = strlen(at);
    if (n >= 2 && (at[0] == '"' || at[0] == '\'') && at[n - 1] == at[0]) {
        at[n - 1] = 0;
        at++;
    }
    return at;
}
