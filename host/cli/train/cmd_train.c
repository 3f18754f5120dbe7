/* cmd_train.c - `gfla train TASK`: the options, the run's folder, the way from a task to its training. The loop is
 * train_loop.c, tasks are train_NAME.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/bench/profile.h"
#include "tasks/train/train_losses.h"
#include "tasks/train/train_task.h"
#include "io/weights/safetensors.h"
#include "models/gfla/vgg.h"
#include "train/weights.h"

static const struct gfla_train_task *const tasks[] = {&train_task_view, &train_task_person, &train_task_animate,
                                                      &train_task_face, &gfla_train_task_motion};
enum { N_TASKS = sizeof tasks / sizeof *tasks };

/* Options of settings, which only the task can read. */
#define MAX_ASKED 32
struct asked {
    const char *option;
    char *arg;
};

struct options {
    struct gfla_train_options common;
    const char *task_name;
    const struct gfla_train_task *task;
    struct asked asked[MAX_ASKED];
    int n_asked;
    struct gfla_train_settings settings; /* that were asked for */
};

enum {
    KEY_DATA = CLI_KEY,
    KEY_RESUME,
    KEY_INIT,
    KEY_VGG,
    KEY_MINUTES,
    KEY_SAVE,
    KEY_SHEET,
    KEY_LOG,
    KEY_NAME,
    KEY_LICENCE,
    KEY_PROFILE,
    KEY_SETTINGS
}; /* from here on */

static const struct argp_option own_options[] = {
    {"data", KEY_DATA, "DIR[:WEIGHT]", 0,
     "the data set: see below; view: may be repeated, and WEIGHT (default 1) is the set's share of the pairs beside "
     "the others",
     0},
    {"stage", KEY_SETTINGS, "STAGE", 0, "flow: the flow net alone; full: everything (default)", 0},
    {"resume", KEY_RESUME, 0, 0, "go on from the checkpoint in RUN, bit by bit as if never stopped", 0},
    {"init", KEY_INIT, "FILE", 0, "start from these weights, as far as the names go (stage full from stage flow)", 0},
    {"vgg", KEY_VGG, "FILE", 0, "VGG-19 weights, for the paper's correctness, content and style losses", 0},
    {"discriminator-width", KEY_SETTINGS + 1, "N", 0, "channels of the paper's discriminator (default 32; 0: none)", 0},
    {"losses", KEY_SETTINGS + 2, "WHICH", 0,
     "view: exact: of the exact flow, which needs depths (default); paper: those of the paper, from pictures alone", 0},
    {"form", KEY_SETTINGS + 3, "FORM", 0,
     "view: view: our variant (default); published: the published network (default with --losses paper)", 0},
    {"model", KEY_SETTINGS + 4, "MODEL", 0, "person: person or person-market (default: as the data set)", 0},
    {"size", KEY_SETTINGS + 5, "N|WxH", 0,
     "of the pictures, multiples of 32 (default: view 128, person-market 64x128, others 256)", 0},
    {"width", KEY_SETTINGS + 6, "N", 0, "channels of the main network (default: view 32, motion 256, others 64)", 0},
    {"flow-width", KEY_SETTINGS + 7, "N", 0, "channels of the flow net (default: view 16, others 32)", 0},
    {"attention-width", KEY_SETTINGS + 8, "N", 0, "hidden channels of the attention (default: view 64, published 128)",
     0},
    {"batch", KEY_SETTINGS + 9, "N", 0, "pairs or clips in a step (default: view and person 8, motion 64, others 1)",
     0},
    {"frames", KEY_SETTINGS + 13, "N", 0,
     "animate, face: frames that are made in a step, at most 6 (default 6); motion: poses in a window, 81 and more "
     "(default 104)",
     0},
    {"clip", KEY_SETTINGS + 14, "N", 0,
     "animate, face: frames that are made one from the other, a multiple of these (default 30)", 0},
    {"steps", KEY_SETTINGS + 10, "N", 0, "steps in all (default: view 10000, others 100000)", 0},
    {"lr", KEY_SETTINGS + 11, "RATE", 0,
     "learning rate; with exact losses at its highest, and it falls towards the last step (default 0.001; stage full "
     "0.0005; the "
     "paper's losses 0.0001)",
     0},
    {"flow-rate", KEY_SETTINGS + 12, "PART", 0,
     "of that rate, for the flow net (default 1; with exact losses in stage full 0.2)", 0},
    {"minutes", KEY_MINUTES, "N", 0, "stop after so many minutes, to be resumed", 0},
    {"save-every", KEY_SAVE, "MINUTES", 0, "between checkpoints (default 5)", 0},
    {"sheet-every", KEY_SHEET, "MINUTES", 0, "between sample sheets (default 5)", 0},
    {"log-every", KEY_LOG, "STEPS", 0, "steps whose means make a line of the log (default 50)", 0},
    {"name", KEY_NAME, "NAME", 0, "name of the weights, for their metadata", 0},
    {"licence", KEY_LICENCE, "TEXT", 0, "licence of the weights, for their metadata", 0},
    {"profile", KEY_PROFILE, 0, 0, "say at the end where the time of all kernels went", 0},
    {0},
};

