/* cmd_selftest.c - `gfla selftest`: every op against the plain C reference, on the chosen device. */
#include <math.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "tests/ops/op_case.h"

struct params {
    bool quick;
    const char *op;     /* name of a table; NULL: all */
    const char *filter; /* part of the name of a case; NULL: all */
};

/* What was found in one table of cases, or in all. */
struct summary {
    int n_cases, n_failed;
    double value_error, grad_error; /* the worst; NaN is worst of all */
};

enum { KEY_QUICK = CLI_KEY, KEY_OP };

static const struct argp_option options[] = {
    {"quick", KEY_QUICK, 0, 0, "the smallest case of every kind only", 0},
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

static bool is_selected(const struct params *params, const struct op_case_table *table, const struct op_case *c)
{
    return (!params->quick || c->tiny) && (!params->op || strcmp(params->op, table->op) == 0) &&
           (!params->filter || strstr(c->name, params->filter));
}

static size_t count_selected(const struct params *params)
{
    size_t n = 0;
    for (int t = 0; t < n_op_case_tables; t++)
        for (int i = 0; i < op_case_tables[t]->n_cases; i++)
            n += is_selected(params, op_case_tables[t], &op_case_tables[t]->cases[i]);
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
static struct op_case_result run_case(const struct op_case *c, gfla_device *device)
{
    struct op_case_result result = {0};
    if (op_case_run(c, device, &result) != GFLA_OK) {
        result.passed = false;
        snprintf(result.message, sizeof result.message, "could not be run: %s", gfla_error_message());
    }
    return result;
}

static void count_case(struct summary *summary, const struct op_case_result *result)
{
    summary->n_cases++;
    summary->n_failed += !result->passed;
    summary->value_error = worse(result->value_error, summary->value_error);
    summary->grad_error = worse(result->grad_error, summary->grad_error);
}

static void print_summary(const struct cli *cli, const char *op, const struct summary *s)
{
    cli_print(cli, "%-28s %3d of %3d  %8.1e  %8.1e  %s\n", op, s->n_cases - s->n_failed, s->n_cases, s->value_error,
              s->grad_error, s->n_failed == 0 ? "pass" : "FAIL");
}

static gfla_status run_cases(const struct cli *cli, const struct params *params, gfla_device *device,
                             struct summary *total, struct gfla_text *json)
{
    gfla_status status = GFLA_OK;
    struct cli_progress progress;
    cli_progress_begin(&progress, cli, "cases", count_selected(params));
    cli_print(cli, "%-28s %10s  %8s  %8s\n", "op", "passed", "value", "gradient");
    for (int t = 0; t < n_op_case_tables; t++) {
        struct summary summary = {0};
        for (int i = 0; i < op_case_tables[t]->n_cases; i++) {
            const struct op_case *c = &op_case_tables[t]->cases[i];
            if (!is_selected(params, op_case_tables[t], c))
                continue;
            TRY(cli_check_interrupt());
            struct op_case_result result = run_case(c, device);
            if (!result.passed)
                cli_print(cli, "  FAIL %s: %s\n", c->name, result.message);
            else if (cli->verbosity > 0)
                cli_print(cli, "  pass %s: %.1e %.1e\n", c->name, result.value_error, result.grad_error);
            count_case(&summary, &result);
            count_case(total, &result);
            add_case(json, c, &result);
            cli_progress_set(&progress, (size_t)total->n_cases);
        }
        if (summary.n_cases > 0)
            print_summary(cli, op_case_tables[t]->op, &summary);
    }
fail:
    cli_progress_end(&progress);
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

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status = GFLA_OK;
    struct params params = {0};
    struct summary total = {0};
    struct gfla_text json = {0};
    gfla_device *device = NULL;
    TRY(cli_parse(cli, argc, argv, &params));
    TRY(cli_open_device(cli, &device));
    const struct gfla_device_info *info = gfla_device_get_info(device);
    REQUIRE(info->kind != GFLA_DEVICE_NULL, GFLA_ERROR_NO_DEVICE,
            "the null device computes nothing that could be compared. hint: gfla devices lists real ones");
    REQUIRE(count_selected(&params) > 0, GFLA_ERROR_USAGE, "no such case: %s %s. hint: gfla selftest -v lists them",
            params.op ? params.op : "any op,", params.filter ? params.filter : "any name");
    cli_print(cli, "%s, %s, driver %s\n\n", info->name, info->platform, info->driver);
    begin_json(&json, info);
    TRY(run_cases(cli, &params, device, &total, &json));
    print_summary(cli, "all", &total);
    gfla_text_add(&json, "],\"n_cases\":%d,\"n_failed\":%d}", total.n_cases, total.n_failed);
    if (cli->json)
        TRY(cli_print_json(&json));
    REQUIRE(total.n_failed == 0, GFLA_ERROR_CHECK,
            "%s: %d of %d cases differ from the reference. hint: another driver, or -d with another device", info->name,
            total.n_failed, total.n_cases);
fail:
    gfla_text_free(&json);
    gfla_device_destroy(&device);
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
        "tolerance.",
    .options = options,
    .parse = parse,
    .run = run,
};
