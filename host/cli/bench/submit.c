#include "cli/bench/submit.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/submission_run.h"
#include "bench/submission_table.h"
#include "cli/bench/compare_print.h"
#include "cli/bench/outputs.h"

bool bench_submit_is_asked(const struct bench_submit *o)
{
    return o->is_submit || o->folder || o->second;
}

/* ---- --submit ---- */

/* The first thing that would change the profile is named. */
static gfla_status check_is_fixed(const struct cli *cli, const struct bench_submit *o)
{
    const struct gfla_context_params *settings = gfla_context_settings();
    const char *named = o->other                               ? o->other
                        : o->first                             ? "--compare"
                        : o->json                              ? "--json"
                        : cli->n_threads > 0                   ? "--threads"
                        : settings->kernels_folder             ? "the environment variable GFLA_KERNELS"
                        : settings->tuning != GFLA_TUNING_AUTO ? "the environment variable GFLA_TUNE"
                        : settings->check != GFLA_CHECK_AUTO   ? "the environment variable GFLA_CHECK"
                                                               : NULL;
    gfla_status status = GFLA_OK;
    REQUIRE(!named, GFLA_ERROR_USAGE,
            "%s: --submit measures a fixed profile, which nothing changes. hint: leave it out, or --submit", named);
    REQUIRE(!o->file || !cli->output, GFLA_ERROR_USAGE, "--submit=%s and -o %s name two files", o->file, cli->output);
fail:
    return status;
}

#define NAME_SIZE 160

/* Appends letters and digits, in lower case; what lies between them becomes a hyphen. */
static size_t add_letters(char name[NAME_SIZE], size_t n, const char *text)
{
    bool is_gap = true;
    for (; *text && n < NAME_SIZE - 8; text++) {
        const bool is_kept = isalnum((unsigned char)*text) != 0;
        if (is_kept && is_gap)
            name[n++] = '-';
        if (is_kept)
            name[n++] = (char)tolower((unsigned char)*text);
        is_gap = !is_kept;
    }
    return n;
}

/* "gfla-bench-nvidia-geforce-rtx-4060-535-183-01.json": device and driver. */
static void name_file(const struct gfla_device_info *device, char name[NAME_SIZE])
{
    size_t n = (size_t)snprintf(name, NAME_SIZE, "gfla-bench");
    n = add_letters(name, n, device->name);
    n = add_letters(name, n, device->driver);
    snprintf(name + n, NAME_SIZE - n, ".json");
}

static gfla_status find_path(const struct cli *cli, const struct bench_submit *o, char named[NAME_SIZE],
                             const char **path)
{
    gfla_status status = GFLA_OK;
    gfla_device *device = NULL;
    *path = o->file ? o->file : cli->output;
    if (!*path) {
        TRY(cli_open_device(cli, &device));
        name_file(gfla_device_get_info(device), named);
        *path = named;
    }
    REQUIRE(strcmp(*path, "-") == 0 || gfla_text_ends(*path, ".json"), GFLA_ERROR_USAGE,
            "%s: a submission is a file .json", *path);
fail:
    gfla_device_destroy(&device);
    return status;
}

/* What was measured is written also where it has no score: the file says why. */
static gfla_status write_submission(struct cli *cli, const struct gfla_submission *s, const char *path)
{
    gfla_status status;
    struct gfla_text json = {0}, page = {0};
    TRY(gfla_submission_json(s, &json));
    TRY(bench_write_text(path, &json));
    gfla_submission_markdown(s, &page);
    REQUIRE(!page.failed, GFLA_ERROR_MEMORY, "a page: host memory ran out");
    cli_print(cli, "%s", page.data);
    cli_note(cli, "gfla: bench: %s is written; the lines above are there to be pasted\n", path);
fail:
    gfla_text_free(&json);
    gfla_text_free(&page);
    return status;
}

static gfla_status check_score(const struct gfla_submission *s)
{
    gfla_status status = GFLA_OK;
    double score;
    struct gfla_text why = {0};
    REQUIRE(gfla_submission_score(s, &score, &why), GFLA_ERROR_CHECK, "no score: %s", why.data ? why.data : "void");
fail:
    gfla_text_free(&why);
    return status;
}

