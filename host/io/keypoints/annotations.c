#include "io/keypoints/annotations.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "io/keypoints/keypoints_csv.h"
#include "io/keypoints/list_text.h"

struct entry {
    const char *name;
    size_t line;
    struct gfla_annotation_line parts;
};

struct gfla_annotations {
    char *path, *text; /* the zeros behind names are written into the text */
    struct entry *entries;
    struct entry **by_name;
    size_t n, capacity;
};

static gfla_status add_line(gfla_annotations *a, const struct gfla_csv_form *form, const char *line, size_t size,
                            size_t number)
{
    gfla_status status;
    struct gfla_annotation_line parts;
    struct gfla_keypoints points;
    TRY(gfla_annotation_split(form, line, size, &parts));
    TRY(gfla_annotation_points(&parts, &points)); /* so that a run does not find out after hours */
    TRY(gfla_grow(&a->entries, &a->capacity, a->n + 1, sizeof *a->entries, "annotations"));
    a->text[parts.name + parts.name_size - a->text] = 0;
    a->entries[a->n++] = (struct entry){parts.name, number, parts};
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "line %zu", number);
}

static gfla_status add_lines(gfla_annotations *a, size_t size)
{
    gfla_status status;
    const char *at = a->text, *line;
    size_t length, number = 1;
    struct gfla_csv_form form;
    const bool has_header =
        gfla_next_line(&at, a->text + size, &line, &length) && gfla_annotation_header(line, length, &form);
    REQUIRE(has_header, GFLA_ERROR_INPUT, "does not begin with name:keypoints_y:keypoints_x");
    while (gfla_next_line(&at, a->text + size, &line, &length)) {
        number++;
        if (length > 0)
            TRY(add_line(a, &form, line, length, number));
    }
    REQUIRE(a->n > 0, GFLA_ERROR_INPUT, "has no line after its header");
    return GFLA_OK;
fail:
    return status;
}

static int compare_entries(const void *x, const void *y)
{
    const struct entry *a = *(struct entry *const *)x, *b = *(struct entry *const *)y;
    int order = strcmp(a->name, b->name);
    return order ? order : a->line < b->line ? -1 : 1;
}

static int compare_name(const void *name, const void *entry)
{
    return strcmp(name, (*(struct entry *const *)entry)->name);
}

static bool same_points(const struct entry *a, const struct entry *b)
{
    struct gfla_keypoints p, q;
    return gfla_annotation_points(&a->parts, &p) == GFLA_OK && gfla_annotation_points(&b->parts, &q) == GFLA_OK &&
           memcmp(&p, &q, sizeof p) == 0;
}

static gfla_status sort_entries(gfla_annotations *a)
{
    gfla_status status;
    char shown[48];
    TRY(gfla_calloc(&a->by_name, a->n, sizeof *a->by_name, "annotations"));
    for (size_t i = 0; i < a->n; i++)
        a->by_name[i] = &a->entries[i];
    qsort(a->by_name, a->n, sizeof *a->by_name, compare_entries);
    for (size_t i = 1; i < a->n; i++) {
        const struct entry *one = a->by_name[i - 1], *two = a->by_name[i];
        REQUIRE(strcmp(one->name, two->name) != 0 || same_points(one, two), GFLA_ERROR_INPUT,
                "lines %zu and %zu are both about '%s' and differ. hint: keep one of them", one->line, two->line,
                gfla_excerpt(one->name, one->parts.name_size, shown));
    }
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_annotations_open(gfla_annotations **annotations, const char *path)
{
    gfla_status status;
    gfla_annotations *a = NULL;
    void *text = NULL;
    size_t size;
    *annotations = NULL;
    TRY(gfla_file_read_text(path, GFLA_KEYPOINTS_MAX_BYTES, &text, &size));
    TRY(gfla_calloc(&a, 1, sizeof *a, path));
    a->text = text;
    text = NULL;
    gfla_list_text_settle(a->text, &size, (const char *const[]){"name", "keypoints_y", "keypoints_x", NULL}, ':');
    TRY(gfla_calloc(&a->path, strlen(path) + 1, 1, path));
    strcpy(a->path, path);
    status = add_lines(a, size);
    if (status == GFLA_OK)
        status = sort_entries(a);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", path);
        goto fail;
    }
    *annotations = a;
    return GFLA_OK;
fail:
    free(text);
    gfla_annotations_destroy(&a);
    return status;
}

void gfla_annotations_destroy(gfla_annotations **annotations)
{
    gfla_annotations *a = *annotations;
    if (!a)
        return;
    free(a->by_name);
    free(a->entries);
    free(a->path);
    free(a->text);
    free(a);
    *annotations = NULL;
}

size_t gfla_annotations_count(const gfla_annotations *annotations)
{
    return annotations->n;
}

const char *gfla_annotations_name(const gfla_annotations *annotations, size_t index)
{
    return annotations->entries[index].name;
}

static const struct entry *find_entry(const gfla_annotations *a, const char *name)
{
    struct entry *const *found = bsearch(name, a->by_name, a->n, sizeof *a->by_name, compare_name);
    return found ? *found : NULL;
}

bool gfla_annotations_has(const gfla_annotations *annotations, const char *name)
{
    return find_entry(annotations, name) != NULL;
}

gfla_status gfla_annotations_find(const gfla_annotations *annotations, const char *name, struct gfla_keypoints *points)
{
    const struct entry *entry = find_entry(annotations, name);
    char shown[48];
    *points = (struct gfla_keypoints){0};
    if (entry)
        return gfla_annotation_points(&entry->parts, points);
    entry = &annotations->entries[0];
    return gfla_fail(GFLA_ERROR_INPUT, "%s: no picture '%s' among %zu; the first is '%s'", annotations->path, name,
                     annotations->n, gfla_excerpt(entry->name, entry->parts.name_size, shown));
}
