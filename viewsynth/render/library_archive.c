/* Models in archives, with what a furniture catalogue says of them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "viewsynth/render/library_parts.h"
#include "viewsynth/render/properties.h"

#define MAX_CATALOGUE_NUMBER 1000000

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

static gfla_status add_catalogue_item(gfla_library *l, const struct library_root *root, const char *path,
                                      const struct gfla_properties *p, int number)
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
    library_stem(path, stem, sizeof stem);
    gfla_slug(stem, slugs[0], sizeof slugs[0]);
    gfla_slug(hash ? hash + 1 : own ? own : name ? name : "", slugs[1], sizeof slugs[1]);
    snprintf(id, sizeof id, "%s-%s", slugs[0], slugs[1]);
    return library_add(l, root, id, e);
}

static gfla_status add_catalogue(gfla_library *l, const struct library_root *root, gfla_archive *archive,
                                 const char *path, const char *member)
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
            TRY(add_catalogue_item(l, root, path, &p, (int)number));
    }
fail:
    gfla_properties_free(&p);
    free(text);
    return status;
}

static gfla_status add_loose_members(gfla_library *l, const struct library_root *root, gfla_archive *archive,
                                     const char *path)
{
    gfla_status status = GFLA_OK;
    size_t n_archives = 0, before = l->n_entries;
    for (size_t i = 0; i < gfla_archive_count(archive); i++) {
        char stem[128], id[LIBRARY_ID_SIZE];
        const char *member = gfla_archive_name(archive, i);
        if (library_is_junk(member))
            continue;
        n_archives += library_is_archive(member);
        if (!library_is_model(member))
            continue;
        library_stem(member, stem, sizeof stem);
        library_make_id(root, path, member, id);
        TRY(library_add(l, root, id, (struct gfla_model_entry){.name = stem, .path = path, .member = member}));
    }
    REQUIRE(l->n_entries > before || n_archives == 0, GFLA_ERROR_INPUT,
            "archive %s: holds archives alone, and those are not looked into. hint: unpack it", path);
fail:
    return status;
}

gfla_status library_add_archive(gfla_library *l, const struct library_root *root, const char *path)
{
    static const char catalogue[] = "FurnitureCatalog.properties";
    gfla_status status = GFLA_OK;
    gfla_archive *archive = NULL;
    size_t before = l->n_entries;
    TRY(gfla_archive_open(&archive, path));
    for (size_t i = 0; i < gfla_archive_count(archive); i++) {
        const char *name = gfla_archive_name(archive, i);
        size_t n = strlen(name), tail = sizeof catalogue - 1;
        if (n >= tail && strcmp(name + n - tail, catalogue) == 0 && !library_is_junk(name))
            TRY(add_catalogue(l, root, archive, path, name));
    }
    if (l->n_entries == before)
        TRY(add_loose_members(l, root, archive, path));
fail:
    gfla_archive_destroy(&archive);
    return status;
}
