#include "bench/bench_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"

#define WRONG 1e-3 /* rounding errors are a hundred times smaller, of whole networks, too */

const char *const bench_kind_names[GFLA_BENCH_KIND_COUNT] = {
    [GFLA_BENCH_PEAK] = "peak", [GFLA_BENCH_LAYER] = "layer", [GFLA_BENCH_NET] = "net"};

void gfla_bench_report_begin(struct gfla_bench_report *report, const struct gfla_device_info *info, int threads)
{
    const time_t now = time(NULL);
    struct tm utc;
    *report = (struct gfla_bench_report){.device = info->name,
                                         .driver = info->driver,
                                         .platform = info->platform,
                                         .threads = threads,
                                         .printed_kind = -1};
    strftime(report->date, sizeof report->date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
}

void gfla_bench_report_free(struct gfla_bench_report *report)
{
    free(report->rows);
    *report = (struct gfla_bench_report){.rows = NULL};
}

bool gfla_bench_is_wanted(const struct gfla_bench_choice *choice, const char *name)
{
    for (int i = 0; i < choice->n_texts; i++)
        if (strstr(name, choice->texts[i]))
            return true;
    return choice->n_texts == 0;
}

const struct gfla_bench_row *gfla_bench_report_find(const struct gfla_bench_report *report, const char *kind,
                                                    const char *name)
{
    for (size_t i = 0; i < report->count; i++)
        if (strcmp(bench_kind_names[report->rows[i].kind], kind) == 0 && strcmp(report->rows[i].name, name) == 0)
            return &report->rows[i];
    return NULL;
}

gfla_status gfla_bench_item(struct cli *cli, const char *name, gfla_status status)
{
    if (status == GFLA_ERROR_INTERRUPTED)
        return status;
    if (status == GFLA_OK)
        cli_item_done(cli);
    else
        cli_item_failed(cli, name, status);
    return GFLA_OK;
}

double gfla_bench_row_giga(const struct gfla_bench_row *row)
{
    const double work = row->flops > 0 ? row->flops : row->bytes;
    return row->times.median > 0 ? 1e-9 * work / row->times.median : 0;
}

double gfla_bench_row_percent(const struct gfla_bench_report *report, const struct gfla_bench_row *row)
{
    const double peak = row->flops > 0 ? report->fma_rate : report->copy_rate;
    return row->kind != GFLA_BENCH_PEAK && peak > 0 ? 1e11 * gfla_bench_row_giga(row) / peak : 0;
}

/* ---- the table ---- */

static const char *const headings[GFLA_BENCH_KIND_COUNT] = {
    [GFLA_BENCH_PEAK] = "device peak", [GFLA_BENCH_LAYER] = "layer", [GFLA_BENCH_NET] = "network"};

/* "12.3 GFLOP/s", or "12.3 GB/s" where bytes are what is counted. */
static void add_rate(struct gfla_text *text, const struct gfla_bench_row *row)
{
    if (gfla_bench_row_giga(row) > 0)
        gfla_text_add(text, "%9.1f %-7s", gfla_bench_row_giga(row), row->flops > 0 ? "GFLOP/s" : "GB/s");
    else
        gfla_text_add(text, "%17s", "");
}

/* A blank field where nothing is known. */
static void add_number(struct gfla_text *text, int width, int digits, double value)
{
    if (value > 0)
        gfla_text_add(text, " %*.*f", width, digits, value);
    else
        gfla_text_add(text, " %*s", width, "");
}

static void add_error(struct gfla_text *text, const struct gfla_bench_row *row)
{
    if (row->has_error)
        gfla_text_add(text, "   %7.1e", row->max_error);
    else
        gfla_text_add(text, "%10s", "");
}

static void print_heading(const struct cli *cli, enum gfla_bench_kind kind)
{
    static const char *const rest[GFLA_BENCH_KIND_COUNT] = {[GFLA_BENCH_PEAK] = "",
                                                            [GFLA_BENCH_LAYER] = " % peak     error  used by",
                                                            [GFLA_BENCH_NET] =
                                                                " % peak     error       MiB    cold s    warm s"};
    cli_print(cli, "\n%-50s %10s %10s %10s %17s%s\n", headings[kind], "median ms", "min ms", "p90 ms", "", rest[kind]);
}

static void print_row(const struct gfla_bench_report *report, const struct cli *cli, const struct gfla_bench_row *row)
{
    struct gfla_text text = {0};
    gfla_text_add(&text, "%-50s %10.4f %10.4f %10.4f ", row->name, 1e3 * row->times.median, 1e3 * row->times.min,
                  1e3 * row->times.p90);
    add_rate(&text, row);
    if (row->kind != GFLA_BENCH_PEAK)
        add_number(&text, 6, 1, gfla_bench_row_percent(report, row));
    if (row->kind != GFLA_BENCH_PEAK)
        add_error(&text, row);
    if (row->kind == GFLA_BENCH_LAYER)
        gfla_text_add(&text, "  %s", row->used_by);
    if (row->kind == GFLA_BENCH_NET) {
        add_number(&text, 9, 1, row->peak_bytes / (1 << 20));
        add_number(&text, 9, 2, row->cold);
        add_number(&text, 9, 2, row->warm);
    }
    cli_print(cli, "%s\n", text.data ? text.data : "");
    fflush(stdout);
    gfla_text_free(&text);
}

/* The same thing measured again: its fastest round, and the worst error. */
static void merge(struct gfla_bench_row *row, const struct gfla_bench_row *again)
{
    struct gfla_bench_row best = again->times.median < row->times.median ? *again : *row;
    best.max_error = fmax(row->max_error, again->max_error);
    best.has_error = row->has_error || again->has_error;
    best.cold = fmin(row->cold, again->cold);
    best.warm = fmin(row->warm, again->warm);
    *row = best;
}

gfla_status gfla_bench_report_add(struct gfla_bench_report *report, const struct cli *cli,
                                  const struct gfla_bench_row *row)
{
    gfla_status status = GFLA_OK;
    const struct gfla_bench_row *known = gfla_bench_report_find(report, bench_kind_names[row->kind], row->name);
    if (report->printed_kind != (int)row->kind)
        print_heading(cli, row->kind);
    report->printed_kind = (int)row->kind;
    print_row(report, cli, row);
    if (row->has_error && row->max_error > WRONG)
        gfla_log(GFLA_LOG_WARNING, "%s: the error %.1e says that this device computes it wrongly. hint: gfla selftest",
                 row->name, row->max_error);
    if (known) {
        merge(&report->rows[known - report->rows], row);
    } else {
        TRY(gfla_grow(&report->rows, &report->capacity, report->count + 1, sizeof *report->rows, "results"));
        report->rows[report->count++] = *row;
    }
fail:
    return status;
}
