/* cmd_train.c - `gfla train TASK`: a training from the command line, and what it says. */
#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"
#include "bench/bench_profile.h"
#include "cli/bench/profile.h"
#include "cli/progress.h"
#include "cli/train/train_options.h"
#include "cli/train/train_ranks.h"
#include "cli/train/train_threads.h"

/* A line of the log on standard output, with --json. */
static void print_line(void *user_data, const char *json)
{
    (void)user_data;
    cli_progress_clear();
    printf("%s\n", json);
    fflush(stdout);
}

/* {"run","state","steps","total","loss","checkpoint","weights","resume"}: state is "done", "stopped" (--minutes) or
 * "interrupted"; loss is of the last step, absent where none was made; resume is the command that goes on. */
static gfla_status print_json(const struct cli *cli, const struct train_options *o, const gfla_training *training,
                              gfla_status ended, bool made_steps)
{
    struct gfla_text text = {0}, command = {0};
    double loss;
    const uint64_t steps = gfla_training_get_steps(training), total = gfla_training_get_total(training);
    gfla_text_add(&text, "{\"run\":");
    gfla_text_add_json(&text, cli->output);
    gfla_text_add(&text, ",\"state\":\"%s\",\"steps\":%" PRIu64 ",\"total\":%" PRIu64,
                  ended != GFLA_OK ? "interrupted"
                  : steps < total  ? "stopped"
                                   : "done",
                  steps, total);
    if (made_steps && gfla_training_get_loss(training, "loss", &loss) == GFLA_OK)
        gfla_text_add(&text, ",\"loss\":%.6g", loss);
    gfla_text_add(&text, ",\"checkpoint\":");
    gfla_text_add_json(&text, gfla_training_checkpoint_path(training));
    gfla_text_add(&text, ",\"weights\":");
    gfla_text_add_json(&text, gfla_training_weights_path(training));
    if (steps < total) {
        train_options_resume_command(o, cli, &command);
        gfla_text_add(&text, ",\"resume\":");
        gfla_text_add_json(&text, command.data ? command.data : "");
    }
    gfla_text_add(&text, "}");
    gfla_text_free(&command);
    return cli_print_json(&text);
}

static void print_end(const struct cli *cli, const struct train_options *o, const gfla_training *training)
{
    struct gfla_text command = {0};
    const uint64_t steps = gfla_training_get_steps(training), total = gfla_training_get_total(training);
    if (cli->verbosity < 0)
        return;
    if (steps >= total) {
        cli_print(cli, "%" PRIu64 " step%s done: %s\n", steps, steps == 1 ? "" : "s",
                  gfla_training_weights_path(training));
        return;
    }
    train_options_resume_command(o, cli, &command);
    cli_note(cli, "stopped after step %" PRIu64 " of %" PRIu64 ": %s\ngo on with: %s\n", steps, total,
             gfla_training_weights_path(training), command.data ? command.data : "--resume");
    gfla_text_free(&command);
}

/* What was reached, whether it ended or was interrupted. */
static gfla_status report(const struct cli *cli, const struct train_options *o, const gfla_training *training,
                          gfla_status ended, bool made_steps)
{
    print_end(cli, o, training);
    return cli->json ? print_json(cli, o, training, ended, made_steps) : GFLA_OK;
}

static gfla_status train(struct cli *cli, const struct train_options *o, gfla_device *device)
{
    gfla_status status, ended;
    gfla_training *training = NULL;
    TRY(gfla_training_open(&training, device, o->task, &o->params));
    const uint64_t first = gfla_training_get_steps(training);
    if (first >= gfla_training_get_total(training))
        cli_note(cli, "%s: all of its steps were done before. hint: --steps N for more\n", cli->output);
    if (o->profile)
        TRY(gfla_bench_profile_start(device));
    ended = gfla_training_step(training, 0);
    if (ended != GFLA_OK && ended != GFLA_ERROR_INTERRUPTED)
        TRY(ended);
    TRY(report(cli, o, training, ended, gfla_training_get_steps(training) > first));
    if (o->profile && gfla_exchange_get_rank(o->params.exchange) == 0)
        TRY(cli_print_profile(cli, device));
    status = ended;
fail:
    gfla_training_close(&training);
    return status;
}

