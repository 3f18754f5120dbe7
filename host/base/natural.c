#include <string.h>

#include "base/string_list.h"

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

/* The smallest step from one number to the next; 0: the names are not numbered, or not each higher than the one
 * before. */
static unsigned long long step_of(char *const *names, size_t n)
{
    unsigned long long step = 0, before = 0, number;
    for (size_t i = 0; i < n; i++, before = number) {
        if (!gfla_natural_last_number(names[i], &number) || (i > 0 && number <= before))
            return 0;
        if (i > 0 && (step == 0 || number - before < step))
            step = number - before;
    }
    return step;
}

struct gfla_number_gaps gfla_natural_gaps(char *const *names, size_t n)
{
    const unsigned long long step = step_of(names, n);
    unsigned long long before = 0, number = 0;
    struct gfla_number_gaps gaps = {.falls = n > 1 && step == 0};
    for (size_t i = 0; step > 0 && i < n; i++, before = number) {
        gfla_natural_last_number(names[i], &number);
        if (i == 0 || number - before < 2 * step)
            continue;
        if (gaps.n_missing == 0)
            gaps.first_missing = (long long)(before + step);
        gaps.n_missing += (long long)((number - before) / step - 1);
    }
    return gaps;
}