static void task_names(char *text, size_t size)
{
    size_t length = 0;
    for (int i = 0; i < N_TASKS && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? ", " : "", tasks[i]->name);
}

static const struct gfla_train_task *find_task(const char *name)
{
    for (int i = 0; i < N_TASKS; i++)
        if (name && strcmp(tasks[i]->name, name) == 0)
            return tasks[i];
    return NULL;
}

static void keep_for_task(struct options *o, int key, char *arg)
{
    const struct argp_option *option = own_options;
    while (option->key != key)
        option++;
    for (int i = 0; i < o->n_asked; i++)
        if (o->asked[i].option == option->name) {
            o->asked[i].arg = arg;
            return;
        }
    if (o->n_asked < MAX_ASKED)
        o->asked[o->n_asked++] = (struct asked){option->name, arg};
}

static void read_for_task(struct options *o, const struct argp_state *state)
{
    char names[128];
    task_names(names, sizeof names);
    o->task = find_task(o->task_name);
    if (!o->task)
        cli_usage(state, "%s: name a task: %s", o->task_name ? o->task_name : "no task", names);
    gfla_train_settings_unasked(o->task->settings, &o->settings);
    for (int i = 0; i < o->n_asked; i++)
        if (!gfla_train_settings_option(o->task->settings, state, o->asked[i].option, o->asked[i].arg, &o->settings))
            cli_usage(state, "--%s is not for the task %s", o->asked[i].option, o->task->name);
    if (!o->common.data)
        cli_usage(state, "--data DIR is missing: %s", o->task->data);
    if (o->common.n_sets > 1 && !o->task->many_sets)
        cli_usage(state, "--data: the task %s takes one set", o->task->name);
    if (o->common.resume && o->common.init)
        cli_usage(state, "--resume and --init exclude each other");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;
    struct gfla_train_options *o = &options->common;
    switch (key) {
    case KEY_DATA:
        if (o->n_sets == GFLA_PAIRS_MAX_SETS)
            cli_usage(state, "--data: given more than %d times", GFLA_PAIRS_MAX_SETS);
        o->sets[o->n_sets++] = arg;
        o->data = o->sets[0];
        break;
    case KEY_RESUME:
        o->resume = true;
        break;
    case KEY_INIT:
        o->init = arg;
        break;
    case KEY_VGG:
        o->vgg = arg;
        break;
    case KEY_MINUTES:
        o->minutes = cli_option_double(state, "--minutes", arg, 1e-6, 1e6);
        break;
    case KEY_SAVE:
        o->save_minutes = cli_option_double(state, "--save-every", arg, 0.01, 1e6);
        break;
    case KEY_SHEET:
        o->sheet_minutes = cli_option_double(state, "--sheet-every", arg, 0.01, 1e6);
        break;
    case KEY_LOG:
        o->log_steps = (int)cli_option_int(state, "--log-every", arg, 1, 1000000);
        break;
    case KEY_PROFILE:
        o->profile = true;
        break;
    case KEY_NAME:
        o->name = arg;
        break;
    case KEY_LICENCE:
        o->licence = arg;
        break;
    case ARGP_KEY_ARG:
        if (options->task_name)
            cli_usage(state, "more than one task: %s and %s", options->task_name, arg);
        options->task_name = arg;
        break;
    case ARGP_KEY_END:
        read_for_task(options, state);
        break;
    default:
        if (key < KEY_SETTINGS || key >= KEY_SETTINGS + MAX_ASKED)
            return ARGP_ERR_UNKNOWN;
        keep_for_task(options, key, arg);
    }
    return 0;
}