/* Said before the device is opened. *skip: with -n, of a run that has weights. */
static gfla_status allow(const struct cli *cli, bool resume, bool *skip)
{
    gfla_status status = GFLA_OK;
    char checkpoint[1024], weights[1024];
    snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint.safetensors", cli->output);
    snprintf(weights, sizeof weights, "%s/weights.safetensors", cli->output);
    const bool exists = gfla_file_exists(checkpoint);
    *skip = !resume && cli->existing == GFLA_EXISTING_SKIP && gfla_file_exists(weights);
    REQUIRE(!resume || exists, GFLA_ERROR_INPUT, "%s: no checkpoint to resume. hint: leave --resume out", checkpoint);
    REQUIRE(resume || *skip || !exists || cli->existing == GFLA_EXISTING_OVERWRITE, GFLA_ERROR_OUTPUT,
            "%s exists. hint: --resume goes on from it, -y starts anew", checkpoint);
fail:
    return status;
}

/* As one of the ranks that mpirun started, on a device of its own. */
static gfla_status train_in_job(struct cli *cli, const struct train_options *options)
{
    gfla_status status;
    gfla_device *device = NULL;
    TRY(gfla_exchange_agree(options->params.exchange, cli_open_device(cli, &device)));
    TRY(train(cli, options, device));
fail:
    gfla_device_destroy(&device);
    return status;
}

/* On all devices of -d: this thread is the rank of the first. */
static gfla_status train_here(struct cli *cli, struct train_options *options)
{
    gfla_status status;
    struct train_threads threads;
    TRY(train_threads_open(&threads, cli));
    options->params.exchange = threads.exchanges[0];
    TRY(train_threads_start(&threads, options));
    status = train(cli, options, threads.devices[0]);
fail:
    return train_threads_close(&threads, status);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct train_options options = {.task = NULL};
    gfla_exchange *exchange = NULL;
    bool skip = false;
    gfla_train_params_init(&options.params);
    TRY(cli_parse(cli, argc, argv, &options));
    TRY(train_ranks_join(cli, &exchange));
    options.params.exchange = exchange;
    options.params.folder = cli->output;
    options.params.overwrite = cli->existing == GFLA_EXISTING_OVERWRITE;
    if (cli->json)
        options.params.line = print_line;
    if (cli->has_seed)
        train_options_seed(&options, cli->seed);
    TRY(gfla_exchange_agree(exchange, allow(cli, options.params.resume, &skip)));
    if (skip) {
        cli_note(cli, "%s: there already, left as it is. hint: --resume goes on with a run that was stopped\n",
                 cli->output);
        goto fail;
    }
    cli->saves = "steps";
    TRY(exchange ? train_in_job(cli, &options) : train_here(cli, &options));
fail:
    train_ranks_leave(cli, &exchange, status);
    return status;
}

const struct cli_command cli_command_train = {
    .name = "train",
    .summary = "train a network on rendered views, or on images of people",
    .group = CLI_GROUP_LEARN,
    .common = CLI_DEVICES | CLI_MUST_OUTPUT | CLI_SEED | CLI_THREADS | CLI_JSON,
    .args = "view|person|animate|face|motion|matte|angle|features",
    .doc =
        "Trains the network of a task. RUN (-o) gets checkpoint.safetensors, weights.safetensors, log.jsonl and "
        "samples/; it may be killed at any time and resumed. Train stage flow first, then stage full with --init "
        "FLOW_RUN/weights.safetensors. --json prints the lines of the log, and at the end an object that says what "
        "was reached.\v"
        "view: --data is a set made by `gfla render`, or a file data_NAME.hdf5. Sets without depth (HDF5) can be "
        "learned from with --losses paper.\n\n"
        "person: --data is DeepFashion or Market-1501 as the published code has them: DIR/train with the images, "
        "DIR/fasion-pairs-train.csv and DIR/fasion-annotation-train.csv (fashion- and market- likewise). Learns "
        "from the losses of the paper; VGG-19 weights are the user's.\n\n"
        "animate: --data is FashionVideo or iPER as the published code has them: DIR/train_256 with "
        "train_A/VIDEO/*.png, and the poses in train_video2d and train_alphapose beside it. The losses are those of "
        "person, summed over the frames of a step, and a second discriminator, of clips, from 5 frames on.\n\n"
        "face: --data is FaceForensics as the published code has it: DIR/train_data/VIDEO/*.png and "
        "DIR/train_keypoints/VIDEO/*.txt of 68 points. The second discriminator sees differences of frames, from 3 "
        "frames on.\n\n"
        "motion: --data as for animate; the poses alone are read. Learns to make noisy poses clean, from the mean "
        "joint error.\n\n"
        "matte, angle: --data is a set made by `gfla render`. They learn which part of a photograph is its object, and "
        "from where it was taken; `gfla view` uses both.\n\n"
        "features: --data as for view. Learns to tell which model an image shows, and from where; --features of the "
        "other tasks takes its weights in the place of VGG-19's.",
    .options = train_options_list,
    .parse = train_options_parse,
    .run = run,
};
