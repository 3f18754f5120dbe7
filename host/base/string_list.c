#include "base/string_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

gfla_status gfla_string_list_add(struct gfla_string_list *names, const char *name, const char *what)
{
    const size_t length = strlen(name) + 1;
    gfla_status status = gfla_grow(&names->bytes, &names->capacity, names->size + length, 1, what);
    if (status != GFLA_OK)
        return status;
    memcpy(names->bytes + names->size, name, length);
    names->size += length;
    names->count++;
    return GFLA_OK;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Pointers, then the bytes they point at. */
gfla_status gfla_string_list_sort(const struct gfla_string_list *names, char ***list, const char *what)
{
    gfla_status status = gfla_calloc(list, 1, names->count * sizeof(char *) + names->size, what);
    if (status != GFLA_OK)
        return status;
    char *text = (char *)(*list + names->count);
    if (names->size)
        memcpy(text, names->bytes, names->size);
    for (size_t i = 0; i < names->count; i++, text += strlen(text) + 1)
        (*list)[i] = text;
    qsort(*list, names->count, sizeof **list, compare_names);
    return GFLA_OK;
}

void gfla_string_list_free(struct gfla_string_list *names)
{
    free(names->bytes);
    *names = (struct gfla_string_list){0};
}
