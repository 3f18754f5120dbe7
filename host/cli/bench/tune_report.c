#include "cli/bench/tune_report.h"

#include <math.h>
#include <stdio.h>

static bool is_timed(const struct gfla_conv_trial *trial)
{
    return trial && trial->verdict == GFLA_CONV_TIMED;
}

/* Seconds by predicate to seconds as chosen; 0: not known. */
static double gain_of(const struct gfla_conv_tuned *tuned)
{
    return is_timed(tuned->winner) && is_timed(tuned->standard) ? tuned->standard->seconds / tuned->winner->seconds : 0;
}

static bool is_rejected(const struct gfla_conv_trial *trial)
{
    return trial->verdict == GFLA_CONV_WRONG || trial->verdict == GFLA_CONV_FAILED;
}

static const char *name_of(const struct gfla_conv_trial *trial)
{
    return trial ? trial->algorithm->name : "none";
}

/* ---- the table ---- */

void tune_heading(const struct cli *cli, const struct gfla_device_info *device)
{
    cli_print(cli, "%s, %s, driver %s\n\n", device->name, device->platform, device->driver);
}

static void print_row(const struct tune_report *report, const char *name, const struct gfla_conv_tuned *tuned)
{
    const double gain = gain_of(tuned);
    char text[16] = "", rejected[128] = "";
    size_t length = 0;
    for (int i = 0; i < tuned->n && length < sizeof rejected; i++)
        if (is_rejected(&tuned->trials[i]))
            length += (size_t)snprintf(rejected + length, sizeof rejected - length, "%s%s",
                                       length ? ", " : "  rejected: ", name_of(&tuned->trials[i]));
    if (gain > 0)
        snprintf(text, sizeof text, "%.2f", gain);
    if (report->n_rows == 0)
        cli_print(report->cli, "%-58s %-12s %-12s %10s %6s\n", "convolution", "default", "chosen", "ms", "gain");
    cli_print(report->cli, "%-58s %-12s %-12s %10.3f %6s%s\n", name, name_of(tuned->standard), name_of(tuned->winner),
              tuned->winner ? 1e3 * tuned->winner->seconds : 0, text, rejected);
}

void tune_report_sum(const struct tune_report *report, size_t n_known, const char *store)
{
    if (report->n_rows > 0)
        cli_print(report->cli,
                  "\n%zu measured, %zu of them not by default; as often as they occur %.2f ms by default, %.2f ms as "
                  "chosen\n",
                  report->n_rows, report->n_changed, 1e3 * report->standard, 1e3 * report->chosen);
    if (report->n_rejected > 0)
        cli_print(report->cli, "%zu results of algorithms were wrong or missing, and these are not used there\n",
                  report->n_rejected);
    if (n_known > 0)
        cli_print(report->cli, "%zu were known already; --again measures them too\n", n_known);
    if (report->programs.built + report->programs.from_disk > 0)
        cli_print(report->cli, "%zu programs built, %zu were known already\n", report->programs.built,
                  report->programs.from_disk);
    if (store)
        cli_print(report->cli, "kept in %s\n", store);
    else
        cli_print(report->cli, "nothing is kept\n");
}

/* ---- JSON ---- */

static void add_ms(struct gfla_text *json, const char *key, const struct gfla_conv_trial *trial)
{
    if (is_timed(trial))
        gfla_text_add(json, ",\"%s\":%.6g", key, 1e3 * trial->seconds);
    else
        gfla_text_add(json, ",\"%s\":null", key);
}

static void add_trial(struct gfla_text *json, const struct gfla_conv_trial *trial, bool is_first)
{
    static const char *const verdicts[GFLA_CONV_VERDICT_COUNT] = {[GFLA_CONV_TIMED] = "timed",
                                                                  [GFLA_CONV_WRONG] = "wrong",
                                                                  [GFLA_CONV_TOO_LARGE] = "too large",
                                                                  [GFLA_CONV_FAILED] = "failed"};
    gfla_text_add(json, "%s{\"algorithm\":\"%s\",\"verdict\":\"%s\"", is_first ? "" : ",", trial->algorithm->name,
                  verdicts[trial->verdict]);
    add_ms(json, "ms", trial);
    if (isfinite(trial->error))
        gfla_text_add(json, ",\"error\":%.3g}", trial->error);
    else
        gfla_text_add(json, ",\"error\":null}");
}

static void add_json(struct tune_report *report, const char *name, int uses, const struct gfla_conv_tuned *tuned)
{
    struct gfla_text *json = &report->json;
    bool is_first = true;
    gfla_text_add(json,
                  "%s{\"convolution\":\"%s\",\"uses\":%d,\"default\":\"%s\",\"chosen\":", report->n_rows ? "," : "",
                  name, uses, name_of(tuned->standard));
    if (tuned->winner)
        gfla_text_add(json, "\"%s\"", name_of(tuned->winner));
    else
        gfla_text_add(json, "null");
    add_ms(json, "default_ms", tuned->standard);
    add_ms(json, "ms", tuned->winner);
    gfla_text_add(json, ",\"trials\":[");
    for (int i = 0; i < tuned->n; i++)
        if (tuned->trials[i].verdict != GFLA_CONV_UNSUPPORTED) {
            add_trial(json, &tuned->trials[i], is_first);
            is_first = false;
        }
    gfla_text_add(json, "]}");
}

void tune_json_begin(struct gfla_text *json, const struct gfla_device_info *device, const char *store)
{
    gfla_text_add(json, "{\"gfla\":\"%s\",\"device\":", GFLA_VERSION);
    gfla_text_add_json(json, device->name);
    gfla_text_add(json, ",\"platform\":");
    gfla_text_add_json(json, device->platform);
    gfla_text_add(json, ",\"driver\":");
    gfla_text_add_json(json, device->driver);
    gfla_text_add(json, ",\"store\":");
    if (store)
        gfla_text_add_json(json, store);
    else
        gfla_text_add(json, "null");
}

gfla_status tune_report_json(struct tune_report *report, const struct gfla_device_info *device, size_t n_known,
                             const char *store)
{
    struct gfla_text json = {0};
    tune_json_begin(&json, device, store);
    gfla_text_add(
        &json,
        ",\"n_measured\":%zu,\"n_changed\":%zu,\"n_rejected\":%zu,\"n_known\":%zu,\"default_ms\":%.6g,\"ms\":%.6g",
        report->n_rows, report->n_changed, report->n_rejected, n_known, 1e3 * report->standard, 1e3 * report->chosen);
    gfla_text_add(&json, ",\"programs\":{\"built\":%zu,\"from_disk\":%zu}", report->programs.built,
                  report->programs.from_disk);
    gfla_text_add(&json, ",\"results\":[%s]}", report->json.data ? report->json.data : "");
    json.failed = json.failed || report->json.failed;
    return cli_print_json(&json);
}

/* ---- */

void tune_report_add(struct tune_report *report, const struct gfla_conv_case *c, int uses,
                     const struct gfla_conv_tuned *tuned)
{
    char name[GFLA_CONV_KEY_SIZE];
    gfla_conv_case_name(c, name);
    print_row(report, name, tuned);
    add_json(report, name, uses, tuned);
    for (int i = 0; i < tuned->n; i++)
        report->n_rejected += is_rejected(&tuned->trials[i]);
    report->n_changed += tuned->winner != tuned->standard;
    if (gain_of(tuned) > 0) {
        report->standard += uses * tuned->standard->seconds;
        report->chosen += uses * tuned->winner->seconds;
    }
    report->n_rows++;
}

void tune_report_free(struct tune_report *report)
{
    gfla_text_free(&report->json);
}
