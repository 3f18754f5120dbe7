#include "bench/submission_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

/* ---- reading ---- */

static gfla_status copy_text(char **copy, const char *text)
{
    gfla_status status;
    TRY(gfla_calloc(copy, strlen(text) + 1, 1, "a table of submissions"));
    strcpy(*copy, text);
fail:
    return status;
}

/* There is room for it. */
static gfla_status add_entry(struct gfla_submission_table *table, const char *folder, const char *name)
{
    gfla_status status = GFLA_OK;
    struct gfla_submission_entry *entry = &table->entries[table->count];
    struct gfla_text path = {0}, why = {0};
    *entry = (struct gfla_submission_entry){0};
    gfla_text_add(&path, "%s/%s", folder, name);
    REQUIRE(!path.failed && path.data, GFLA_ERROR_MEMORY, "the name of a file: host memory ran out");
    TRY(gfla_submission_read(&entry->submission, path.data));
    gfla_submission_score(&entry->submission, &entry->score, &why);
    TRY(copy_text(&entry->file, name));
    TRY(copy_text(&entry->why, why.data ? why.data : ""));
    table->count++;
fail:
    if (status != GFLA_OK) {
        free(entry->file);
        free(entry->why);
    }
    gfla_text_free(&path);
    gfla_text_free(&why);
    return status;
}

gfla_status gfla_submission_table_read(struct gfla_submission_table *table, const char *folder,
                                       struct gfla_batch *batch)
{
    static const char *const extensions[] = {".json", NULL};
    gfla_status status;
    char **names = NULL;
    size_t count = 0;
    *table = (struct gfla_submission_table){NULL};
    TRY(gfla_folder_files(folder, extensions, &names, &count));
    REQUIRE(count > 0, GFLA_ERROR_INPUT, "%s: no .json in this folder. hint: gfla bench --submit=FILE writes one",
            folder);
    TRY(gfla_grow(&table->entries, &table->capacity, count, sizeof *table->entries, "a table of submissions"));
    for (size_t i = 0; i < count; i++) {
        status = add_entry(table, folder, names[i]);
        if (status == GFLA_ERROR_MEMORY)
            goto fail;
        if (status == GFLA_OK)
            gfla_batch_done(batch);
        else
            gfla_batch_failed(batch, "left out", status); /* the message names the file */
    }
    status = table->count > 0 ? GFLA_OK : gfla_batch_status(batch);
    gfla_submission_table_sort(table);
fail:
    free(names);
    return status;
}

void gfla_submission_table_free(struct gfla_submission_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->entries[i].file);
        free(table->entries[i].why);
    }
    free(table->entries);
    *table = (struct gfla_submission_table){NULL};
}

/* ---- order ---- */

static const char *vendor_of(const struct gfla_submission_entry *entry)
{
    return gfla_submission_vendor(&entry->submission);
}

static void find_best(struct gfla_submission_table *table, struct gfla_submission_entry *entry)
{
    entry->vendors_best = 0;
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(vendor_of(&table->entries[i]), vendor_of(entry)) == 0 &&
            table->entries[i].score > entry->vendors_best)
            entry->vendors_best = table->entries[i].score;
}

/* 0: has a score; 1: void; 2: out of contest. */
static int class_of(const struct gfla_submission_entry *entry)
{
    return gfla_submission_is_emulator(&entry->submission) ? 2 : entry->score > 0 ? 0 : 1;
}

static int compare_entries(const void *a, const void *b)
{
    const struct gfla_submission_entry *x = a, *y = b;
    const int vendors = strcmp(vendor_of(x), vendor_of(y));
    if (class_of(x) != class_of(y))
        return class_of(x) - class_of(y);
    if (vendors != 0 && x->vendors_best != y->vendors_best)
        return x->vendors_best > y->vendors_best ? -1 : 1;
    if (vendors != 0)
        return vendors;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return strcmp(x->file, y->file);
}

void gfla_submission_table_sort(struct gfla_submission_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        find_best(table, &table->entries[i]);
    if (table->count > 0)
        qsort(table->entries, table->count, sizeof *table->entries, compare_entries);
}

gfla_submission_format *gfla_submission_format_of(const char *path)
{
    static const struct {
        const char *ending;
        gfla_submission_format *format;
    } formats[] = {{".md", gfla_submission_table_markdown},
                   {".json", gfla_submission_table_json},
                   {".svg", gfla_submission_table_chart}};
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(ending, formats[i].ending) == 0)
            return formats[i].format;
    return NULL;
}
