/* cmd_bench.c - `gfla bench`: what a device can do, and what layers and networks make of it. */
#include <stdio.h>
#include <string.h>

#include "bench/bench_layers.h"
#include "bench/bench_nets.h"
#include "bench/bench_train.h"
#include "cli/bench/cold.h"
#include "cli/bench/measure.h"
#include "cli/bench/outputs.h"
#include "cli/bench/submit.h"
#include "cli/environment.h"

enum {
    KEY_RUNS = CLI_KEY,
    KEY_SECONDS,
    KEY_ONLY,
    KEY_NO_START,
    KEY_FIRST_RUN,
    KEY_COLD,
    KEY_JSON,
    KEY_COMPARE,
    KEY_GRADIENTS,
    KEY_ROUNDS,
    KEY_BATCH,
    KEY_NO_CHECK,
    KEY_SUBMIT,
    KEY_TABLE
};

struct options {
    struct bench_options measure;
    bool cold;
    const char *first_run;
    struct bench_submit submit;
};

static const struct argp_option own_options[] = {
    {"json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
     "all results as JSON on standard output, or in FILE, which may also be the next word if it ends in .json", 0},
    {"compare", KEY_COMPARE, "FILE", 0,
     "print ratios to an earlier result, FILE as --json wrote it; of two, FILE and the next word, without measuring",
     0},
    {"submit", KEY_SUBMIT, "FILE", OPTION_ARG_OPTIONAL,
     "measure the fixed profile that machines are compared by; FILE, which may also be the next word if it ends in "
     ".json, is named after the device without",
     0},
    {"table", KEY_TABLE, "FOLDER", 0, "submissions in FOLDER as a table; -o FILE.svg draws a chart", 0},
    {"only", KEY_ONLY, "TEXT", 0, "layers and networks whose names contain TEXT (may be repeated)", 0},
    {"gradients", KEY_GRADIENTS, 0, 0, "also the gradients of every layer", 0},
    {"batch", KEY_BATCH, "N", 0,
     "pictures in a run of layers and networks (default 1); times of networks are of one of them", 0},
    {"runs", KEY_RUNS, "N", 0, "runs of each at the least (default 7)", 0},
    {"seconds", KEY_SECONDS, "N", 0, "time for each, in which it is run more often (default 0.5)", 0},
    {"rounds", KEY_ROUNDS, "N", 0, "measure everything N times in turn, and keep the fastest round of each", 0},
    {"no-start", KEY_NO_START, 0, 0, "do not time the start of new processes, cold and warm", 0},
    {"no-check", KEY_NO_CHECK, 0, 0, "do not compute networks a second time by plain kernels, for their errors", 0},
    {"cold", KEY_COLD, 0, 0,
     "only time the start of new processes, for each network, and list the programs and kernels that the first of them "
     "compiles",
     0},
    {"first-run", KEY_FIRST_RUN, "NET", OPTION_HIDDEN, 0, 0},
    {0},
};

static void parse_what(struct argp_state *state, const char *arg, struct options *o)
{
    static const char *const words[] = {"peak", "layers", "nets", "all", NULL};
    const int word = cli_option_word(state, "what to measure", arg, words);
    o->measure.layers = o->measure.layers || word == 1 || word == 3;
    o->measure.nets = o->measure.nets || word == 2 || word == 3;
}

/* FILE may also be the next word, if it is one: `--json FILE.json`. NULL: neither. */
static const char *parse_file(struct argp_state *state, const char *arg)
{
    const char *next = state->next < state->argc ? state->argv[state->next] : NULL;
    if (arg || !next || next[0] == '-' || gfla_bench_format_of(next) != gfla_bench_json)
        return arg;
    state->next++;
    return next;
}

static bool is_own(int key)
{
    return key == KEY_JSON || key == KEY_COMPARE || key == KEY_SUBMIT || key == KEY_TABLE;
}

