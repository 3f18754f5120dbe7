#include "base/output_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define MOST_BYTES 200

/* How much of the last part of a path a name has. */
enum form { FORM_STEM, FORM_ENDINGS, FORM_EXTENSION, FORM_COUNT };

/* A path and its name: level L shows L / FORM_COUNT folders and form L % FORM_COUNT. */
struct item {
    const char *path, *name;
    size_t index; /* among the paths */
    int level, n_levels;
    int longer; /* the level that a shorter name is tried instead of; 0: none */
};

struct work {
    struct item *items; /* of different paths */
    struct item **sorted;
    size_t n;
    const struct gfla_output_names_params *params;
    gfla_arena *arena;
};

/* ---- names of one path ---- */

/* The part of path before *end that means something; *end becomes where it begins. Its length; 0: there is none. */
static size_t part_before(const char *path, size_t *end)
{
    while (*end > 0) {
        const size_t last = *end;
        while (*end > 0 && path[*end - 1] != '/')
            --*end;
        const size_t length = last - *end;
        const char *part = path + *end;
        if (*end > 0)
            --*end;
        if (length > 0 && !(length == 1 && part[0] == '.') && !(length == 2 && part[0] == '.' && part[1] == '.'))
            return length;
    }
    return 0;
}

static const char *start_of(const char *path, size_t end)
{
    return path[end] == '/' ? path + end + 1 : path + end;
}

static int count_levels(const char *path)
{
    size_t end = strlen(path);
    int parts = 0;
    while (part_before(path, &end))
        parts++;
    return (parts ? parts : 1) * FORM_COUNT;
}

static size_t shorten(const char *part, size_t length, enum form form, const char *const *endings)
{
    if (form == FORM_EXTENSION)
        return length;
    for (size_t i = length; i-- > 1;)
        if (part[i] == '.') {
            length = i;
            break;
        }
    for (; form == FORM_STEM && endings && *endings; endings++) {
        const size_t end = strlen(*endings);
        if (length > end && memcmp(part + length - end, *endings, end) == 0)
            length -= end;
    }
    return length;
}

/* Cut between characters, without what terminals would obey. */
static void tidy(char *name, size_t most)
{
    size_t length = strlen(name);
    if (length > most) {
        length = most; /* a character of UTF-8 has four bytes at most */
        for (int i = 0; i < 3 && length > 1 && ((unsigned char)name[length] & 0xc0) == 0x80; i++)
            length--;
        name[length] = 0;
    }
    for (char *c = name; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '_';
}

static gfla_status make_name(struct work *w, struct item *item)
{
    size_t end = strlen(item->path);
    const size_t length = part_before(item->path, &end), most = w->params->most_bytes;
    const char *part = start_of(item->path, end);
    const size_t kept = shorten(part, length, (enum form)(item->level % FORM_COUNT), w->params->endings);
    char *name = length ? gfla_arena_printf(w->arena, "%.*s", (int)kept, part) : gfla_arena_strdup(w->arena, "unnamed");
    for (int folders = item->level / FORM_COUNT; name && folders > 0; folders--) {
        const size_t above = part_before(item->path, &end);
        name = gfla_arena_printf(w->arena, "%.*s-%s", (int)above, start_of(item->path, end), name);
    }
    if (!name)
        return gfla_fail(GFLA_ERROR_MEMORY, "names of outputs: host memory ran out");
    tidy(name, most ? most : MOST_BYTES);
    item->name = name;
    return GFLA_OK;
}

/* ---- names of all paths ---- */

static int by_path(const void *a, const void *b)
{
    const struct item *first = a, *second = b;
    const int order = strcmp(first->path, second->path);
    return order ? order : (first->index > second->index) - (first->index < second->index);
}

static int by_name(const void *a, const void *b)
{
    const struct item *first = *(struct item *const *)a, *second = *(struct item *const *)b;
    const int order = strcasecmp(first->name, second->name);
    return order ? order : (first->index > second->index) - (first->index < second->index);
}

/* How many of `sorted` from `first` have one name. */
static size_t alike(struct item *const *sorted, size_t n, size_t first)
{
    size_t end = first + 1;
    while (end < n && strcasecmp(sorted[first]->name, sorted[end]->name) == 0)
        end++;
    return end - first;
}

/* Whoever shares a name says more. *again: somebody did. */
static gfla_status lengthen(struct work *w, bool *again)
{
    gfla_status status = GFLA_OK;
    *again = false;
    qsort(w->sorted, w->n, sizeof *w->sorted, by_name);
    for (size_t i = 0, count; i < w->n; i += count) {
        count = alike(w->sorted, w->n, i);
        for (size_t k = i; count > 1 && k < i + count; k++) {
            struct item *item = w->sorted[k];
            if (item->level + 1 == item->n_levels)
                continue;
            item->level++;
            TRY(make_name(w, item));
            *again = true;
        }
    }
fail:
    return status;
}

/* Folders and extensions that tell nothing apart are left out again. */
static gfla_status give_up(struct work *w)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0, count; i < w->n; i += count) {
        count = alike(w->sorted, w->n, i);
        for (size_t k = i; count > 1 && k < i + count; k++) {
            w->sorted[k]->level = 0;
            TRY(make_name(w, w->sorted[k]));
        }
    }
