/* cmd_eval.c - `gfla eval view`: scores of the network, of warping by its flow alone, of copying, and of answers that other programs
 * made, on held-out models. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/eval_figure.h"
#include "cli/eval_methods.h"
#include "cli/eval_require.h"
#include "cli/progress.h"
#include "viewsynth/data/test_pairs.h"

#define MAX_REQUIREMENTS 16
#define MAX_NAME 32

enum { KEY_DATA = CLI_KEY, KEY_WEIGHTS, KEY_LIMIT, KEY_SPLIT, KEY_COMPARE, KEY_EXACT, KEY_ROWS, KEY_ANSWERS, KEY_REQUIRE };

struct options {
    const char *task, *data, *weights, *answers;
    int limit, n_rows, n_compared, n_requirements;
    bool exact;
    enum gfla_split split;
    char names[GFLA_MAX_METHODS][MAX_NAME]; /* of --compare */
    const char *folders[GFLA_MAX_METHODS];
    struct eval_requirement requirements[MAX_REQUIREMENTS];
};

static const struct argp_option own_options[] = {
    {"data", KEY_DATA, "DIR", 0, "rendered set (gfla render), or a file data_NAME.hdf5", 0},
    {"weights", KEY_WEIGHTS, "FILE", 0, "weights, or the name of a bundled model", 0},
    {"compare", KEY_COMPARE, "NAME=DIR", 0,
     "also score the pictures DIR/MODEL/result_0000.png to result_0017.png, numbered by azimuth / 20 (may be repeated)", 0},
    {"exact", KEY_EXACT, 0, 0, "also score warping by the true flow and matte: the limit of what warping can do", 0},
    {"limit", KEY_LIMIT, "N", 0, "the first N models only", 0},
    {"split", KEY_SPLIT, "SPLIT", 0, "held-out (default), train or all", 0},
    {"rows", KEY_ROWS, "N", 0, "models in the figure of -o (default 8)", 0},
    {"answers", KEY_ANSWERS, "DIR", 0, "write source, truth and the last method's pictures, as --compare reads them", 0},
    {"require", KEY_REQUIRE, "CONDITION", 0,
     "exit with 9 unless METHOD.METRIC<VALUE (or >), as full.l1<0.04; metrics as in the JSON (may be repeated)", 0},
    {0},
};

static void parse_compare(struct options *o, const struct argp_state *state, const char *arg)
{
    const char *equals = strchr(arg, '=');
    if (!equals || equals == arg || equals - arg >= MAX_NAME || !equals[1])
        cli_usage(state, "--compare %s: NAME=DIR expected, with a name of at most %d letters", arg, MAX_NAME - 1);
    if (o->n_compared == GFLA_MAX_METHODS)
        cli_usage(state, "more than %d times --compare", GFLA_MAX_METHODS);
    memcpy(o->names[o->n_compared], arg, (size_t)(equals - arg));
    o->folders[o->n_compared++] = equals + 1;
}

