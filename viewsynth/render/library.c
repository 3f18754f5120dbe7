#include "viewsynth/render/library.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "viewsynth/render/properties.h"

#define MAX_FOLDER_DEPTH 32
#define MAX_CATALOGUE_NUMBER 100000

struct gfla_library {
    gfla_arena *arena; /* all texts */
    struct gfla_model_entry *entries;
    size_t n_entries, capacity;
};

/* Formats that are looked for; a file that is named is tried whatever it is called. */
static const char *const model_extensions[] = {"obj", "ply",   "stl", "off", "gltf", "glb", "fbx",  "dae",
                                               "3ds", "blend", "ac",  "acc", "x",    "lwo", "ms3d", "wrl",
                                               "x3d", "b3d",   "md2", "md3", "dxf",  "3mf", NULL};
static const char *const archive_extensions[] = {"zip", "sh3f", "jar", NULL};

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool has_extension(const char *path, const char *const *extensions)
{
    const char *dot = strrchr(last_part(path), '.');
    for (int i = 0; dot && extensions[i]; i++)
        if (strcasecmp(dot + 1, extensions[i]) == 0)
            return true;
    return false;
}

char *gfla_slug(const char *text, char *out, size_t size)
{
    size_t n = 0;
    bool gap = false;
    for (const char *c = text; *c; c++) {
        bool keep = ((unsigned char)*c < 128 && isalnum((unsigned char)*c)) || (*c == '.' && n > 0);
        if (keep && n + 2 < size) {
            if (gap && n > 0)
                out[n++] = '-';
            out[n++] = *c;
        }
        gap = !keep;
    }
    out[n] = 0;
    if (n == 0)
        snprintf(out, size, "model");
    return out;
}

/* The last part of a path without its extension. */
static void stem_of(const char *path, char *out, size_t size)
{
    snprintf(out, size, "%s", last_part(path));
    char *dot = strrchr(out, '.');
    if (dot && dot != out)
        *dot = 0;
}

static bool id_is_taken(const gfla_library *l, const char *id)
{
    for (size_t i = 0; i < l->n_entries; i++)
        if (strcasecmp(l->entries[i].id, id) == 0)
            return true;
    return false;
}

/* Appends an entry, whose id becomes unique; all texts are copied. */
static gfla_status add_entry(gfla_library *l, const char *id, struct gfla_model_entry entry)
{
    gfla_status status = GFLA_OK;
    const char **texts[] = {&entry.catalogue_id, &entry.name,    &entry.category,
                            &entry.creator,      &entry.licence, &entry.path};
    TRY(gfla_grow(&l->entries, &l->capacity, l->n_entries + 1, sizeof entry, "entries of a library"));
    entry.id = gfla_arena_strdup(l->arena, id);
    for (int n = 2; entry.id && id_is_taken(l, entry.id); n++)
        entry.id = gfla_arena_printf(l->arena, "%s-%d", id, n);
    bool complete = entry.id != NULL;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = gfla_arena_strdup(l->arena, *texts[i] ? *texts[i] : "");
        complete = complete && *texts[i];
    }
    if (entry.member)
        entry.member = gfla_arena_strdup(l->arena, entry.member);
    REQUIRE(complete, GFLA_ERROR_MEMORY, "host memory ran out for the entry %s", id);
    l->entries[l->n_entries++] = entry;
fail:
    return status;
}

/* ---- catalogues ---- */

static bool read_floats(const char *text, float *out, int n)
{
    for (int i = 0; i < n; i++) {
        char *end;
        out[i] = text ? strtof(text, &end) : NAN;
        if (!isfinite(out[i]) || end == text)
            return false;
        text = end;
    }
    return true;
}

static bool read_size(const struct gfla_properties *p, int number, float size[3])
{
    static const char *const fields[] = {"width", "height", "depth"};
    for (int k = 0; k < 3; k++)
        if (!read_floats(gfla_properties_get_numbered(p, fields[k], number), &size[k], 1) || !(size[k] > 0))
            return false;
    return true;
}

static gfla_status add_catalogue_item(gfla_library *l, const char *path, const struct gfla_properties *p, int number)
{
    char stem[128], slugs[2][128], id[300];
    const char *own = gfla_properties_get_numbered(p, "id", number);
    const char *name = gfla_properties_get_numbered(p, "name", number);
    struct gfla_model_entry e = {.catalogue_id = own,
                                 .name = name,
                                 .category = gfla_properties_get_numbered(p, "category", number),
                                 .creator = gfla_properties_get_numbered(p, "creator", number),
                                 .licence = gfla_properties_get(p, "license"),
                                 .path = path,
                                 .member = gfla_properties_get_numbered(p, "model", number)};
    if (!e.creator)
        e.creator = gfla_properties_get(p, "provider");
    e.has_size = read_size(p, number, e.size);
    e.has_rotation = read_floats(gfla_properties_get_numbered(p, "modelRotation", number), e.rotation, 9);
    const char *hash = own ? strrchr(own, '#') : NULL;
    stem_of(path, stem, sizeof stem);
    gfla_slug(stem, slugs[0], sizeof slugs[0]);
    gfla_slug(hash ? hash + 1 : own ? own : name ? name : "", slugs[1], sizeof slugs[1]);
    snprintf(id, sizeof id, "%s-%s", slugs[0], slugs[1]);
    return add_entry(l, id, e);
}

