/* base/names.h - a list of names that is gathered one by one and handed out as one allocation. */
#ifndef GFLA_BASE_NAMES_H
#define GFLA_BASE_NAMES_H

#include <stddef.h>

#include "base/error.h"

/* Starts as {0}; holds a copy of every name. */
struct gfla_names {
    char *bytes; /* one after the other, each with its zero */
    size_t size, capacity, count;
};

/* `what` is for the message when memory is gone. */
gfla_status gfla_names_add(struct gfla_names *names, const char *name, const char *what);
/* The names sorted by bytes: *list has names->count pointers and is freed with free(), text included. */
gfla_status gfla_names_sort(const struct gfla_names *names, char ***list, const char *what);
void gfla_names_free(struct gfla_names *names);

#endif