static void parse_require(struct options *o, const struct argp_state *state, const char *arg)
{
    if (o->n_requirements == MAX_REQUIREMENTS)
        cli_usage(state, "more than %d times --require", MAX_REQUIREMENTS);
    if (eval_requirement_parse(arg, &o->requirements[o->n_requirements++]))
        cli_usage(state, "--require: %s", gfla_error_message());
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const splits[] = {"all", "train", "held-out", NULL};
    struct options *o = state->input;
    switch (key) {
    case KEY_DATA: o->data = arg; break;
    case KEY_WEIGHTS: o->weights = arg; break;
    case KEY_COMPARE: parse_compare(o, state, arg); break;
    case KEY_EXACT: o->exact = true; break;
    case KEY_LIMIT: o->limit = (int)cli_option_int(state, "--limit", arg, 1, 1000000); break;
    case KEY_SPLIT: o->split = (enum gfla_split)cli_option_word(state, "--split", arg, splits); break;
    case KEY_ROWS: o->n_rows = (int)cli_option_int(state, "--rows", arg, 1, 100); break;
    case KEY_ANSWERS: o->answers = arg; break;
    case KEY_REQUIRE: parse_require(o, state, arg); break;
    case ARGP_KEY_ARG:
        if (o->task)
            cli_usage(state, "more than one task: %s and %s", o->task, arg);
        o->task = arg;
        break;
    case ARGP_KEY_END:
        if (!o->task || strcmp(o->task, "view") != 0)
            cli_usage(state, "%s: name a task: view", o->task ? o->task : "no task");
        if (!o->data || (!o->weights && !o->n_compared && !o->exact))
            cli_usage(state, "--data DIR is needed, and one of --weights FILE, --compare NAME=DIR and --exact");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* ---- an evaluation ---- */

struct evaluation_run {
    struct cli *cli;
    const struct options *options;
    gfla_views *views;
    gfla_test_pairs *tests;
    int n_items;
    gfla_device *device;
    struct view_model network;
    bool has_network;
    struct eval_methods methods;
    gfla_evaluation *scores;
    struct eval_figure figure;
};

static void close_run(struct evaluation_run *r)
{
    eval_figure_free(&r->figure);
    gfla_evaluation_destroy(&r->scores);
    eval_methods_free(&r->methods);
    if (r->has_network)
        view_model_close(&r->network);
    gfla_device_destroy(&r->device);
    gfla_test_pairs_destroy(&r->tests);
    gfla_views_destroy(&r->views);
}

static gfla_status open_network(struct evaluation_run *r)
{
    gfla_status status;
    if (!r->options->weights)
        return GFLA_OK;
    TRY(cli_open_device(r->cli, &r->device));
    TRY(view_model_open(&r->network, r->device, r->options->weights, GFLA_N_AZIMUTHS));
    r->has_network = true;
fail:
    return status;
}

/* The network last, so that it stands at the right of the figure. */
static gfla_status list_methods(struct evaluation_run *r)
{
    gfla_status status = GFLA_OK;
    const struct options *o = r->options;
    TRY(eval_methods_add(&r->methods, EVAL_COPY, "copy", NULL));
    if (o->exact)
        TRY(eval_methods_add(&r->methods, EVAL_EXACT, "exact", NULL));
    for (int i = 0; i < o->n_compared; i++)
        TRY(eval_methods_add(&r->methods, EVAL_FOLDER, o->names[i], o->folders[i]));
    if (r->has_network && r->network.net.warped)
        TRY(eval_methods_add(&r->methods, EVAL_FLOW, "flow", NULL));
    if (r->has_network && r->network.net.image)
        TRY(eval_methods_add(&r->methods, EVAL_FULL, "full", NULL));
fail:
    return status;
}

static gfla_status open_run(struct evaluation_run *r)
{
    gfla_status status;
    const struct options *o = r->options;
    const int *list;
    TRY(gfla_views_open(&r->views, o->data, NULL));
    REQUIRE(gfla_views_have_depth(r->views) || !o->exact, GFLA_ERROR_USAGE,
            "--exact: %s has no depths, so its true flow is not known. hint: a folder made by `gfla render`", o->data);
    if (!gfla_views_have_depth(r->views))
        cli_note(r->cli, "%s: no depths: end-point errors are not known, and what is white is background\n", o->data);
    TRY(open_network(r));
    int size = r->has_network ? r->network.settings.size : gfla_views_size(r->views);
    TRY(gfla_test_pairs_open(&r->tests, r->views, o->split, size));
    TRY(list_methods(r));
    TRY(eval_methods_prepare(&r->methods, size));
    r->n_items = gfla_views_split(r->views, o->split, &list);
    r->n_items = o->limit && o->limit < r->n_items ? o->limit : r->n_items;
    TRY(gfla_evaluation_create(&r->scores, r->methods.names, r->methods.n, r->n_items));
    if (r->cli->output)
        TRY(eval_figure_create(&r->figure, &r->methods, o->n_rows, r->n_items));
fail:
    return status;
}

static gfla_status run_item(struct evaluation_run *r, int item)
{
    gfla_status status;
    const struct gfla_pair_batch *batch = NULL;
    TRY(cli_check_interrupt());
    TRY(gfla_test_pairs_read(r->tests, item, &batch));
    const char *id = gfla_views_model(r->views, batch->model[0])->id;
    TRY(eval_methods_run(&r->methods, batch, id, r->has_network ? &r->network : NULL));
    TRY(eval_methods_score(&r->methods, r->scores, item, batch));
    if (r->cli->output)
        TRY(eval_figure_add(&r->figure, &r->methods, item, batch));
    if (r->options->answers)
        TRY(eval_methods_write(&r->methods, r->options->answers, id, batch));
fail:
    return status;
}

static gfla_status report(struct evaluation_run *r)
{
    gfla_status status = GFLA_OK;
    struct gfla_text text = {0};
    if (r->cli->output)
        TRY(gfla_image_write(r->cli->output, &r->figure.canvas, NULL));
    if (r->cli->json) {
        gfla_evaluation_json(r->scores, r->options->data, &text);
        TRY(cli_print_json(&text));
    } else {
        gfla_evaluation_table(r->scores, &text);
        cli_print(r->cli, "%s", text.data ? text.data : "");
    }
    for (int i = 0; i < r->options->n_requirements; i++)
        TRY(eval_requirement_check(&r->options->requirements[i], r->scores));
fail:
    gfla_text_free(&text);
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {.split = GFLA_SPLIT_HELD_OUT, .n_rows = 8};
    struct evaluation_run r = {.cli = cli, .options = &options};
    struct cli_progress progress;
    bool skip = false;
    TRY(cli_parse(cli, argc, argv, &options));
    cli_catch_signals();
    if (cli->output)
        TRY(cli_output_allow_file(cli, cli->output, &skip));
    if (skip)
        goto fail;
    TRY(open_run(&r));
    cli_progress_begin(&progress, cli, "models", (size_t)r.n_items);
    for (int i = 0; i < r.n_items; i++) {
        TRY(run_item(&r, i));
        cli_progress_set(&progress, (size_t)i + 1);
    }
    cli_progress_end(&progress);
    status = report(&r);
fail:
    close_run(&r);
    return status;
}

const struct cli_command cli_command_eval = {
    .name = "eval",
    .summary = "score a network on models that training never saw",
    .group = CLI_GROUP_LEARN,
    .common = CLI_DEVICE | CLI_JSON | CLI_THREADS | CLI_OUTPUT,
    .args = "view",
    .doc = "Scores weights on the held-out models of a rendered set, beside copying the source and warping it by the flow alone: L1, "
           "PSNR, SSIM and flow end-point error, over all azimuths and by distance. -o writes a figure of source, truth and every method."
           "\v"
           "Examples:\n"
           "  gfla eval view --data set --weights run/weights.safetensors -o figure.png\n"
           "  gfla eval view --data set --compare theirs=results --exact --json\n",
    .options = own_options,
    .parse = parse,
    .run = run,
};
