#include "bench/bench_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"

#define WRONG 1e-3 /* rounding errors are a hundred times smaller, of whole networks, too */

const char *const gfla_bench_kind_names[GFLA_BENCH_KIND_COUNT] = {
    [GFLA_BENCH_PEAK] = "peak", [GFLA_BENCH_LAYER] = "layer", [GFLA_BENCH_NET] = "net"};

void gfla_bench_report_begin(struct gfla_bench_report *report, const struct gfla_device_info *info, int threads)
{
    const time_t now = time(NULL);
    struct tm utc;
    *report = (struct gfla_bench_report){
        .device = info->name, .driver = info->driver, .platform = info->platform, .threads = threads};
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
        if (strcmp(gfla_bench_kind_names[report->rows[i].kind], kind) == 0 && strcmp(report->rows[i].name, name) == 0)
            return &report->rows[i];
    return NULL;
}

gfla_status gfla_bench_item(const struct gfla_bench_setup *setup, const char *name, gfla_status status)
{
    if (status == GFLA_ERROR_INTERRUPTED)
        return status;
    if (status == GFLA_OK)
        gfla_batch_done(setup->batch);
    else
        gfla_batch_failed(setup->batch, name, status);
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

gfla_status gfla_bench_report_add(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                                  const struct gfla_bench_row *row)
{
    gfla_status status = GFLA_OK;
    const struct gfla_bench_row *known = gfla_bench_report_find(report, gfla_bench_kind_names[row->kind], row->name);
    if (setup->row)
        setup->row(setup->user_data, report, row);
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