static gfla_status add_catalogue(gfla_library *l, gfla_archive *archive, const char *path, const char *member)
{
    gfla_status status = GFLA_OK;
    struct gfla_properties p = {0};
    void *text = NULL;
    size_t size = 0;
    TRY(gfla_archive_read(archive, member, &text, &size));
    TRY(gfla_properties_read(&p, text, size));
    for (size_t i = 0; i < p.n_items; i++) {
        if (strncmp(p.items[i].key, "model#", 6) != 0)
            continue;
        long number = strtol(p.items[i].key + 6, NULL, 10);
        if (number >= 0 && number <= MAX_CATALOGUE_NUMBER)
            TRY(add_catalogue_item(l, path, &p, (int)number));
    }
fail:
    gfla_properties_free(&p);
    free(text);
    return status;
}

/* ---- archives, folders, files ---- */

static gfla_status add_loose_members(gfla_library *l, gfla_archive *archive, const char *path)
{
    gfla_status status = GFLA_OK;
    char stem[128], slugs[2][128], id[300];
    stem_of(path, stem, sizeof stem);
    gfla_slug(stem, slugs[0], sizeof slugs[0]);
    for (size_t i = 0; i < gfla_archive_count(archive); i++) {
        const char *member = gfla_archive_name(archive, i);
        if (!has_extension(member, model_extensions))
            continue;
        stem_of(member, stem, sizeof stem);
        snprintf(id, sizeof id, "%s-%s", slugs[0], gfla_slug(stem, slugs[1], sizeof slugs[1]));
        TRY(add_entry(l, id, (struct gfla_model_entry){.name = stem, .path = path, .member = member}));
    }
fail:
    return status;
}

static gfla_status add_archive(gfla_library *l, const char *path)
{
    static const char catalogue[] = "FurnitureCatalog.properties";
    gfla_status status = GFLA_OK;
    gfla_archive *archive = NULL;
    size_t before = l->n_entries;
    TRY(gfla_archive_open(&archive, path));
    for (size_t i = 0; i < gfla_archive_count(archive); i++) {
        const char *name = gfla_archive_name(archive, i);
        size_t n = strlen(name), tail = sizeof catalogue - 1;
        if (n >= tail && strcmp(name + n - tail, catalogue) == 0)
            TRY(add_catalogue(l, archive, path, name));
    }
    if (l->n_entries == before)
        TRY(add_loose_members(l, archive, path));
fail:
    gfla_archive_destroy(&archive);
    return status;
}

static gfla_status add_file(gfla_library *l, const char *path)
{
    char stem[256], id[256];
    stem_of(path, stem, sizeof stem);
    return add_entry(l, gfla_slug(stem, id, sizeof id), (struct gfla_model_entry){.name = stem, .path = path});
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static gfla_status add_folder(gfla_library *l, const char *path, int depth)
{
    gfla_status status = GFLA_OK;
    char **names = NULL;
    size_t n = 0;
    REQUIRE(depth < MAX_FOLDER_DEPTH, GFLA_ERROR_INPUT, "folder %s: nested more than %d deep", path, MAX_FOLDER_DEPTH);
    TRY(gfla_folder_list(path, &names, &n));
    for (size_t i = 0; i < n; i++) {
        const char *child = gfla_arena_printf(l->arena, "%s/%s", path, names[i]);
        REQUIRE(child, GFLA_ERROR_MEMORY, "host memory ran out for the names in %s", path);
        if (is_folder(child))
            TRY(add_folder(l, child, depth + 1));
        else if (has_extension(child, archive_extensions))
            TRY(add_archive(l, child));
        else if (has_extension(child, model_extensions))
            TRY(add_file(l, child));
    }
fail:
    free(names);
    return status;
}

static gfla_status add_path(gfla_library *l, const char *path)
{
    gfla_status status = GFLA_OK;
    size_t before = l->n_entries;
    if (is_folder(path)) {
        TRY(add_folder(l, path, 0));
    } else {
        REQUIRE(gfla_file_exists(path), GFLA_ERROR_INPUT, "model %s: no such file", path);
        TRY(has_extension(path, archive_extensions) ? add_archive(l, path) : add_file(l, path));
    }
    REQUIRE(l->n_entries > before, GFLA_ERROR_INPUT,
            "%s: holds no model; hint: a .sh3f, a .zip or a folder with .obj, .glb, .fbx ...", path);
fail:
    return status;
}

gfla_status gfla_library_open(gfla_library **library, const char *const *paths, size_t n)
{
    gfla_status status = GFLA_OK;
    gfla_library *l = NULL;
    *library = NULL;
    TRY(gfla_calloc(&l, 1, sizeof *l, "library"));
    TRY(gfla_arena_create(&l->arena));
    for (size_t i = 0; i < n; i++)
        TRY(add_path(l, paths[i]));
    *library = l;
    return GFLA_OK;
fail:
    gfla_library_destroy(&l);
    return status;
}

void gfla_library_destroy(gfla_library **library)
{
    if (!library || !*library)
        return;
    gfla_arena_destroy(&(*library)->arena);
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

gfla_status gfla_library_vary(gfla_library *library, int n)
{
    gfla_status status = GFLA_OK;
    const size_t count = library->n_entries;
    for (int variant = 2; variant <= n; variant++)
        for (size_t i = 0; i < count; i++) {
            struct gfla_model_entry e = library->entries[i];
            const char *id = gfla_arena_printf(library->arena, "%s-v%d", e.id, variant);
            REQUIRE(id, GFLA_ERROR_MEMORY, "host memory ran out for variants of %s", e.id);
            if (!e.catalogue_id[0])
                e.catalogue_id = e.id; /* variants are of one family, and held out together */
            TRY(add_entry(library, id, e));
        }
fail:
    return status;
}
