/* cmd_selftest.c - `gfla selftest`: every op against the plain C reference, on the chosen device. */
#include <math.h>
#include <string.h>

#include "cli/cli.h"
#include "base/context.h"
#include "base/progress.h"
#include "tests/ops/op_case.h"

struct params {
    bool quick, tiny;
    const char *op;     /* name of a table; NULL: all */
    const char *filter; /* part of the name of a case; NULL: all */
};

/* What was found in one table of cases, or in all. */
struct summary {
    int n_cases, n_failed, n_not_run; /* not run: counted as failed, too */
    double value_error, grad_error;   /* the worst; NaN is worst of all */
};

enum { KEY_QUICK = CLI_KEY, KEY_TINY, KEY_OP };

/* Cases of one op that --quick runs at the most. */
#define N_QUICK 3

static const struct argp_option options[] = {
    {"quick", KEY_QUICK, 0, 0, "three small cases of every op", 0},
    {"tiny", KEY_TINY, 0, 0, "all cases that are small enough for a simulator as Oclgrind", 0},
    {"op", KEY_OP, "NAME", 0, "the cases of one op only", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct params *params = state->input;
    switch (key) {
    case KEY_QUICK:
        params->quick = true;
        return 0;
    case KEY_TINY:
        params->tiny = true;
        return 0;
    case KEY_OP:
        params->op = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (params->filter)
            cli_usage(state, "one filter at a time: '%s' and '%s'", params->filter, arg);
        params->filter = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool matches(const struct params *params, const struct op_case_table *table, const struct op_case *c)
{
    return ((!params->quick && !params->tiny) || c->tiny) && (!params->op || strcmp(params->op, table->op) == 0) &&
           (!params->filter || strstr(c->name, params->filter));
}

static int count_matches(const struct params *params, const struct op_case_table *table)
{
    int n = 0;
    for (int i = 0; i < table->n_cases; i++)
        n += matches(params, table, &table->cases[i]);
    return n;
}

/* --quick takes few of the n cases of a table that match, spread over it: neighbours are often variants of one kind. */
static int quick_limit(const struct params *params, int n)
{
    return params->quick && n > N_QUICK ? N_QUICK : n;
}

/* Whether the k-th of the n cases that match is one of those to run. */
static bool is_chosen(const struct params *params, int k, int n)
{
    const int limit = quick_limit(params, n);
    return k * limit / n != (k + 1) * limit / n;
}

static size_t count_selected(const struct params *params)
{
    size_t n = 0;
    for (int t = 0; t < n_op_case_tables; t++)
        n += (size_t)quick_limit(params, count_matches(params, op_case_tables[t]));
    return n;
}

static double worse(double a, double b)
{
    return isnan(a) || a > b ? a : b;
}

static void add_number(struct gfla_text *json, const char *key, double value)
{
    if (isfinite(value))
        gfla_text_add(json, ",\"%s\":%.3g", key, value);
    else
        gfla_text_add(json, ",\"%s\":null", key);
}

static void add_case(struct gfla_text *json, const struct op_case *c, const struct op_case_result *result)
{
    gfla_text_add(json, "%s{\"name\":", json->data[json->size - 1] == '[' ? "" : ",");
    gfla_text_add_json(json, c->name);
    gfla_text_add(json, ",\"passed\":%s", result->passed ? "true" : "false");
    add_number(json, "value_error", result->value_error);
    add_number(json, "grad_error", result->grad_error);
    gfla_text_add(json, ",\"message\":");
    gfla_text_add_json(json, result->message);
    gfla_text_add(json, "}");
}

/* A case that cannot be run on this device is a case that failed: the driver may be what is wrong. */
static bool run_case(const struct op_case *c, gfla_device *device, struct op_case_result *result)
{
    *result = (struct op_case_result){0};
    if (op_case_run(c, device, result) == GFLA_OK)
        return true;
    result->passed = false;
    result->value_error = result->grad_error = NAN;
    snprintf(result->message, sizeof result->message, "could not be run: %s", gfla_error_message());
    return false;
}

static void count_case(struct summary *summary, const struct op_case_result *result, bool was_run)
{
    summary->n_cases++;
    summary->n_failed += !result->passed;
    summary->n_not_run += !was_run;
    if (!was_run)
        return;
    summary->value_error = worse(result->value_error, summary->value_error);
    summary->grad_error = worse(result->grad_error, summary->grad_error);
}

static void print_summary(const struct cli *cli, const char *op, const struct summary *s)
{
    cli_print(cli, "%-28s %3d of %3d  %8.1e  %8.1e  %s\n", op, s->n_cases - s->n_failed, s->n_cases, s->value_error,
              s->grad_error, s->n_failed == 0 ? "pass" : "FAIL");
}

/* What a run works on. */
struct selftest {
    const struct cli *cli;
    const struct params *params;
    gfla_device *device;
    struct summary total;
    struct gfla_text json;
    struct gfla_progress_count progress;
};

static void report_case(struct selftest *s, const struct op_case *c, const struct op_case_result *result, bool was_run)
{
    if (!result->passed)
        cli_print(s->cli, "  FAIL %s: %s\n", c->name, result->message);
    else if (s->cli->verbosity > 0)
        cli_print(s->cli, "  pass %s: %.1e %.1e\n", c->name, result->value_error, result->grad_error);
    add_case(&s->json, c, result);
    count_case(&s->total, result, was_run);
    gfla_progress_set(&s->progress, (size_t)s->total.n_cases);
}

static gfla_status run_table(struct selftest *s, const struct op_case_table *table)
{
    struct summary summary = {0};
    const int n = count_matches(s->params, table);
    for (int i = 0, k = 0; i < table->n_cases; i++) {
        const struct op_case *c = &table->cases[i];
        if (!matches(s->params, table, c) || !is_chosen(s->params, k++, n))
            continue;
        gfla_status status = gfla_check_cancelled();
        if (status != GFLA_OK)
            return status;
        struct op_case_result result;
        const bool was_run = run_case(c, s->device, &result);
        count_case(&summary, &result, was_run);
        report_case(s, c, &result, was_run);
    }
    if (summary.n_cases > 0)
        print_summary(s->cli, table->op, &summary);
    return GFLA_OK;
}

static gfla_status run_tables(struct selftest *s)
{
    gfla_status status = GFLA_OK;
    gfla_progress_begin(&s->progress, "cases", count_selected(s->params));
    cli_print(s->cli, "%-28s %10s  %8s  %8s\n", "op", "passed", "value", "gradient");
    for (int t = 0; t < n_op_case_tables && status == GFLA_OK; t++)
        status = run_table(s, op_case_tables[t]);
    gfla_progress_end(&s->progress);
    if (status == GFLA_OK)
        print_summary(s->cli, "all", &s->total);
    return status;
}

static void begin_json(struct gfla_text *json, const struct gfla_device_info *info)
{
    gfla_text_add(json, "{\"gfla\":\"%s\",\"device\":", GFLA_VERSION);
    gfla_text_add_json(json, info->name);
    gfla_text_add(json, ",\"platform\":");
    gfla_text_add_json(json, info->platform);
    gfla_text_add(json, ",\"driver\":");
    gfla_text_add_json(json, info->driver);
    gfla_text_add(json, ",\"cases\":[");
}

/* A result that differs is one thing, a kernel that the driver does not build another. */
static gfla_status judge(const struct gfla_device_info *info, const struct summary *total)
{
    char problem[96];
    const int n_differ = total->n_failed - total->n_not_run;
    if (total->n_failed == 0)
        return GFLA_OK;
    if (total->n_not_run == 0)
        snprintf(problem, sizeof problem, "%d of %d cases differ from the reference", n_differ, total->n_cases);
    else if (n_differ == 0)
        snprintf(problem, sizeof problem, "%d of %d cases could not be run", total->n_not_run, total->n_cases);
    else
        snprintf(problem, sizeof problem, "of %d cases %d differ from the reference, and %d could not be run",
                 total->n_cases, n_differ, total->n_not_run);
    return gfla_fail(GFLA_ERROR_CHECK, "%s: %s. hint: another driver, or -d with another device", info->name, problem);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status = GFLA_OK;
    struct params params = {0};
    struct selftest s = {.cli = cli, .params = &params};
    TRY(cli_parse(cli, argc, argv, &params));
    TRY(cli_open_device(cli, &s.device));
    const struct gfla_device_info *info = gfla_device_get_info(s.device);
    REQUIRE(info->kind != GFLA_DEVICE_NULL, GFLA_ERROR_NO_DEVICE,
            "the null device computes nothing that could be compared. hint: gfla devices lists real ones");
    REQUIRE(count_selected(&params) > 0, GFLA_ERROR_USAGE, "no such case: %s %s. hint: gfla selftest -v lists them",
            params.op ? params.op : "any op,", params.filter ? params.filter : "any name");
    cli_print(cli, "%s, %s, driver %s\n\n", info->name, info->platform, info->driver);
    TRY(op_case_probe(s.device)); /* or each case would say the same */
    begin_json(&s.json, info);
    TRY(run_tables(&s));
    gfla_text_add(&s.json, "],\"n_cases\":%d,\"n_failed\":%d,\"n_not_run\":%d}", s.total.n_cases, s.total.n_failed,
                  s.total.n_not_run);
    if (cli->json)
        TRY(cli_print_json(&s.json));
    status = judge(info, &s.total);
fail:
    gfla_text_free(&s.json);
    gfla_device_destroy(&s.device);
    return status;
}

const struct cli_command cli_command_selftest = {
    .name = "selftest",
    .summary = "check every op on a device against plain C",
    .group = CLI_GROUP_DEVICE,
    .common = CLI_DEVICE | CLI_JSON | CLI_THREADS,
    .args = "[FILTER]",
    .doc =
        "Runs every op and its gradient on the device and compares with loops in plain C; FILTER chooses the cases "
        "whose "
        "name contains it. Errors are relative to the largest value. Exits with 9 when a case differs by more than its "
        "tolerance or cannot be run. Nothing is measured: the kernels are those that rules choose.",
    .options = options,
    .parse = parse,
    .run = run,
};