static void training_close(struct gfla_training *t)
{
    gfla_train_run_close(&t->run);
    if (t->state)
        t->task->close(t);
    free(t->state);
    gfla_trainer_destroy(&t->trainer);
    gfla_graph_destroy(&t->graph);
    gfla_device_destroy(&t->device);
}

static gfla_status take_weights(struct gfla_training *t)
{
    gfla_status status;
    const struct gfla_train_options *o = &t->options;
    size_t n_read = 0;
    if (o->vgg)
        TRY(gfla_weights_load_part(gfla_trainer_plan(t->trainer), t->graph, o->vgg, GFLA_VGG_PREFIX, NULL));
    if (o->resume)
        return gfla_trainer_load(t->trainer, t->run.checkpoint);
    TRY(gfla_trainer_init(t->trainer, (uint64_t)t->settings.seed, t->init, t->init_context));
    if (o->init) {
        TRY(gfla_weights_load(gfla_trainer_plan(t->trainer), t->graph, o->init, GFLA_WEIGHTS_PRESENT, &n_read));
        cli_note(t->cli, "%s: %zu tensors taken\n", o->init, n_read);
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status build(struct gfla_training *t)
{
    gfla_status status;
    TRY(cli_open_device(t->cli, &t->device));
    TRY(gfla_graph_create(&t->graph));
    t->optimiser = gfla_train_losses_optimiser(&t->settings);
    t->init = gfla_train_losses_init;
    TRY(t->task->build(t));
    TRY(gfla_trainer_create(&t->trainer, t->graph, t->loss.total, t->device, &t->optimiser));
    TRY(take_weights(t));
fail:
    return status;
}

/* After the run's folder was opened: the means that the checkpoint had summed up. Older checkpoints have none. */
static gfla_status recall_means(struct gfla_training *t)
{
    gfla_status status;
    gfla_safetensors *file = NULL;
    TRY(gfla_safetensors_open(&file, t->run.checkpoint));
    const char *text = gfla_safetensors_get(file, GFLA_TRAIN_MEANS_KEY);
    if (text && gfla_train_run_parse_means(&t->run, text) != GFLA_OK)
        TRY(gfla_fail_context(GFLA_ERROR_INPUT, "%s: metadata " GFLA_TRAIN_MEANS_KEY, t->run.checkpoint));
    status = GFLA_OK;
fail:
    gfla_safetensors_close(&file);
    return status;
}

/* The settings of the run that is resumed, or of a new one. */
static gfla_status settle(struct gfla_training *t, const struct gfla_train_settings *asked)
{
    gfla_status status;
    const char *checkpoint = t->run.checkpoint;
    bool exists = gfla_file_exists(checkpoint);
    const struct gfla_train_settings others = t->task->defaults(t->task, t->options.data, asked);
    t->settings = gfla_train_settings_or(t->task->settings, asked, &others);
    if (t->options.resume) {
        REQUIRE(exists, GFLA_ERROR_INPUT, "%s: no checkpoint to resume. hint: leave --resume out", checkpoint);
        TRY(gfla_train_settings_read(t->task->settings, &t->settings, checkpoint));
        t->settings.steps = asked->steps > 0 ? asked->steps : t->settings.steps;
        status = gfla_train_settings_agree(t->task->settings, asked, &t->settings);
        return status == GFLA_OK ? GFLA_OK : gfla_fail_context(status, "%s", checkpoint);
    }
    REQUIRE(!exists || t->cli->existing == GFLA_EXISTING_OVERWRITE, GFLA_ERROR_OUTPUT,
            "%s exists. hint: --resume goes on from it, -y starts anew", checkpoint);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status train(struct gfla_training *t, const struct gfla_train_settings *asked)
{
    gfla_status status;
    const struct gfla_train_options *o = &t->options;
    snprintf(t->run.checkpoint, sizeof t->run.checkpoint, "%s/checkpoint.safetensors", t->cli->output);
    TRY(settle(t, asked));
    TRY(gfla_calloc(&t->state, 1, t->task->state_size, "a training"));
    TRY(t->task->open(t));
    TRY(gfla_train_losses_check(t->cli, &t->settings, o->vgg, o->resume));
    TRY(build(t));
    TRY(gfla_train_run_open(&t->run, t->cli->output, o->resume, gfla_trainer_steps(t->trainer)));
    if (o->resume)
        TRY(recall_means(t));
    TRY(t->task->start(t));
    if (o->profile)
        TRY(gfla_device_profile(t->device, true));
    TRY(gfla_train_loop(t));
    if (o->profile)
        TRY(cli_print_profile(t->cli, t->device));
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {.common = {.save_minutes = 5, .sheet_minutes = 5, .log_steps = 50}};
    struct gfla_training t = {.cli = cli};
    TRY(cli_parse(cli, argc, argv, &options));
    if (cli->has_seed)
        options.settings.seed = (long long)(cli->seed & INT64_MAX);
    t.task = options.task;
    t.options = options.common;
    cli_catch_signals();
    status = train(&t, &options.settings);
fail:
    training_close(&t);
    return status;
}

const struct cli_command cli_command_train = {
    .name = "train",
    .summary = "train a network on rendered views, or on pictures of people",
    .group = CLI_GROUP_LEARN,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_SEED | CLI_THREADS,
    .args = "view|person|animate|face|motion",
    .doc = "Trains the network of a task. RUN (-o) gets checkpoint.safetensors, weights.safetensors, log.jsonl and "
           "samples/; it may be "
           "killed at any time and resumed. Train stage flow first, then stage full with --init "
           "FLOW_RUN/weights.safetensors.\v"
           "view: --data is a set made by `gfla render`, or a file data_NAME.hdf5. Sets without depth (HDF5) can be "
           "learned from with "
           "--losses paper.\n\n"
           "person: --data is DeepFashion or Market-1501 as the published code has them: DIR/train with the pictures, "
           "DIR/fasion-pairs-train.csv and DIR/fasion-annotation-train.csv (fashion- and market- likewise). Learns "
           "from the losses of the "
           "paper; VGG-19 weights are the user's.\n\n"
           "animate: --data is FashionVideo or iPER as the published code has them: DIR/train_256 with "
           "train_A/VIDEO/*.png, and the poses in "
           "train_video2d and train_alphapose beside it. The losses are those of person, summed over the frames of a "
           "step, and a second "
           "discriminator, of clips, from 5 frames on.\n\n"
           "face: --data is FaceForensics as the published code has it: DIR/train_data/VIDEO/*.png and "
           "DIR/train_keypoints/VIDEO/*.txt of 68 "
           "points. The second discriminator sees differences of frames, from 3 frames on.\n\n"
           "motion: --data as for animate; the poses alone are read. Learns to make noisy poses clean, from the mean "
           "joint error.",
    .options = own_options,
    .parse = parse,
    .run = run,
};
