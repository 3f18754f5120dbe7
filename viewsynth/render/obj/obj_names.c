#include "viewsynth/render/obj/obj_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void gfla_obj_names_free(struct obj_names *names)
{
    free(names->names);
    free(names->slots);
    *names = (struct obj_names){0};
}

/* FNV-1a. */
static size_t hash(const char *name)
{
    uint64_t h = 14695981039346656037ull;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 1099511628211ull;
    return (size_t)(h ^ h >> 32);
}

/* The slot that holds the name, or the free one where it belongs. */
static size_t slot_of(const struct obj_names *names, const char *name)
{
    size_t i = hash(name) & (names->n_slots - 1);
    while (names->slots[i] >= 0 && strcmp(names->names[names->slots[i]], name) != 0)
        i = (i + 1) & (names->n_slots - 1);
    return i;
}

int32_t gfla_obj_names_find(const struct obj_names *names, const char *name)
{
    return names->n_slots ? names->slots[slot_of(names, name)] : -1;
}

static gfla_status grow(struct obj_names *names)
{
    const size_t n_slots = names->n_slots ? 2 * names->n_slots : 64;
    int32_t *slots;
    gfla_status status = gfla_calloc(&slots, n_slots, sizeof *slots, "names of materials");
    if (status != GFLA_OK)
        return status;
    memset(slots, 0xff, n_slots * sizeof *slots);
    free(names->slots);
    names->slots = slots;
    names->n_slots = n_slots;
    for (size_t i = 0; i < names->n; i++)
        slots[slot_of(names, names->names[i])] = (int32_t)i;
    return GFLA_OK;
}

gfla_status gfla_obj_names_add(struct obj_names *names, char *name, int32_t *number)
{
    gfla_status status = GFLA_OK;
    *number = gfla_obj_names_find(names, name);
    if (*number >= 0)
        return GFLA_OK;
    REQUIRE(names->n < INT32_MAX / 4, GFLA_ERROR_INPUT, "more than %d materials", INT32_MAX / 4);
    if (2 * (names->n + 1) > names->n_slots)
        TRY(grow(names));
    TRY(gfla_grow(&names->names, &names->capacity, names->n + 1, sizeof *names->names, "names of materials"));
    *number = (int32_t)names->n;
    names->slots[slot_of(names, name)] = *number;
    names->names[names->n++] = name;
fail:
    return status;
}
