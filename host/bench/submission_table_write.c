/* submission_table_write.c - a table of submissions as Markdown and JSON. */
#include "bench/submission_table.h"

/* The columns of numbers. */
static const enum gfla_submission_part columns[] = {
    GFLA_SUBMISSION_PERSON, GFLA_SUBMISSION_VIEW, GFLA_SUBMISSION_FACE, GFLA_SUBMISSION_RENDER, GFLA_SUBMISSION_TRAIN,
    GFLA_SUBMISSION_COLD,   GFLA_SUBMISSION_WARM, GFLA_SUBMISSION_FMA,  GFLA_SUBMISSION_COPY};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static void add_cell(struct gfla_text *page, const char *text)
{
    gfla_text_add(page, " ");
    gfla_submission_add_plain(page, text);
    gfla_text_add(page, " |");
}

static void add_row(struct gfla_text *page, const struct gfla_submission_entry *entry)
{
    const struct gfla_submission *s = &entry->submission;
    gfla_text_add(page, "|");
    add_cell(page, gfla_submission_vendor(s));
    add_cell(page, s->device.name);
    if (entry->score > 0)
        gfla_text_add(page, " %.2f |", entry->score);
    else
        add_cell(page, "void");
    for (int i = 0; i < N_COLUMNS; i++) {
        const double median = gfla_submission_median(s, columns[i]);
        if (median > 0)
            gfla_text_add(page, " %.4g |", median);
        else
            gfla_text_add(page, " |");
    }
    gfla_text_add(page, " %.0e |", gfla_submission_largest_error(s));
    add_cell(page, s->device.platform);
    add_cell(page, s->device.driver);
    add_cell(page, s->gfla);
    add_cell(page, s->date);
    gfla_text_add(page, "\n");
}

static void add_head(struct gfla_text *page)
{
    gfla_text_add(page, "| vendor | device | score |");
    for (int i = 0; i < N_COLUMNS; i++)
        gfla_text_add(page, " %s %s |", gfla_submission_parts[columns[i]].title,
                      gfla_submission_parts[columns[i]].unit);
    gfla_text_add(page, " error | platform | driver | gfla | date |\n|---|---|--:|");
    for (int i = 0; i < N_COLUMNS + 1; i++)
        gfla_text_add(page, "--:|");
    gfla_text_add(page, "---|---|---|---|\n");
}

void gfla_submission_table_markdown(const struct gfla_submission_table *table, struct gfla_text *page)
{
    gfla_text_add(page, "gfla bench, profile %d: how many times as fast as %s\n\n", GFLA_SUBMISSION_PROFILE,
                  gfla_submission_reference);
    add_head(page);
    for (size_t i = 0; i < table->count; i++)
        add_row(page, &table->entries[i]);
    for (size_t i = 0; i < table->count; i++) {
        if (table->entries[i].score > 0)
            continue;
        gfla_text_add(page, "\nVoid: ");
        gfla_submission_add_plain(page, table->entries[i].submission.device.name);
        gfla_text_add(page, ", ");
        gfla_submission_add_plain(page, table->entries[i].submission.device.platform);
        gfla_text_add(page, " (%s)\n", table->entries[i].why);
    }
}

/* ---- JSON ---- */

static void add_pair(struct gfla_text *json, const char *key, const char *value)
{
    gfla_text_add(json, "\"%s\":", key);
    gfla_text_add_json(json, value);
    gfla_text_add(json, ",");
}

static void add_number(struct gfla_text *json, double value)
{
    if (value > 0)
        gfla_text_add(json, "%.10g", value);
    else
        gfla_text_add(json, "null");
}

static void add_results(struct gfla_text *json, const struct gfla_submission *s)
{
    gfla_text_add(json, "\"results\":{");
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT; part++) {
        gfla_text_add(json, "%s\"%s\":{\"median\":", part ? "," : "", gfla_submission_parts[part].name);
        add_number(json, gfla_submission_median(s, part));
        gfla_text_add(json, ",\"unit\":\"%s\",\"ratio\":", gfla_submission_parts[part].unit);
        add_number(json, gfla_submission_ratio(s, part));
        gfla_text_add(json, "}");
    }
    gfla_text_add(json, "}");
}

static void add_object(struct gfla_text *json, const struct gfla_submission_entry *entry)
{
    const struct gfla_submission *s = &entry->submission;
    gfla_text_add(json, "{");
    add_pair(json, "file", entry->file);
    add_pair(json, "vendor", gfla_submission_vendor(s));
    add_pair(json, "device", s->device.name);
    add_pair(json, "platform", s->device.platform);
    add_pair(json, "driver", s->device.driver);
    add_pair(json, "gfla", s->gfla);
    add_pair(json, "date", s->date);
    gfla_text_add(json, "\"score\":");
    add_number(json, entry->score);
    gfla_text_add(json, ",");
    add_pair(json, "void", entry->why);
    add_results(json, s);
    gfla_text_add(json, "}");
}

void gfla_submission_table_json(const struct gfla_submission_table *table, struct gfla_text *json)
{
    gfla_text_add(json, "{\"profile\":%d,", GFLA_SUBMISSION_PROFILE);
    add_pair(json, "reference", gfla_submission_reference);
    gfla_text_add(json, "\"submissions\":[");
    for (size_t i = 0; i < table->count; i++) {
        gfla_text_add(json, "%s", i ? "," : "");
        add_object(json, &table->entries[i]);
    }
    gfla_text_add(json, "]}");
}
