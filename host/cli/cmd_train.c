/* cmd_train.c - `gfla train view`: trains the view network on rendered pairs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/profile.h"
#include "cli/progress.h"
#include "cli/train_losses.h"
#include "cli/train_run.h"
#include "cli/train_sheet.h"
#include "cli/view_task.h"
#include "models/gfla/vgg.h"
#include "io/safetensors.h"
#include "train/weights.h"

struct options {
    const char *task, *data, *init, *vgg, *name, *licence;
    bool resume, profile;
    struct view_settings settings;
    double minutes, save_minutes, sheet_minutes;
    int log_steps;
};

enum { KEY_DATA = CLI_KEY, KEY_STAGE, KEY_RESUME, KEY_INIT, KEY_SIZE, KEY_WIDTH, KEY_FLOW_WIDTH, KEY_ATTENTION_WIDTH, KEY_FORM,
       KEY_BATCH, KEY_STEPS, KEY_RATE, KEY_FLOW_RATE, KEY_MINUTES, KEY_SAVE, KEY_SHEET, KEY_LOG, KEY_NAME, KEY_LICENCE, KEY_PROFILE,
       KEY_LOSSES, KEY_VGG, KEY_DISCRIMINATOR };

static const struct argp_option own_options[] = {
    {"data", KEY_DATA, "DIR", 0, "rendered set (gfla render), or a file data_NAME.hdf5", 0},
    {"stage", KEY_STAGE, "STAGE", 0, "flow: the flow net alone; full: everything (default)", 0},
    {"resume", KEY_RESUME, 0, 0, "go on from the checkpoint in RUN, bit by bit as if never stopped", 0},
    {"init", KEY_INIT, "FILE", 0, "start from these weights, as far as the names go (stage full from stage flow)", 0},
    {"losses", KEY_LOSSES, "WHICH", 0,
     "exact: of the exact flow, which needs depths (default); paper: those of the paper, from pictures alone", 0},
    {"vgg", KEY_VGG, "FILE", 0, "VGG-19 weights, for the paper's correctness, content and style losses", 0},
    {"discriminator-width", KEY_DISCRIMINATOR, "N", 0, "channels of the paper's discriminator (default 32; 0: none)", 0},
    {"form", KEY_FORM, "FORM", 0, "view: our variant (default); published: the published network (default with --losses paper)", 0},
    {"size", KEY_SIZE, "N", 0, "side of the pictures, a multiple of 32 (default 128)", 0},
    {"width", KEY_WIDTH, "N", 0, "channels of the main network (default 32)", 0},
    {"flow-width", KEY_FLOW_WIDTH, "N", 0, "channels of the flow net (default 16)", 0},
    {"attention-width", KEY_ATTENTION_WIDTH, "N", 0, "hidden channels of the attention (default 64; published 128)", 0},
    {"batch", KEY_BATCH, "N", 0, "pairs in a step (default 8)", 0},
    {"steps", KEY_STEPS, "N", 0, "steps in all; the learning rate falls towards the last (default 10000)", 0},
    {"lr", KEY_RATE, "RATE", 0, "learning rate at its highest (default 0.001; stage full 0.0005; --losses paper 0.0001)", 0},
    {"flow-rate", KEY_FLOW_RATE, "PART", 0, "of that rate, for the flow net (default 1; stage full 0.2, --losses paper 1)", 0},
    {"minutes", KEY_MINUTES, "N", 0, "stop after so many minutes, to be resumed", 0},
    {"save-every", KEY_SAVE, "MINUTES", 0, "between checkpoints (default 5)", 0},
    {"sheet-every", KEY_SHEET, "MINUTES", 0, "between sample sheets (default 5)", 0},
    {"log-every", KEY_LOG, "STEPS", 0, "steps whose means make a line of the log (default 50)", 0},
    {"name", KEY_NAME, "NAME", 0, "name of the weights, for their metadata", 0},
    {"licence", KEY_LICENCE, "TEXT", 0, "licence of the weights, for their metadata", 0},
    {"profile", KEY_PROFILE, 0, 0, "say at the end where the time of all kernels went", 0},
    {0},
};

static int stage_of(const struct argp_state *state, const char *arg)
{
    static const char *const stages[] = {"full", "flow", NULL};
    return cli_option_word(state, "--stage", arg, stages);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const forms[] = {"published", "view", NULL}, *const losses[] = {"exact", "paper", NULL};
    struct options *o = state->input;
    struct view_settings *s = &o->settings;
    switch (key) {
    case KEY_DATA: o->data = arg; break;
    case KEY_STAGE: s->flow_only = stage_of(state, arg); break;
    case KEY_RESUME: o->resume = true; break;
    case KEY_INIT: o->init = arg; break;
    case KEY_FORM: s->form = cli_option_word(state, "--form", arg, forms); break;
    case KEY_LOSSES: s->losses = cli_option_word(state, "--losses", arg, losses); break;
    case KEY_VGG: o->vgg = arg; break;
    case KEY_DISCRIMINATOR: s->discriminator_width = (int)cli_option_int(state, "--discriminator-width", arg, 0, 512); break;
    case KEY_SIZE: s->size = (int)cli_option_int(state, "--size", arg, 64, 1024); break;
    case KEY_WIDTH: s->width = (int)cli_option_int(state, "--width", arg, 1, 512); break;
    case KEY_FLOW_WIDTH: s->flow_width = (int)cli_option_int(state, "--flow-width", arg, 1, 512); break;
    case KEY_ATTENTION_WIDTH: s->attention_width = (int)cli_option_int(state, "--attention-width", arg, 1, 1024); break;
    case KEY_BATCH: s->batch = (int)cli_option_int(state, "--batch", arg, 1, 1024); break;
    case KEY_STEPS: s->steps = (int)cli_option_int(state, "--steps", arg, 1, 1000000000); break;
    case KEY_RATE: s->learning_rate = cli_option_double(state, "--lr", arg, 1e-9, 1); break;
    case KEY_FLOW_RATE: s->flow_rate = cli_option_double(state, "--flow-rate", arg, 0, 1); break;
    case KEY_MINUTES: o->minutes = cli_option_double(state, "--minutes", arg, 1e-6, 1e6); break;
    case KEY_SAVE: o->save_minutes = cli_option_double(state, "--save-every", arg, 0.01, 1e6); break;
    case KEY_SHEET: o->sheet_minutes = cli_option_double(state, "--sheet-every", arg, 0.01, 1e6); break;
    case KEY_LOG: o->log_steps = (int)cli_option_int(state, "--log-every", arg, 1, 1000000); break;
    case KEY_PROFILE: o->profile = true; break;
    case KEY_NAME: o->name = arg; break;
    case KEY_LICENCE: o->licence = arg; break;
    case ARGP_KEY_ARG:
        if (o->task)
            cli_usage(state, "more than one task: %s and %s", o->task, arg);
        o->task = arg;
        break;
    case ARGP_KEY_END:
        if (!o->task || strcmp(o->task, "view") != 0)
            cli_usage(state, "%s: name a task: view", o->task ? o->task : "no task");
        if (!o->data)
            cli_usage(state, "--data DIR is missing: a set made by `gfla render`");
        if (o->resume && o->init)
            cli_usage(state, "--resume and --init exclude each other");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

#define KEY_MEANS "log_means" /* in the metadata of checkpoints: sums towards the next line of the log */

