/* render/obj/obj_names.h - names that get numbers in the order of their first use. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_OBJ_OBJ_NAMES_H
#define VIEWSYNTH_RENDER_OBJ_OBJ_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* {0} is empty. The names belong to the text that was read and must outlive this. */
struct obj_names {
    char **names;
    size_t n, capacity;
    int32_t *slots; /* hash table: number of a name, or -1 */
    size_t n_slots;
};
void gfla_obj_names_free(struct obj_names *names);
/* The number of a name, or -1. */
int32_t gfla_obj_names_find(const struct obj_names *names, const char *name);
/* The same; a new name gets the next number. */
gfla_status gfla_obj_names_add(struct obj_names *names, char *name, int32_t *number);

#endif
