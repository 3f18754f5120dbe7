/* cli/bench/tune_report.h - what `gfla tune` found out, as a table that grows and as JSON. */
#ifndef GFLA_CLI_BENCH_TUNE_REPORT_H
#define GFLA_CLI_BENCH_TUNE_REPORT_H

#include "bench/tune_programs.h"
#include "cli/cli.h"

struct tune_report {
    const struct cli *cli;
    struct gfla_text json; /* the list of results */
    size_t n_rows, n_changed, n_rejected;
    struct gfla_program_counts programs; /* of the networks */
    double standard, chosen;             /* seconds of all cases, each as often as it occurs, where both were timed */
};

/* Adds a case and prints its row, the first below a heading. */
void tune_report_add(struct tune_report *report, const struct gfla_conv_case *c, int uses,
                     const struct gfla_conv_tuned *tuned);
/* The last lines of the table. store: the file, NULL when nothing is kept. */
void tune_report_sum(const struct tune_report *report, size_t n_known, const char *store);
/* The whole result, printed. */
gfla_status tune_report_json(struct tune_report *report, const struct gfla_device_info *device, size_t n_known,
                             const char *store);
void tune_report_free(struct tune_report *report);

/* What tables of `gfla tune` begin with. */
void tune_heading(const struct cli *cli, const struct gfla_device_info *device);
/* How JSON of `gfla tune` begins: "{" and the device. */
void tune_json_begin(struct gfla_text *json, const struct gfla_device_info *device, const char *store);

#endif