fail:
    return status;
}

/* "1.json" beside "x/1.json" is "1", once that is "x-1". */
static gfla_status shorten_plain(struct work *w)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < w->n; i++) {
        struct item *item = &w->items[i];
        item->longer = item->n_levels == FORM_COUNT ? item->level : 0;
        item->level -= item->longer;
        if (item->longer)
            TRY(make_name(w, item));
    }
    qsort(w->sorted, w->n, sizeof *w->sorted, by_name);
    for (size_t i = 0, count; i < w->n; i += count) {
        count = alike(w->sorted, w->n, i);
        for (size_t k = i; count > 1 && k < i + count; k++) {
            w->sorted[k]->level += w->sorted[k]->longer;
            TRY(make_name(w, w->sorted[k]));
        }
    }
fail:
    return status;
}

static bool is_taken(struct item *const *sorted, size_t n, const char *name)
{
    struct item wanted = {.name = name};
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcasecmp(sorted[middle]->name, wanted.name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && strcasecmp(sorted[low]->name, wanted.name) == 0;
}

/* The numbers are tried against names as they were: "a-2" can only come of "a", and "a-2-2" of "a-2". */
static gfla_status number(struct item **sorted, size_t n, gfla_arena *arena, const char **names)
{
    qsort(sorted, n, sizeof *sorted, by_name);
    for (size_t i = 0, count; i < n; i += count) {
        unsigned next = 1;
        count = alike(sorted, n, i);
        for (size_t k = i; k < i + count; k++) {
            const char *name = sorted[k]->name;
            while (k > i && name && (name == sorted[k]->name || is_taken(sorted, n, name)))
                name = gfla_arena_printf(arena, "%s-%u", sorted[k]->name, ++next);
            if (!name)
                return gfla_fail(GFLA_ERROR_MEMORY, "names of outputs: host memory ran out");
            names[sorted[k]->index] = name;
        }
    }
    return GFLA_OK;
}

static gfla_status sort_items(struct item *items, size_t n, struct item ***sorted)
{
    const gfla_status status = gfla_calloc(sorted, n + 1, sizeof **sorted, "names of outputs");
    for (size_t i = 0; status == GFLA_OK && i < n; i++)
        (*sorted)[i] = &items[i];
    return status;
}

gfla_status gfla_output_names(const char *const *paths, size_t n, const struct gfla_output_names_params *params,
                              gfla_arena *arena, const char **names)
{
    gfla_status status;
    static const struct gfla_output_names_params defaults = {0};
    struct work w = {.params = params ? params : &defaults, .arena = arena};
    struct item *all = NULL;
    bool again = true;
    TRY(gfla_calloc(&all, n + 1, sizeof *all, "names of outputs"));
    TRY(gfla_calloc(&w.items, n + 1, sizeof *w.items, "names of outputs"));
    for (size_t i = 0; i < n; i++)
        all[i] = (struct item){.path = paths[i], .index = i};
    qsort(all, n, sizeof *all, by_path);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && strcmp(all[i].path, all[i - 1].path) == 0)
            continue;
        w.items[w.n] = all[i];
        w.items[w.n].n_levels = count_levels(all[i].path);
        TRY(make_name(&w, &w.items[w.n]));
        w.n++;
    }
    TRY(sort_items(w.items, w.n, &w.sorted));
    while (again)
        TRY(lengthen(&w, &again));
    TRY(give_up(&w));
    TRY(shorten_plain(&w));
    TRY(number(w.sorted, w.n, arena, names));
    for (size_t i = 1; i < n; i++)
        if (strcmp(all[i].path, all[i - 1].path) == 0)
            names[all[i].index] = names[all[i - 1].index];
fail:
    free(w.sorted);
    free(w.items);
    free(all);
    return status;
}

gfla_status gfla_output_names_number(const char **names, size_t n, gfla_arena *arena)
{
    gfla_status status;
    struct item *items = NULL, **sorted = NULL;
    TRY(gfla_calloc(&items, n + 1, sizeof *items, "names of outputs"));
    for (size_t i = 0; i < n; i++)
        items[i] = (struct item){.name = names[i], .index = i};
    TRY(sort_items(items, n, &sorted));
    status = number(sorted, n, arena, names);
fail:
    free(sorted);
    free(items);
    return status;
}
