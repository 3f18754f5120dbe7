#include "cli/bench/bench_print.h"

#include <stdio.h>
#include <string.h>

#include "cli/bench/compare_print.h"

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

static void print_row(const struct cli *cli, const struct gfla_bench_report *report, const struct gfla_bench_row *row)
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

void bench_print_row(void *context, const struct gfla_bench_report *report, const struct gfla_bench_row *row)
{
    struct bench_print *print = context;
    if (print->kind != (int)row->kind)
        print_heading(print->cli, row->kind);
    print->kind = (int)row->kind;
    print_row(print->cli, report, row);
}

gfla_status bench_print_earlier(const struct gfla_bench_values *earlier, const char *path,
                                const struct gfla_bench_report *report, const struct cli *cli)
{
    static const char *const labels[2] = {"then", "now"};
    gfla_status status;
    struct gfla_bench_values now;
    TRY(gfla_bench_values_take(&now, report));
    if (strcmp(earlier->device, report->device) != 0)
        cli_note(cli, "%s is of another device, %s\n", path, earlier->device);
    bench_print_compared(cli, path, labels, earlier, &now);
fail:
    gfla_bench_values_free(&now);
    return status;
}
