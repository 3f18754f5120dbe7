/* clip_batch.c - several sequences that move one image, each by one of the devices, since a frame is made of the one
 * before. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/output_names.h"
#include "base/progress.h"
#include "cli/people/clip_options.h"
#include "tasks/device_crew.h"

/* What became of a sequence, until its turn. */
struct outcome {
    size_t begun; /* 1 + the number of the sequence */
    int worker;
    bool is_made; /* result is filled in: all of it, or all but some frames */
    struct gfla_clip_result result;
};

struct clip_batch {
    struct clip_command *command;
    gfla_device *const *devices;
    int n_devices;
    size_t *mine, n_mine; /* numbers of the sequences of this shard */
    gfla_arena *arena;
    const char **outputs;     /* of all sequences */
    struct outcome *outcomes; /* [gfla_crew_places] */
    struct gfla_progress_count progress;
};

/* DIR/NAME, a folder of frames, or DIR/NAME.EXT of each sequence. */
static gfla_status name_outputs(struct clip_batch *b)
{
    gfla_status status;
    const struct clip_command *c = b->command;
    const char *const folder = c->cli->output;
    TRY(gfla_arena_create(&b->arena));
    TRY(gfla_calloc(&b->outputs, (size_t)c->n_sequences, sizeof *b->outputs, "names of outputs"));
    TRY(gfla_output_names(c->operands, (size_t)c->n_sequences, NULL, b->arena, b->outputs));
    TRY(gfla_output_names_number(b->outputs, (size_t)c->n_sequences, b->arena));
    for (int i = 0; i < c->n_sequences; i++) {
        b->outputs[i] = gfla_arena_printf(b->arena, "%s/%s%s%s", folder, b->outputs[i], c->format ? "." : "",
                                          c->format ? c->format : "");
        REQUIRE(b->outputs[i], GFLA_ERROR_MEMORY, "%s: host memory ran out for a path", c->operands[i]);
    }
fail:
    return status;
}

static gfla_status prepare(struct clip_batch *b)
{
    gfla_status status;
    const struct clip_command *c = b->command;
    const char *output = c->cli->output;
    REQUIRE(strcmp(output, "-") != 0 && !gfla_animation_can_write(output), GFLA_ERROR_USAGE,
            "%d sequences do not fit into %s. hint: -o FOLDER, and --format mp4", c->n_sequences,
            strcmp(output, "-") == 0 ? "standard output" : output);
    TRY(name_outputs(b));
    if (c->format)
        TRY(gfla_animation_check(b->outputs[0]));
    TRY(gfla_folder_create(output));
    TRY(gfla_batch_list(&c->cli->batch, (size_t)c->n_sequences, &b->mine, &b->n_mine));
    TRY(gfla_calloc(&b->outcomes, gfla_crew_places(b->n_devices), sizeof *b->outcomes, "sequences"));
fail:
    return status;
}

static struct outcome *outcome_of(struct clip_batch *b, size_t number)
{
    return &b->outcomes[number % gfla_crew_places(b->n_devices)];
}

static void ready(void *context)
{
    struct clip_batch *b = context;
    gfla_progress_begin(&b->progress, "sequences", b->n_mine);
}

static gfla_status work(void *context, int worker, size_t number)
{
    gfla_status status;
    struct clip_batch *b = context;
    struct outcome *outcome = outcome_of(b, number);
    struct gfla_clip_options options = b->command->options;
    struct gfla_clip_transfer transfer = {.job = {0}};
    if (outcome->begun == number + 1 && options.existing == GFLA_EXISTING_REFUSE)
        options.existing = GFLA_EXISTING_SKIP; /* a device was lost in the middle: on from its frames */
    *outcome = (struct outcome){.begun = number + 1, .worker = worker};
    options.track.path = b->command->operands[b->mine[number]];
    options.output = b->outputs[b->mine[number]];
    TRY(gfla_clip_transfer_prepare(&transfer, &options));
    status = gfla_clip_transfer_run(&transfer, b->devices[worker], &outcome->result);
    outcome->is_made = status == GFLA_OK || status == GFLA_ERROR_PARTIAL;
fail:
    gfla_clip_transfer_close(&transfer);
    return status;
}

static gfla_status take(void *context, size_t number, gfla_status item_status)
{
    gfla_status status = GFLA_OK;
    struct clip_batch *b = context;
    const struct outcome *outcome = outcome_of(b, number);
    struct gfla_batch *counts = &b->command->cli->batch;
    const bool is_skipped = item_status == GFLA_OK && outcome->result.was_there;
    gfla_batch_take(counts, b->command->operands[b->mine[number]], item_status, is_skipped);
    if (is_skipped)
        gfla_progress_skip(&b->progress, 1);
    gfla_progress_set(&b->progress, counts->n_items);
    if (outcome->is_made && !is_skipped)
        TRY(clip_report(b->command->cli, b->outputs[b->mine[number]], b->devices[outcome->worker], &outcome->result));
fail:
    return status;
}

gfla_status clip_batch_run(struct clip_command *command, gfla_device *const *devices, int n_devices)
{
    gfla_status status;
    struct clip_batch b = {.command = command, .devices = devices, .n_devices = n_devices};
    TRY(prepare(&b));
    status = gfla_device_crew_run(
        devices, n_devices,
        &(struct gfla_crew){.n_items = b.n_mine, .context = &b, .ready = ready, .work = work, .take = take});
    gfla_progress_end(&b.progress);
    status = gfla_batch_end(&command->cli->batch, status);
fail:
    free(b.mine);
    free(b.outputs);
    free(b.outcomes);
    gfla_arena_destroy(&b.arena);
    return status;
}
