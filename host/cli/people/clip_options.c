#include "cli/people/clip_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MOST_FRAMES 1000000000

static void parse_operand(struct clip_command *c, const char *arg)
{
    struct gfla_clip_options *o = &c->options;
    if (!o->image) {
        o->image = arg;
        return;
    }
    if (c->n_sequences == 0)
        o->track.path = arg;
    c->operands[c->n_sequences++] = arg;
}

static void check_operands(const struct clip_command *c, const struct argp_state *state)
{
    const struct gfla_clip_options *o = &c->options;
    if (!o->image)
        cli_usage(state, "name a picture and its %s", c->sequence);
    if (!o->track.path)
        cli_usage(state, "%s: name the %s that it shall follow", o->image, c->sequence);
    if (c->n_sequences > 1 && o->driving)
        cli_usage(state, "--driving is of one sequence, %d are named", c->n_sequences);
    if (c->n_sequences == 1 && c->format)
        cli_usage(state, "--format is of several sequences; of one, the ending of -o says it");
    for (int i = 0; i < c->n_sequences; i++)
        if (strcmp(c->operands[i], "-") == 0)
            cli_usage(state, "standard input is one file, not %s in sequence. hint: a folder, or a list of paths",
                      c->sequence);
    if (!o->model.weights && o->kind == GFLA_CLIP_FACE)
        cli_usage(state, "--weights FILE is missing: no weights for faces are bundled yet");
    people_check_standard_input(state, (const char *const[]){o->image, o->source_points}, 2);
}

/* The endings without their dots: "gif, apng, webp". */
static void refuse_format(const struct argp_state *state, const char *arg)
{
    char words[256];
    size_t n = 0;
    for (const char *c = gfla_animation_extensions(); *c && n + 1 < sizeof words; c++)
        if (*c != '.')
            words[n++] = *c;
    words[n] = 0;
    cli_usage(state, "--format: '%s' is none of %s", arg, words);
}

error_t clip_options_parse(struct clip_command *c, int key, char *arg, struct argp_state *state)
{
    struct gfla_clip_options *o = &c->options;
    char path[32];
    switch (key) {
    case CLIP_KEY_WEIGHTS:
        o->model.weights = arg;
        break;
    case CLIP_KEY_SIZE:
        people_option_size(state, "--size", arg, 4096, &o->model.width, &o->model.height);
        break;
    case CLIP_KEY_KEEP_ASPECT:
        o->pad = true;
        break;
    case CLIP_KEY_FPS:
        o->frames_per_second = cli_option_double(state, "--fps", arg, 0.02, 1000);
        break;
    case CLIP_KEY_SIDE_BY_SIDE:
        o->side_by_side = true;
        break;
    case CLIP_KEY_FIRST:
        o->track.first = (size_t)cli_option_int(state, "--first", arg, 0, MOST_FRAMES);
        break;
    case CLIP_KEY_FRAMES:
        o->track.n = (size_t)cli_option_int(state, "--frames", arg, 1, MOST_FRAMES);
        break;
    case CLIP_KEY_STRICT:
        o->track.strict = true;
        break;
    case CLIP_KEY_FORMAT:
        snprintf(path, sizeof path, "x.%s", arg);
        if (!gfla_animation_can_write(path))
            refuse_format(state, arg);
        c->format = arg;
        break;
    case ARGP_KEY_ARG:
        parse_operand(c, arg);
        break;
    case ARGP_KEY_END:
        check_operands(c, state);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

gfla_status clip_report(const struct cli *cli, const char *output, const gfla_device *device,
                        const struct gfla_clip_result *r)
{
    const char *name = gfla_device_get_info(device)->name;
    const double each = r->n_made ? 1e3 * r->seconds / (double)r->n_made : 0;
    struct gfla_text json = {0};
    if (!cli->json) {
        cli_note(cli, "%s: %zu frame%s, %.1f ms each, on %s\n", output, r->n_made, r->n_made == 1 ? "" : "s", each,
                 name);
        return GFLA_OK;
    }
    gfla_text_add(&json, "{\"device\":");
    gfla_text_add_json(&json, name);
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, output);
    gfla_text_add(&json, ",\"frames\":%zu,\"left_out\":%zu,\"nobody\":%zu,\"ms_per_frame\":%.4g}", r->n_made, r->n_bad,
                  r->n_nobody, each);
    return cli_print_json(&json);
}

static gfla_status run_one(struct clip_command *command)
{
    gfla_status status, reported;
    struct cli *cli = command->cli;
    struct gfla_clip_options *o = &command->options;
    struct gfla_clip_transfer transfer = {.job = {0}};
    struct gfla_clip_result result;
    gfla_device *device = NULL;
    REQUIRE(cli->batch.n_shards <= 1, GFLA_ERROR_USAGE, "--shard: one sequence is no batch. hint: name several");
    o->output = cli->output;
    TRY(gfla_clip_transfer_prepare(&transfer, o));
    TRY(cli_open_device(cli, &device));
    status = gfla_clip_transfer_run(&transfer, device, &result);
    if (status != GFLA_OK && status != GFLA_ERROR_PARTIAL)
        goto fail;
    if (result.was_there) {
        cli_note(cli, "%s: everything exists already\n", cli->output);
        goto fail;
    }
    reported = clip_report(cli, cli->output, device, &result);
    status = reported == GFLA_OK ? status : reported;
fail:
    gfla_clip_transfer_close(&transfer);
    gfla_device_destroy(&device);
    return status;
}

static gfla_status run_several(struct clip_command *command)
{
    gfla_status status;
    gfla_device **devices = NULL;
    size_t n_devices = 0;
    TRY(cli_open_devices(command->cli, &devices, &n_devices));
    status = clip_batch_run(command, devices, (int)n_devices);
fail:
    gfla_device_destroy_all(&devices, &n_devices);
    return status;
}

gfla_status clip_command_run(struct clip_command *command, int argc, char **argv)
{
    gfla_status status;
    TRY(gfla_calloc(&command->operands, (size_t)argc, sizeof *command->operands, "the command line"));
    TRY(cli_parse(command->cli, argc, argv, command));
    command->options.existing = command->cli->existing;
    status = command->n_sequences > 1 ? run_several(command) : run_one(command);
fail:
    free(command->operands);
    return status;
}
