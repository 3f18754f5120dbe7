#include "viewsynth/render/library.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "viewsynth/render/library_parts.h"

#define MAX_FOLDER_DEPTH 64

/* ---- entries ---- */

static char *lower_case(gfla_library *l, const char *text)
{
    char *copy = gfla_arena_strdup(l->arena, text);
    for (char *c = copy; c && *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
    return copy;
}

/* *taken: somebody has it. */
static gfla_status claim_id(gfla_library *l, const char *id, bool *taken)
{
    char *key = lower_case(l, id);
    if (!key)
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out for a model of this name", id);
    *taken = gfla_text_table_find(&l->ids, key) != NULL;
    return *taken ? GFLA_OK : gfla_text_table_put(&l->ids, key, 2);
}

/* The first of id, id-2, id-3 ... that is free; upper and lower case are the same, as they are to some file systems. */
static gfla_status unique_id(gfla_library *l, const char *id, const char **unique)
{
    gfla_status status;
    bool taken;
    *unique = gfla_arena_strdup(l->arena, id);
    REQUIRE(*unique, GFLA_ERROR_MEMORY, "%s: host memory ran out for a model of this name", id);
    TRY(claim_id(l, *unique, &taken));
    while (taken) {
        const char *key = lower_case(l, id);
        REQUIRE(key, GFLA_ERROR_MEMORY, "%s: host memory ran out for a model of this name", id);
        size_t *next = gfla_text_table_find(&l->ids, key);
        *unique = gfla_arena_printf(l->arena, "%s-%zu", id, (*next)++);
        REQUIRE(*unique, GFLA_ERROR_MEMORY, "%s: host memory ran out for a model of this name", id);
        TRY(claim_id(l, *unique, &taken));
    }
fail:
    return status;
}

/* The named folder's own name, the path below it, and the member. */
static const char *source_of(gfla_library *l, const struct library_root *root, const struct gfla_model_entry *e)
{
    char folder[sizeof root->folder];
    memcpy(folder, root->folder, sizeof folder);
    size_t n = strlen(folder);
    while (n > 0 && (folder[n - 1] == '/' || folder[n - 1] == '\\'))
        folder[--n] = 0;
    const char *own = library_last_part(folder);
    const bool is_name = own[0] && strcmp(own, ".") != 0 && strcmp(own, "..") != 0;
    return gfla_arena_printf(l->arena, "%s%s%s%s%s", is_name ? own : "", is_name ? "/" : "", e->path + root->prefix,
                             e->member ? ":" : "", e->member ? e->member : "");
}

gfla_status library_add(gfla_library *l, const struct library_root *root, const char *id, struct gfla_model_entry entry)
{
    gfla_status status = GFLA_OK;
    const char **texts[] = {&entry.catalogue_id, &entry.name,    &entry.category,
                            &entry.creator,      &entry.licence, &entry.path};
    TRY(gfla_grow(&l->entries, &l->capacity, l->n_entries + 1, sizeof entry, "entries of a library"));
    TRY(unique_id(l, id, &entry.id));
    if (root)
        entry.source = source_of(l, root, &entry);
    bool complete = entry.source != NULL;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = gfla_arena_strdup(l->arena, *texts[i] ? *texts[i] : "");
        complete = complete && *texts[i];
    }
    if (entry.member)
        complete = (entry.member = gfla_arena_strdup(l->arena, entry.member)) && complete;
    REQUIRE(complete, GFLA_ERROR_MEMORY, "%s: host memory ran out for a model of this name", id);
    l->entries[l->n_entries++] = entry;
fail:
    return status;
}

gfla_status library_add_problem(gfla_library *l, const char *what, gfla_status problem)
{
    gfla_status status = problem;
    const struct gfla_library_problem p = {problem, gfla_arena_strdup(l->arena, what),
                                           gfla_arena_strdup(l->arena, gfla_error_message())};
    if (problem != GFLA_ERROR_INPUT)
        return status; /* memory concerns all */
    REQUIRE(p.what && p.message, GFLA_ERROR_MEMORY, "what is wrong with %s: host memory ran out", what);
    TRY(gfla_grow(&l->problems, &l->problems_capacity, l->n_problems + 1, sizeof p, "problems of a library"));
    l->problems[l->n_problems++] = p;
    return GFLA_OK;
fail:
    return status;
}

/* ---- folders and files ---- */