/* What does not belong to --submit and the like is remembered, to be refused by its name. */
static void note_other(struct bench_submit *submit, int key, const char *arg)
{
    for (const struct argp_option *option = own_options; option->name; option++)
        if (option->key == key && !is_own(key) && !submit->other) {
            snprintf(submit->option, sizeof submit->option, "--%s", option->name);
            submit->other = submit->option;
        }
    if (key == ARGP_KEY_ARG && !submit->other)
        submit->other = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    note_other(&o->submit, key, arg);
    switch (key) {
    case KEY_RUNS:
        o->measure.effort.runs = (int)cli_option_int(state, "--runs", arg, 1, 1000);
        return 0;
    case KEY_SECONDS:
        o->measure.effort.seconds = cli_option_double(state, "--seconds", arg, 0, 3600);
        return 0;
    case KEY_ONLY:
        if (o->measure.choice.n_texts == GFLA_BENCH_MOST_TEXTS)
            cli_usage(state, "--only: more than %d texts", GFLA_BENCH_MOST_TEXTS);
        o->measure.choice.texts[o->measure.choice.n_texts++] = arg;
        return 0;
    case KEY_NO_START:
        o->measure.no_start = true;
        return 0;
    case KEY_NO_CHECK:
        o->measure.no_check = true;
        return 0;
    case KEY_COLD:
        o->cold = o->measure.nets = true;
        return 0;
    case KEY_FIRST_RUN:
        o->first_run = arg;
        return 0;
    case KEY_BATCH:
        o->measure.choice.batch = (int)cli_option_int(state, "--batch", arg, 1, 1024);
        return 0;
    case KEY_ROUNDS:
        o->measure.rounds = (int)cli_option_int(state, "--rounds", arg, 1, 100);
        return 0;
    case KEY_GRADIENTS:
        o->measure.choice.gradients = true;
        return 0;
    case KEY_COMPARE:
        o->measure.compare = arg;
        o->submit.first = arg;
        o->submit.second = parse_file(state, NULL);
        return 0;
    case KEY_JSON:
        o->measure.json = parse_file(state, arg);
        o->measure.json = o->measure.json ? o->measure.json : "-";
        return 0;
    case KEY_SUBMIT:
        o->submit.is_submit = true;
        o->submit.file = parse_file(state, arg);
        return 0;
    case KEY_TABLE:
        o->submit.folder = arg;
        return 0;
    case ARGP_KEY_ARG:
        parse_what(state, arg, o);
        return 0;
    case ARGP_KEY_NO_ARGS:
        o->measure.layers = o->measure.nets = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static gfla_status check_outputs(struct cli *cli, const struct options *o, bool *skip)
{
    gfla_status status = GFLA_OK;
    REQUIRE(!o->cold || !(o->measure.json || o->measure.compare || cli->output), GFLA_ERROR_USAGE,
            "--cold prints tables: it goes without --json, --compare and -o");
    REQUIRE(!cli->output || gfla_bench_format_of(cli->output), GFLA_ERROR_USAGE,
            "%s: the ending is none of .json, .csv, .md, which name the format", cli->output);
    status = bench_allow_outputs(cli, o->measure.json, skip);
fail:
    return status;
}

/* What a new process is told of the command line. */
static void list_words(const struct cli *cli, char threads[16], const char *words[5])
{
    int n = 0;
    if (cli->device) {
        words[n++] = "-d";
        words[n++] = cli->device;
    }
    if (cli->n_threads) {
        snprintf(threads, 16, "%d", cli->n_threads);
        words[n++] = "--threads";
        words[n++] = threads;
    }
}

/* All but who hears of rows. */
static struct gfla_bench_setup make_setup(struct cli *cli, char threads[16], const char *words[5])
{
    list_words(cli, threads, words);
    return (struct gfla_bench_setup){.device = cli_device_selector(cli),
                                     .batch = &cli->batch,
                                     .program = "/proc/self/exe",
                                     .words = words,
                                     .temporary = cli_environment_temporary()};
}

static gfla_status first_run(struct cli *cli, const char *net)
{
    gfla_status status;
    struct gfla_text kernels = {0};
    cli_prepare_device(cli);
    TRY(gfla_bench_net_first_run(net, &(struct gfla_bench_setup){.device = cli_device_selector(cli)}, &kernels));
    printf("%s\n%s", net, kernels.data);
    fflush(stdout);
fail:
    gfla_text_free(&kernels);
    return status;
}

static bool names_net(const char *text)
{
    bool found = strstr(GFLA_BENCH_TRAIN_NAME, text) != NULL;
    for (size_t i = 0; i < gfla_bench_n_nets; i++)
        found |= strstr(gfla_bench_nets[i].name, text) != NULL;
    return found;
}

static gfla_status fail_only(const char *text, const struct bench_options *o)
{
    char names[256] = "";
    size_t length = 0;
    for (size_t i = 0; i < gfla_bench_n_nets && length < sizeof names; i++)
        length += (size_t)snprintf(names + length, sizeof names - length, "%s, ", gfla_bench_nets[i].name);
    return gfla_fail(GFLA_ERROR_USAGE, "--only %s: no %s has a name that contains it. hint: the networks are %s%s",
                     text,
                     o->layers && o->nets ? "layer and no network"
                     : o->nets            ? "network"
                                          : "layer",
                     names, GFLA_BENCH_TRAIN_NAME "; layers are named conv2d, attention, ...");
}

/* Every text of --only has to choose something, or what is missing from the table would not be noticed. */
static gfla_status check_only(const struct bench_options *o)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < o->choice.n_texts; i++) {
        bool found = o->nets && names_net(o->choice.texts[i]);
        if (!found && o->layers)
            TRY(gfla_bench_layers_find(o->choice.texts[i], o->choice.batch, &found));
        if (!found)
            return fail_only(o->choice.texts[i], o);
    }
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options o = {.measure = {.effort = {7, 0.5}, .rounds = 1}};
    bool skip = false;
    char threads[16];
    const char *words[5] = {NULL};
    TRY(cli_parse(cli, argc, argv, &o));
    cli->json = o.measure.json && strcmp(o.measure.json, "-") == 0;
    if (o.first_run)
        return first_run(cli, o.first_run);
    const struct gfla_bench_setup setup = make_setup(cli, threads, words);
    o.submit.json = o.measure.json;
    if (bench_submit_is_asked(&o.submit))
        return bench_submit_run(cli, &o.submit, &setup);
    TRY(check_only(&o.measure));
    TRY(check_outputs(cli, &o, &skip));
    if (!skip)
        status = o.cold ? bench_cold(cli, &setup, &o.measure.choice) : bench_measure(cli, &setup, &o.measure);
fail:
    return status;
}

