/* base/text_table.h - a number for each of many texts, found in constant time. */
#ifndef GFLA_BASE_TEXT_TABLE_H
#define GFLA_BASE_TEXT_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct gfla_text_slot {
    const char *text; /* NULL: free */
    uint64_t hash;
    size_t value;
};

/* {0} is empty. Texts stay the caller's and outlive the table. */
struct gfla_text_table {
    struct gfla_text_slot *slots;
    size_t n, n_slots; /* a power of two, or 0 */
};

/* The value of a text, which may be changed until the next put; NULL where there is none. */
size_t *gfla_text_table_find(const struct gfla_text_table *table, const char *text);
/* Sets the value of a text, new or not. */
gfla_status gfla_text_table_put(struct gfla_text_table *table, const char *text, size_t value);
void gfla_text_table_free(struct gfla_text_table *table);

#endif