static gfla_status submit(struct cli *cli, const struct bench_submit *o, const struct gfla_bench_setup *setup)
{
    gfla_status status;
    struct gfla_submission s;
    char named[NAME_SIZE];
    const char *path;
    bool skip = false;
    TRY(check_is_fixed(cli, o));
    TRY(find_path(cli, o, named, &path));
    TRY(cli_output_allow_file(cli, path, &skip));
    if (skip)
        return GFLA_OK;
    cli->json = strcmp(path, "-") == 0;
    TRY(gfla_submission_check_quiet());
    TRY(gfla_submission_measure(&s, &gfla_submission_profile, setup));
    TRY(write_submission(cli, &s, path));
    TRY(gfla_batch_status(&cli->batch));
    status = check_score(&s);
fail:
    return status;
}

/* ---- --table ---- */

static gfla_status write_table(const struct gfla_submission_table *table, const char *path,
                               gfla_submission_format *format)
{
    struct gfla_text text = {0};
    format(table, &text);
    return strcmp(path, "-") == 0 ? cli_print_json(&text) : bench_write_text(path, &text);
}

static gfla_status print_table(struct cli *cli, const struct gfla_submission_table *table)
{
    gfla_status status = GFLA_OK;
    struct gfla_text page = {0};
    gfla_submission_table_markdown(table, &page);
    REQUIRE(!page.failed, GFLA_ERROR_MEMORY, "a table: host memory ran out");
    cli_print(cli, "%s", page.data);
fail:
    gfla_text_free(&page);
    return status;
}

static gfla_status check_table(struct cli *cli, const struct bench_submit *o, bool *skip)
{
    gfla_status status = GFLA_OK;
    REQUIRE(!o->other && !o->first && cli->n_threads == 0, GFLA_ERROR_USAGE,
            "%s: --table measures nothing. hint: leave it out",
            o->other   ? o->other
            : o->first ? "--compare"
                       : "--threads");
    REQUIRE(!cli->output || gfla_submission_format_of(cli->output), GFLA_ERROR_USAGE,
            "%s: the ending is none of .svg, .md, .json, which name the format of a table", cli->output);
    status = bench_allow_outputs(cli, o->json, skip);
fail:
    return status;
}

static gfla_status make_table(struct cli *cli, const struct bench_submit *o)
{
    gfla_status status;
    struct gfla_submission_table table = {NULL};
    bool skip = false;
    TRY(check_table(cli, o, &skip));
    if (skip)
        return GFLA_OK;
    TRY(gfla_submission_table_read(&table, o->folder, &cli->batch));
    if (o->json)
        TRY(write_table(&table, o->json, gfla_submission_table_json));
    if (cli->output)
        TRY(write_table(&table, cli->output, gfla_submission_format_of(cli->output)));
    TRY(print_table(cli, &table));
    status = gfla_batch_status(&cli->batch);
fail:
    gfla_submission_table_free(&table);
    return status;
}

/* ---- --compare ---- */

static void print_source(const struct cli *cli, const char *label, const char *path,
                         const struct gfla_bench_values *values)
{
    cli_print(cli, "%s: %s: %s, %s, driver %s\n", label, path, values->device, values->platform, values->driver);
}

static gfla_status compare(struct cli *cli, const struct bench_submit *o)
{
    gfla_status status = GFLA_OK;
    struct gfla_bench_values first = {0}, second = {0};
    static const char *const labels[2] = {"first", "second"};
    REQUIRE(!o->other && !o->json && !cli->output && cli->n_threads == 0, GFLA_ERROR_USAGE,
            "%s: --compare of two files measures and writes nothing. hint: leave it out",
            o->other      ? o->other
            : o->json     ? "--json"
            : cli->output ? "-o"
                          : "--threads");
    TRY(gfla_bench_values_read(&first, o->first));
    TRY(gfla_bench_values_read(&second, o->second));
    print_source(cli, "first", o->first, &first);
    print_source(cli, "second", o->second, &second);
    const int n = bench_print_compared(cli, "", labels, &first, &second);
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "%s and %s have no result in common", o->first, o->second);
fail:
    gfla_bench_values_free(&first);
    gfla_bench_values_free(&second);
    return status;
}

gfla_status bench_submit_run(struct cli *cli, const struct bench_submit *o, const struct gfla_bench_setup *setup)
{
    gfla_status status = GFLA_OK;
    REQUIRE(o->is_submit + !!o->folder + !!o->second == 1, GFLA_ERROR_USAGE,
            "--submit, --table and --compare of two files are separate commands. hint: one of them");
    status = o->is_submit ? submit(cli, o, setup) : o->folder ? make_table(cli, o) : compare(cli, o);
fail:
    return status;
}