const struct cli_command cli_command_bench = {
    .name = "bench",
    .summary = "measure what a device can do, and what networks make of it",
    .group = CLI_GROUP_DEVICE,
    .common = CLI_DEVICE | CLI_OUTPUT | CLI_THREADS,
    .args = "[peak|layers|nets|all]",
    .doc = "Measures the device itself (multiplications and additions on float16 vectors, copies, launches of "
           "kernels), every class of "
           "layer that the networks consist of, and the networks themselves on random numbers: median, minimum and "
           "90th percentile of "
           "several runs, operations a second and percent of the device's own peak, memory, the error, and how long a "
           "new process takes to "
           "its first result. The error is the largest difference from a reference, divided by the reference's largest "
           "number or 1: for "
           "layers from plain C; for networks, in what they give first (the picture), from the same network on the "
           "same device by plain "
           "kernels without any fusion, which takes seconds to minutes more; training has none. Operations are those "
           "of the mathematics, 2 "
           "for a multiplication and addition, whatever algorithm computes it: more than 100 percent are possible. -o "
           "writes the same as "
           ".json, .csv or .md. --submit measures a fixed profile for comparison with other machines, in minutes, and "
           "writes one file; --table and --compare read such files.\v"
           "Times are only comparable when nothing else runs on the machine. Exit codes: 3 for a FILE of --compare "
           "that is none, 4 and 5 for "
           "the device, 7 for an output that exists (-y, -n) or cannot be written, 8 when something could not be "
           "measured, 9 when --submit measured what has no score.\n\n"
           "  gfla bench nets --only person --json person.json\n"
           "  gfla bench --submit -d gpu",
    .options = own_options,
    .parse = parse,
    .run = run,
};
