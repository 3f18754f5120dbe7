/* cmd_tune.c - `gfla tune`: what later runs need not find out again on this device: the fastest algorithm for each
 * convolution of a network, and its programs. */
#include "cli/progress.h"
#include "cli/net_options.h"
#include "base/context.h"
#include "base/progress.h"
#include "cli/bench/tune_blas.h"
#include "bench/bench_time.h"
#include "bench/tune_programs.h"
#include "cli/bench/tune_report.h"

#define MOST_NETS 32

enum { KEY_TRAINING = CLI_KEY, KEY_SIZE, KEY_BATCH, KEY_AGAIN, KEY_BLAS };

struct options {
    const char *names[MOST_NETS];
    struct gfla_tune_nets nets;
    bool again, blas;
};

static const struct argp_option own_options[] = {
    {"training", KEY_TRAINING, 0, 0, "also what a training runs: weights that change, and both gradients", 0},
    {"size", KEY_SIZE, "N[xM]", 0, "pixels of the pictures: N x N, or N wide and M high (default: as published)", 0},
    {"batch", KEY_BATCH, "N", 0, "pictures in a run (default 1)", 0},
    {"again", KEY_AGAIN, 0, 0, "also measure what is known already", 0},
    {"blas", KEY_BLAS, 0, 0, "find parameters for CLBlast's matrix product instead, which one of the algorithms uses",
     0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_TRAINING:
        o->nets.training = true;
        return 0;
    case KEY_SIZE:
        cli_option_size(state, arg, &o->nets.width, &o->nets.height);
        return 0;
    case KEY_BATCH:
        o->nets.batch = (int)cli_option_int(state, "--batch", arg, 1, 1024);
        return 0;
    case KEY_AGAIN:
        o->again = true;
        return 0;
    case KEY_BLAS:
        o->blas = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->nets.n_names == MOST_NETS)
            cli_usage(state, "more than %d networks", MOST_NETS);
        o->names[o->nets.n_names++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (o->blas && (o->nets.n_names || o->nets.training || o->nets.width || o->nets.batch || o->again))
            cli_usage(state, "--blas is of no network. hint: first gfla tune --blas, then gfla tune %s",
                      o->nets.n_names ? o->names[0] : "MODEL");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

struct tune {
    struct cli *cli;
    gfla_device *device;
    struct gfla_conv_cases cases;
    struct tune_report report;
    size_t n_known;
};

/* A convolution that cannot be measured, for want of memory say, is an item that failed. */
static void tune_case(struct tune *t, size_t i)
{
    struct gfla_conv_tuned tuned;
    char name[GFLA_CONV_KEY_SIZE];
    const gfla_status status = gfla_conv_tune(t->device, &t->cases.items[i], &tuned);
    if (status == GFLA_OK) {
        tune_report_add(&t->report, &t->cases.items[i], t->cases.uses[i], &tuned);
        gfla_batch_done(&t->cli->batch);
    } else {
        gfla_batch_failed(&t->cli->batch, gfla_conv_case_name(&t->cases.items[i], name), status);
    }
}

/* Each is stored when it is measured, so that an interruption loses nothing. */
static void tune_all(struct tune *t, bool again)
{
    struct gfla_progress_count progress;
    gfla_progress_begin(&progress, "convolutions", t->cases.count);
    for (size_t i = 0; i < t->cases.count && !gfla_is_cancelled(); i++) {
        if (!again && gfla_conv_find_tuned(t->device, &t->cases.items[i])) {
            t->n_known++;
            gfla_progress_skip(&progress, 1);
        } else {
            tune_case(t, i);
        }
        gfla_progress_set(&progress, i + 1);
    }
    gfla_progress_end(&progress);
}

static gfla_status tune_nets(struct cli *cli, gfla_device *device, const struct options *o)
{
    gfla_status status;
    struct tune t = {.cli = cli, .device = device, .report = {.cli = cli}};
    const struct gfla_device_info *info = gfla_device_get_info(device);
    TRY(gfla_tune_collect(&t.cases, &o->nets, info));
    tune_heading(cli, info);
    tune_all(&t, o->again);
    if (!gfla_is_cancelled())
        TRY(gfla_tune_programs(cli_device_selector(cli), &cli->batch, &o->nets, &t.report.programs));
    const char *store = gfla_tune_store(device);
    tune_report_sum(&t.report, t.n_known, store);
    if (cli->json)
        TRY(tune_report_json(&t.report, info, t.n_known, store));
    TRY(gfla_batch_status(&cli->batch));
fail:
    gfla_conv_cases_free(&t.cases);
    tune_report_free(&t.report);
    return status;
}

static gfla_status tune(struct cli *cli, const struct options *o)
{
    gfla_status status;
    gfla_device *device = NULL;
    TRY(cli_open_device(cli, &device));
    TRY(gfla_bench_check_device(device));
    status = o->blas ? tune_blas(cli, device) : tune_nets(cli, device, o);
fail:
    gfla_device_destroy(&device);
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options o = {.again = false};
    TRY(cli_parse(cli, argc, argv, &o));
    o.nets.names = o.names;
    TRY(tune(cli, &o));
fail:
    return status;
}

const struct cli_command cli_command_tune = {
    .name = "tune",
    .summary = "find the fastest algorithm for each convolution on a device, and keep the programs",
    .group = CLI_GROUP_DEVICE,
    .common = CLI_DEVICE | CLI_JSON | CLI_THREADS,
    .args = "[MODEL...]",
    .doc = "Times every algorithm for every convolution of the networks on the device, in turns, and keeps the fastest "
           "in a file of the "
           "user's cache folder, from where all commands take it. What an algorithm computes is compared with the "
           "plain one first: where "
           "a driver compiles it wrongly, it is named and not used. MODEL: names of networks, of bundled models, or "
           ".safetensors files of "
           "`gfla train`; without any, all networks. Then it runs each network once and keeps its compiled programs, "
           "also where a driver takes long "
           "to hand them out, so that later processes start at once. What is known already is skipped, so that an "
           "interrupted run goes on where it "
           "stopped.\v"
           "Without this command CPUs use choices that were measured when gfla was made, and other devices measure "
           "what is new to them "
           "when it is first used. The environment variable GFLA_TUNE says otherwise: `off` neither reads nor writes "
           "the file, `read` "
           "measures nothing unasked, `force` also does on CPUs.\n\n"
           "Times are only right when nothing else runs on the device. Parameters of CLBlast come first, since they "
           "decide about one of "
           "the algorithms; where a driver compiles slowly they take minutes.\n\n"
           "  gfla tune --blas -d gpu\n"
           "  gfla tune person -d gpu",
    .options = own_options,
    .parse = parse,
    .run = run,
};
