/* bench_format.c - a report of `gfla bench` as JSON, CSV and Markdown. Every row has the same fields; what is not
 * known is null or empty. */
#include <string.h>

#include "bench/bench_report.h"

enum { N_FIELDS = 13 };

/* The numbers of a row with their names, in the order of the columns. */
struct field {
    const char *name, *format;
    double value;
    bool is_known;
};

static void list_fields(const struct gfla_bench_report *report, const struct gfla_bench_row *row,
                        struct field fields[N_FIELDS])
{
    const struct gfla_bench_times *t = &row->times;
    const struct field all[N_FIELDS] = {
        {"batch", "%.0f", row->batch, row->batch > 0},
        {"median_ms", "%.6g", 1e3 * t->median, true},
        {"min_ms", "%.6g", 1e3 * t->min, true},
        {"p90_ms", "%.6g", 1e3 * t->p90, true},
        {"runs", "%.0f", t->runs, true},
        {"gflop", "%.6g", 1e-9 * row->flops, row->flops > 0},
        {"gflops", "%.6g", gfla_bench_row_giga(row), row->flops > 0},
        {"gbytes_per_s", "%.6g", gfla_bench_row_giga(row), row->flops <= 0 && row->bytes > 0},
        {"percent_of_peak", "%.4g", gfla_bench_row_percent(report, row), gfla_bench_row_percent(report, row) > 0},
        {"peak_bytes", "%.0f", row->peak_bytes, row->peak_bytes > 0},
        {"max_error", "%.3g", row->max_error, row->has_error},
        {"cold_ms", "%.6g", 1e3 * row->cold, row->cold > 0},
        {"warm_ms", "%.6g", 1e3 * row->warm, row->warm > 0},
    };
    memcpy(fields, all, sizeof all);
}

static void add_value(struct gfla_text *text, const struct field *field, const char *unknown)
{
    if (field->is_known)
        gfla_text_add(text, field->format, field->value);
    else
        gfla_text_add(text, "%s", unknown);
}

/* ---- JSON ---- */

static void add_pair(struct gfla_text *json, const char *key, const char *value)
{
    gfla_text_add(json, "\"%s\":", key);
    gfla_text_add_json(json, value);
    gfla_text_add(json, ",");
}

static void add_json_row(const struct gfla_bench_report *report, const struct gfla_bench_row *row,
                         struct gfla_text *json)
{
    struct field fields[N_FIELDS];
    list_fields(report, row, fields);
    gfla_text_add(json, "{\"kind\":\"%s\",", gfla_bench_kind_names[row->kind]);
    add_pair(json, "name", row->name);
    for (int i = 0; i < N_FIELDS; i++) {
        gfla_text_add(json, "\"%s\":", fields[i].name);
        add_value(json, &fields[i], "null");
        gfla_text_add(json, ",");
    }
    gfla_text_add(json, "\"used_by\":");
    gfla_text_add_json(json, row->used_by);
    gfla_text_add(json, "}");
}

void gfla_bench_json(const struct gfla_bench_report *report, struct gfla_text *json)
{
    gfla_text_add(json, "{");
    add_pair(json, "device", report->device);
    add_pair(json, "driver", report->driver);
    add_pair(json, "platform", report->platform);
    add_pair(json, "gfla", GFLA_VERSION);
    add_pair(json, "date", report->date);
    gfla_text_add(json, "\"threads\":%d,\"results\":[", report->threads);
    for (size_t i = 0; i < report->count; i++) {
        gfla_text_add(json, "%s", i ? "," : "");
        add_json_row(report, &report->rows[i], json);
    }
    gfla_text_add(json, "]}");
}

/* ---- CSV ---- */

/* Names hold commas, and names of devices may hold anything. */
static void add_quoted(struct gfla_text *csv, const char *text)
{
    gfla_text_add(csv, "\"");
    for (; *text; text++)
        gfla_text_add(csv, "%s%c", *text == '"' ? "\"" : "", *text);
    gfla_text_add(csv, "\"");
}

void gfla_bench_csv(const struct gfla_bench_report *report, struct gfla_text *csv)
{
    struct field fields[N_FIELDS];
    list_fields(report, &(struct gfla_bench_row){.batch = 0}, fields);
    gfla_text_add(csv, "device,driver,gfla,date,kind,name");
    for (int i = 0; i < N_FIELDS; i++)
        gfla_text_add(csv, ",%s", fields[i].name);
    gfla_text_add(csv, "\n");
    for (size_t row = 0; row < report->count; row++) {
        list_fields(report, &report->rows[row], fields);
        add_quoted(csv, report->device);
        gfla_text_add(csv, ",");
        add_quoted(csv, report->driver);
        gfla_text_add(csv, ",%s,%s,%s,", GFLA_VERSION, report->date, gfla_bench_kind_names[report->rows[row].kind]);
        add_quoted(csv, report->rows[row].name);
        for (int i = 0; i < N_FIELDS; i++) {
            gfla_text_add(csv, ",");
            add_value(csv, &fields[i], "");
        }
        gfla_text_add(csv, "\n");
    }
}

/* ---- Markdown ---- */

void gfla_bench_markdown(const struct gfla_bench_report *report, struct gfla_text *page)
{
    struct field fields[N_FIELDS];
    gfla_text_add(page, "%s, %s, driver %s, %d threads; gfla %s, %s\n", report->device, report->platform,
                  report->driver, report->threads, GFLA_VERSION, report->date);
    for (size_t row = 0; row < report->count; row++) {
        const struct gfla_bench_row *r = &report->rows[row];
        list_fields(report, r, fields);
        if (row == 0 || r[-1].kind != r->kind) {
            gfla_text_add(page, "\n| %s |", gfla_bench_kind_names[r->kind]);
            for (int i = 0; i < N_FIELDS; i++)
                gfla_text_add(page, " %s |", fields[i].name);
            gfla_text_add(page, "%s\n|---|", r->kind == GFLA_BENCH_LAYER ? " used by |" : "");
            for (int i = 0; i < N_FIELDS; i++)
                gfla_text_add(page, "--:|");
            gfla_text_add(page, "%s\n", r->kind == GFLA_BENCH_LAYER ? "---|" : "");
        }
        gfla_text_add(page, "| %s |", r->name);
        for (int i = 0; i < N_FIELDS; i++) {
            gfla_text_add(page, " ");
            add_value(page, &fields[i], "");
            gfla_text_add(page, " |");
        }
        gfla_text_add(page, "%s%s%s\n", r->used_by[0] ? " " : "", r->used_by, r->used_by[0] ? " |" : "");
    }
}

gfla_bench_format *gfla_bench_format_of(const char *path)
{
    static const struct {
        const char *ending;
        gfla_bench_format *format;
    } formats[] = {{".json", gfla_bench_json}, {".csv", gfla_bench_csv}, {".md", gfla_bench_markdown}};
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(ending, formats[i].ending) == 0)
            return formats[i].format;
    return NULL;
}
