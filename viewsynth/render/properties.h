/* render/properties.h - Java .properties files, as furniture libraries describe their models with. */
#ifndef VIEWSYNTH_RENDER_PROPERTIES_H
#define VIEWSYNTH_RENDER_PROPERTIES_H

#include <stddef.h>

#include "base/text_table.h"

struct gfla_property {
    char *key, *value; /* UTF-8, escapes resolved */
};

struct gfla_properties {
    struct gfla_property *items;
    size_t n_items, capacity;
    struct gfla_text_table last; /* the item of each key */
};

/* Reads ISO 8859-1 text of `size` bytes: comments, continued lines, '=', ':' or a blank between key and value, \uXXXX.
 * Any text is a valid file; only memory can fail. */
gfla_status gfla_properties_read(struct gfla_properties *properties, const char *text, size_t size);
void gfla_properties_free(struct gfla_properties *properties);

/* The value of the last item of that key, or NULL. */
const char *gfla_properties_get(const struct gfla_properties *properties, const char *key);
/* The value of "field#number", or NULL. */
const char *gfla_properties_get_numbered(const struct gfla_properties *properties, const char *field, int number);

#endif