/* Everything of one training. */
struct training {
    struct cli *cli;
    const struct options *options;
    struct view_settings settings;
    struct gfla_shapenet net;
    struct gfla_view_loss loss;
    struct train_run run;
    struct view_poses poses;
    gfla_device *device;
    gfla_graph *graph;
    gfla_trainer *trainer;
    gfla_views *views;
    gfla_pairs *pairs;
};

static void training_close(struct training *t)
{
    train_run_close(&t->run);
    view_poses_destroy(&t->poses);
    gfla_pairs_destroy(&t->pairs);
    gfla_views_destroy(&t->views);
    gfla_trainer_destroy(&t->trainer);
    gfla_graph_destroy(&t->graph);
    gfla_device_destroy(&t->device);
}

static gfla_status open_views(struct training *t)
{
    gfla_status status;
    const int *list;
    TRY(gfla_views_open(&t->views, t->options->data, NULL));
    cli_note(t->cli, "%s: %d models for training, %d held out\n", t->options->data,
             gfla_views_split(t->views, GFLA_SPLIT_TRAIN, &list), gfla_views_split(t->views, GFLA_SPLIT_HELD_OUT, &list));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status open_pairs(struct training *t)
{
    gfla_status status;
    const struct gfla_pairs_params params = {.batch = t->settings.batch,
                                             .size = t->settings.size,
                                             .split = GFLA_SPLIT_TRAIN,
                                             .seed = (uint64_t)t->settings.seed,
                                             .other_elevation = 0.3f,
                                             .flip = true,
                                             .permute_colours = true,
                                             .full_truth = t->settings.form == GFLA_FORM_VIEW};
    TRY(train_run_attribution(&t->run, t->views));
    TRY(gfla_pairs_open(&t->pairs, t->views, &params));
    TRY(gfla_pairs_seek(t->pairs, gfla_trainer_steps(t->trainer)));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status build(struct training *t)
{
    gfla_status status;
    struct gfla_shapenet_config config = view_settings_config(&t->settings);
    TRY(cli_open_device(t->cli, &t->device));
    TRY(gfla_graph_create(&t->graph));
    TRY(gfla_shapenet_build(t->graph, &config, &t->net));
    TRY(train_losses_build(t->graph, &t->net, &t->settings, &t->loss));
    const struct gfla_trainer_params optimiser = train_losses_optimiser(&t->settings);
    TRY(gfla_trainer_create(&t->trainer, t->graph, t->loss.terms.total, t->device, &optimiser));
    if (t->options->vgg)
        TRY(gfla_weights_load_part(gfla_trainer_plan(t->trainer), t->graph, t->options->vgg, GFLA_VGG_PREFIX, NULL));
    if (t->options->resume) {
        TRY(gfla_trainer_load(t->trainer, t->run.checkpoint));
    } else {
        TRY(gfla_trainer_init(t->trainer, (uint64_t)t->settings.seed, train_losses_init,
                              t->settings.losses == VIEW_LOSSES_PAPER ? NULL : &t->net.config));
        size_t n_read = 0;
        if (t->options->init)
            TRY(gfla_weights_load(gfla_trainer_plan(t->trainer), t->graph, t->options->init, GFLA_WEIGHTS_PRESENT, &n_read));
        if (t->options->init)
            cli_note(t->cli, "%s: %zu tensors taken\n", t->options->init, n_read);
    }
    return view_poses_create(&t->poses, t->settings.batch);
fail:
    return status;
}

static gfla_status save_checkpoint(struct training *t)
{
    struct view_metadata metadata = {0};
    char means[TRAIN_MEANS_SIZE];
    train_run_format_means(&t->run, means);
    view_settings_describe(&t->settings, &metadata);
    view_metadata_add(&metadata, KEY_MEANS, means);
    return gfla_trainer_save(t->trainer, t->run.checkpoint, metadata.pairs);
}

static gfla_status save_weights(struct training *t)
{
    struct view_metadata metadata = {0};
    char steps[24];
    snprintf(steps, sizeof steps, "%llu", (unsigned long long)gfla_trainer_steps(t->trainer));
    view_settings_describe(&t->settings, &metadata);
    view_metadata_add(&metadata, "steps", steps);
    view_metadata_add(&metadata, "version", GFLA_VERSION);
    if (t->options->name)
        view_metadata_add(&metadata, "name", t->options->name);
    if (t->options->licence)
        view_metadata_add(&metadata, "licence", t->options->licence);
    return gfla_weights_save_without(gfla_trainer_plan(t->trainer), t->graph, t->run.weights, GFLA_LOSS_PREFIX, true, metadata.pairs);
}

static gfla_status save(struct training *t)
{
    gfla_status status;
    TRY(save_checkpoint(t));
    return save_weights(t);
fail:
    return status;
}

static gfla_status step(struct training *t, const struct gfla_pair_batch *batch)
{
    gfla_status status;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    float terms[TRAIN_MAX_TERMS];
    TRY(view_feed(plan, &t->net, &t->loss.truth, batch, &t->poses));
    TRY(gfla_trainer_step(t->trainer, train_losses_rate(&t->settings, gfla_trainer_steps(t->trainer))));
    for (int i = 0; i < t->loss.terms.n; i++) {
        TRY(gfla_tensor_read(plan, t->loss.terms.term[i], &terms[i]));
        REQUIRE(isfinite(terms[i]), GFLA_ERROR_FAILED, "the loss \"%s\" is %g at step %llu. hint: a smaller --lr", t->loss.terms.name[i],
                terms[i], (unsigned long long)gfla_trainer_steps(t->trainer));
    }
    train_run_add(&t->run, terms, t->loss.terms.n);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status log_line(struct training *t, int n_steps, double seconds)
{
    double flops = gfla_plan_flops(gfla_trainer_plan(t->trainer));
    uint64_t done = gfla_trainer_steps(t->trainer);
    return train_run_log(&t->run, &(struct train_line){.step = done,
                                                       .samples = done * (uint64_t)t->settings.batch,
                                                       .names = t->loss.terms.name,
                                                       .n_terms = t->loss.terms.n,
                                                       .n_adversary_terms = t->loss.terms.n_adversary,
                                                       .off = train_losses_off(&t->settings),
                                                       .learning_rate = train_losses_rate(&t->settings, done - 1),
                                                       .samples_per_second = n_steps * t->settings.batch / seconds,
                                                       .gflops = 1e-9 * flops * n_steps / seconds});
}

static gfla_status loop(struct training *t)
{
    gfla_status status;
    const struct options *o = t->options;
    struct cli_progress progress;
    double started = cli_seconds(), saved = started, drawn = started, lined = started;
    uint64_t first = gfla_trainer_steps(t->trainer), total = (uint64_t)t->settings.steps, logged = first;
    cli_progress_begin(&progress, t->cli, "steps", (size_t)total);
    cli_progress_skip(&progress, (size_t)first);
    for (uint64_t i = first; i < total && !cli_interrupted(); i++) {
        const struct gfla_pair_batch *batch;
        TRY(gfla_pairs_next(t->pairs, &batch));
        TRY(step(t, batch));
        double time = cli_seconds();
        if ((i + 1) % (uint64_t)o->log_steps == 0 || i + 1 == total) {
            TRY(log_line(t, (int)(i + 1 - logged), time - lined));
            logged = i + 1;
            lined = time;
        }
        if (time - drawn > 60 * o->sheet_minutes || i + 1 == total) {
            TRY(train_sheet_write(t->run.folder, i + 1, gfla_trainer_plan(t->trainer), &t->net, batch));
            drawn = time;
        }
        if (time - saved > 60 * o->save_minutes) {
            TRY(save(t));
            saved = time;
        }
        cli_progress_set(&progress, (size_t)(i + 1));
        if (o->minutes > 0 && time - started > 60 * o->minutes)
            break;
    }
    cli_progress_end(&progress);
    TRY(save(t));
    return cli_check_interrupt();
fail:
    return status;
}

/* After the run's folder was opened: the means that the checkpoint had summed up. Older checkpoints have none. */
static gfla_status recall_means(struct training *t)
{
    gfla_status status;
    gfla_safetensors *file = NULL;
    TRY(gfla_safetensors_open(&file, t->run.checkpoint));
    const char *text = gfla_safetensors_get(file, KEY_MEANS);
    if (text && train_run_parse_means(&t->run, text) != GFLA_OK)
        TRY(gfla_fail_context(GFLA_ERROR_INPUT, "%s: metadata " KEY_MEANS, t->run.checkpoint));
    status = GFLA_OK;
fail:
    gfla_safetensors_close(&file);
    return status;
}

static gfla_status check_run_folder(struct training *t)
{
    gfla_status status;
    char checkpoint[600];
    snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint.safetensors", t->cli->output);
    bool exists = gfla_file_exists(checkpoint);
    if (t->options->resume) {
        REQUIRE(exists, GFLA_ERROR_INPUT, "%s: no checkpoint to resume. hint: leave --resume out", checkpoint);
        TRY(view_settings_read(&t->settings, checkpoint));
        t->settings.steps = t->options->settings.steps > 0 ? t->options->settings.steps : t->settings.steps;
        status = view_settings_agree(&t->options->settings, &t->settings);
        return status == GFLA_OK ? GFLA_OK : gfla_fail_context(status, "%s", checkpoint);
    }
    REQUIRE(!exists || t->cli->existing == CLI_EXISTING_OVERWRITE, GFLA_ERROR_OUTPUT,
            "%s exists. hint: --resume goes on from it, -y starts anew", checkpoint);
    return GFLA_OK;
fail:
    return status;
}

static struct view_settings default_settings(const struct view_settings *asked)
{
    struct view_settings defaults = {.form = GFLA_FORM_VIEW, .size = 128, .width = 32, .flow_width = 16, .attention_width = 64,
                                     .batch = 8, .steps = 10000, .learning_rate = asked->flow_only > 0 ? 1e-3 : 5e-4,
                                     .flow_rate = asked->flow_only > 0 ? 1 : 0.2};
    if (asked->losses == VIEW_LOSSES_PAPER) {
        defaults.form = GFLA_FORM_PUBLISHED;
        defaults.attention_width = 128;
        defaults.discriminator_width = 32;
        defaults.learning_rate = 1e-4;
        defaults.flow_rate = 1;
    }
    return view_settings_or(asked, &defaults);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {.save_minutes = 5, .sheet_minutes = 5, .log_steps = 50, .settings = view_settings_unasked()};
    struct training t = {.cli = cli, .options = &options};
    TRY(cli_parse(cli, argc, argv, &options));
    if (cli->has_seed)
        options.settings.seed = (long long)(cli->seed & INT64_MAX);
    t.settings = default_settings(&options.settings);
    cli_catch_signals();
    TRY(check_run_folder(&t));
    snprintf(t.run.checkpoint, sizeof t.run.checkpoint, "%s/checkpoint.safetensors", cli->output);
    TRY(open_views(&t));
    TRY(train_losses_check(cli, &t.settings, options.vgg, options.resume, gfla_views_have_depth(t.views)));
    TRY(build(&t));
    TRY(train_run_open(&t.run, cli->output, options.resume, gfla_trainer_steps(t.trainer)));
    if (options.resume)
        TRY(recall_means(&t));
    TRY(open_pairs(&t));
    if (options.profile)
        TRY(gfla_device_profile(t.device, true));
    status = loop(&t);
    if (status == GFLA_OK && options.profile)
        TRY(cli_print_profile(cli, t.device));
fail:
    training_close(&t);
    return status;
}

const struct cli_command cli_command_train = {
    .name = "train",
    .summary = "train a network on rendered views",
    .group = CLI_GROUP_LEARN,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_SEED | CLI_THREADS,
    .args = "view",
    .doc = "Trains the view network on a set made by `gfla render`. RUN (-o) gets checkpoint.safetensors, weights.safetensors, "
           "log.jsonl and samples/; it may be killed at any time and resumed. Train stage flow first, then stage full with "
           "--init FLOW_RUN/weights.safetensors. Sets without depth (HDF5) can be learned from with --losses paper.",
    .options = own_options,
    .parse = parse,
    .run = run,
};
