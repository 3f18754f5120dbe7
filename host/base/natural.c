#include <string.h>

#include "base/names.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The runs of digits at *a and *b as numbers of any length; both are moved behind them. */
static int compare_numbers(const char **a, const char **b)
{
    size_t n_a = 0, n_b = 0;
    int order;
    while (**a == '0')
        ++*a;
    while (**b == '0')
        ++*b;
    while (is_digit((*a)[n_a]))
        n_a++;
    while (is_digit((*b)[n_b]))
        n_b++;
    order = n_a != n_b ? (n_a > n_b) - (n_a < n_b) : memcmp(*a, *b, n_a);
    *a += n_a;
    *b += n_b;
    return order;
}

int gfla_natural_compare(const char *a, const char *b)
{
    const char *p = a, *q = b;
    while (*p && *q) {
        if (is_digit(*p) && is_digit(*q)) {
            int order = compare_numbers(&p, &q);
            if (order)
                return order;
        } else if (*p != *q) {
            break;
        } else {
            p++;
            q++;
        }
    }
    if (*p || *q)
        return (unsigned char)*p - (unsigned char)*q;
    return strcmp(a, b); /* "01" and "1" */
}

bool gfla_natural_last_number(const char *name, unsigned long long *value)
{
    size_t end = strlen(name);
    const char *dot = strrchr(name, '.');
    if (dot && dot != name)
        end = (size_t)(dot - name);
    while (end > 0 && !is_digit(name[end - 1]))
        end--;
    size_t begin = end;
    while (begin > 0 && is_digit(name[begin - 1]))
        begin--;
    *value = 0;
    for (size_t i = begin; i < end; i++) {
        unsigned digit = (unsigned)(name[i] - '0');
        if (*value > (~0ull - digit) / 10)
            return false;
        *value = *value * 10 + digit;
    }
    return end > begin;
}
