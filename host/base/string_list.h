/* base/string_list.h - a list of names that is gathered one by one and handed out as one allocation, and the order that
 * people expect of numbered names. */
#ifndef GFLA_BASE_STRING_LIST_H
#define GFLA_BASE_STRING_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Starts as {0}; holds a copy of every name. */
struct gfla_string_list {
    char *bytes; /* one after the other, each with its zero */
    size_t size, capacity, count;
};

/* `what` is for the message when memory is gone. */
gfla_status gfla_string_list_add(struct gfla_string_list *names, const char *name, const char *what);
/* The names sorted by bytes: *list has names->count pointers and is freed with free(), text included. */
gfla_status gfla_string_list_sort(const struct gfla_string_list *names, char ***list, const char *what);
void gfla_string_list_free(struct gfla_string_list *names);

/* As strcmp, but runs of digits count as numbers, of any length and with any zeros in front: "a2" < "a10" < "b1". 0
 * only for equal names. */
int gfla_natural_compare(const char *a, const char *b);
/* The last number of a name, its extension (from the last dot) left aside: 12 of "v3_00012.png"; false when there is
 * none or it exceeds *value. For finding gaps in numbered files. */
bool gfla_natural_last_number(const char *name, unsigned long long *value);

/* What the last numbers of names that follow each other tell. */
struct gfla_number_gaps {
    /* numbers left out between the first and the last, which go up by the smallest step that there is */
    long long n_missing;
    long long first_missing;
    bool falls; /* a number is not higher than the one before, or a name has none: nothing is said to be missing */
};
struct gfla_number_gaps gfla_natural_gaps(char *const *names, size_t n);

#endif