static gfla_status add_file(gfla_library *l, const struct library_root *root, const char *path)
{
    char stem[256], id[LIBRARY_ID_SIZE];
    library_stem(path, stem, sizeof stem);
    library_make_id(root, path, NULL, id);
    return library_add(l, root, id, (struct gfla_model_entry){.name = stem, .path = path});
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Links lead to folders again and again: each is listed where it is met first. */
static gfla_status is_new_folder(gfla_library *l, const char *path, bool *is_new)
{
    struct stat about;
    *is_new = true;
    if (stat(path, &about) != 0)
        return GFLA_OK; /* listing it says why */
    const char *key =
        gfla_arena_printf(l->arena, "%llx:%llx", (unsigned long long)about.st_dev, (unsigned long long)about.st_ino);
    if (!key)
        return gfla_fail(GFLA_ERROR_MEMORY, "the folder %s: host memory ran out", path);
    *is_new = !gfla_text_table_find(&l->folders, key);
    return *is_new ? gfla_text_table_put(&l->folders, key, 0) : GFLA_OK;
}

static gfla_status add_folder(gfla_library *l, const struct library_root *root, const char *path, int depth);

static gfla_status add_child(gfla_library *l, const struct library_root *root, const char *child, int depth)
{
    gfla_status status = GFLA_OK;
    if (is_folder(child))
        status = add_folder(l, root, child, depth + 1);
    else if (library_is_archive(child))
        status = library_add_archive(l, root, child);
    else if (library_is_model(child))
        status = add_file(l, root, child);
    return status == GFLA_OK ? status : library_add_problem(l, child + root->prefix, status);
}

static gfla_status add_folder(gfla_library *l, const struct library_root *root, const char *path, int depth)
{
    gfla_status status = GFLA_OK;
    char **names = NULL;
    size_t n = 0;
    bool is_new;
    REQUIRE(depth < MAX_FOLDER_DEPTH, GFLA_ERROR_INPUT, "folder %s: nested more than %d deep", path, MAX_FOLDER_DEPTH);
    TRY(is_new_folder(l, path, &is_new));
    if (!is_new)
        return GFLA_OK;
    TRY(gfla_folder_list(path, &names, &n));
    for (size_t i = 0; i < n; i++) {
        const bool ends = path[strlen(path) - 1] == '/';
        if (library_is_junk(names[i]))
            continue;
        const char *child = gfla_arena_printf(l->arena, "%s%s%s", path, ends ? "" : "/", names[i]);
        REQUIRE(child, GFLA_ERROR_MEMORY, "the names in %s: host memory ran out", path);
        TRY(add_child(l, root, child, depth));
    }
fail:
    free(names);
    return status;
}

gfla_status library_add_path(gfla_library *l, const char *path, const struct library_root *root)
{
    gfla_status status = GFLA_OK;
    const size_t before = l->n_entries, n_problems = l->n_problems;
    gfla_text_table_free(&l->folders);
    if (is_folder(path)) {
        const struct library_root own = root ? *root : library_root_of_folder(path);
        TRY(add_folder(l, &own, path, 0));
    } else {
        const struct library_root own = root ? *root : library_root_of_file(path);
        REQUIRE(gfla_file_exists(path), GFLA_ERROR_INPUT, "model %s: no such file", path);
        TRY(library_is_archive(path) ? library_add_archive(l, &own, path) : add_file(l, &own, path));
    }
    if (l->n_entries == before && l->n_problems > n_problems)
        status = gfla_fail(l->problems[n_problems].status, "%s", l->problems[n_problems].message);
    REQUIRE(l->n_entries > before || status != GFLA_OK, GFLA_ERROR_INPUT,
            "%s: holds no model; hint: a .sh3f, a .zip or a folder with .obj, .glb, .fbx ...", path);
fail:
    return status;
}

gfla_status library_create(gfla_library **library)
{
    gfla_status status;
    gfla_library *l = NULL;
    *library = NULL;
    TRY(gfla_calloc(&l, 1, sizeof *l, "library"));
    TRY(gfla_arena_create(&l->arena));
    *library = l;
    return GFLA_OK;
fail:
    gfla_library_destroy(&l);
    return status;
}

gfla_status gfla_library_open(gfla_library **library, const char *const *paths, size_t n)
{
    gfla_status status = library_create(library);
    for (size_t i = 0; status == GFLA_OK && i < n; i++)
        status = library_add_path(*library, paths[i], NULL);
    if (status != GFLA_OK)
        gfla_library_destroy(library);
    return status;
}

void gfla_library_destroy(gfla_library **library)
{
    if (!library || !*library)
        return;
    gfla_arena_destroy(&(*library)->arena);
    gfla_text_table_free(&(*library)->ids);
    gfla_text_table_free(&(*library)->folders);
    free((*library)->problems);
    free((*library)->entries);
    free(*library);
    *library = NULL;
}

size_t gfla_library_count(const gfla_library *library)
{
    return library->n_entries;
}

const struct gfla_model_entry *gfla_library_entry(const gfla_library *library, size_t index)
{
    return index < library->n_entries ? &library->entries[index] : NULL;
}

const struct gfla_library_problem *gfla_library_problems(const gfla_library *library, size_t *n)
{
    *n = library->n_problems;
    return library->problems;
}

gfla_status gfla_library_vary(gfla_library *library, int n)
{
    gfla_status status = GFLA_OK;
    const size_t count = library->n_entries;
    for (int variant = 2; variant <= n; variant++)
        for (size_t i = 0; i < count; i++) {
            struct gfla_model_entry e = library->entries[i];
            const char *id = gfla_arena_printf(library->arena, "%s-v%d", e.id, variant);
            REQUIRE(id, GFLA_ERROR_MEMORY, "variants of %s: host memory ran out", e.id);
            if (!e.catalogue_id[0])
                e.catalogue_id = e.id; /* variants are of one family, and held out together */
            TRY(library_add(library, NULL, id, e));
        }
fail:
    return status;
}

gfla_status gfla_library_credit(gfla_library *library, const char *creator, const char *licence)
{
    gfla_status status = GFLA_OK;
    const char *own_creator = gfla_arena_strdup(library->arena, creator ? creator : "");
    const char *own_licence = gfla_arena_strdup(library->arena, licence ? licence : "");
    REQUIRE(own_creator && own_licence, GFLA_ERROR_MEMORY, "a creator and a licence: host memory ran out");
    for (size_t i = 0; i < library->n_entries; i++) {
        struct gfla_model_entry *e = &library->entries[i];
        e->creator = e->creator[0] ? e->creator : own_creator;
        e->licence = e->licence[0] ? e->licence : own_licence;
    }
fail:
    return status;
}
