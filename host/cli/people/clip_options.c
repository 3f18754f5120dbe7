#include "cli/people/clip_options.h"

#include <string.h>

#define MOST_FRAMES 1000000000

static void parse_operand(struct clip_command *c, const char *arg, const struct argp_state *state)
{
    struct gfla_clip_options *o = &c->options;
    if (o->track.path)
        cli_usage(state, "unexpected argument '%s': one picture and its %s are animated", arg, c->sequence);
    *(o->image ? &o->track.path : &o->image) = arg;
}

static void check_operands(const struct clip_command *c, const struct argp_state *state)
{
    const struct gfla_clip_options *o = &c->options;
    if (!o->image)
        cli_usage(state, "name a picture and its %s", c->sequence);
    if (!o->track.path)
        cli_usage(state, "%s: name the %s that it shall follow", o->image, c->sequence);
    if (strcmp(o->track.path, "-") == 0)
        cli_usage(state, "standard input is one file, not %s in sequence. hint: a folder, or a list of paths",
                  c->sequence);
    if (!o->model.weights && o->kind == GFLA_CLIP_FACE)
        cli_usage(state, "--weights FILE is missing: no weights for faces are bundled yet");
    people_check_standard_input(state, (const char *const[]){o->image, o->source_points}, 2);
}

error_t clip_options_parse(struct clip_command *c, int key, char *arg, struct argp_state *state)
{
    struct gfla_clip_options *o = &c->options;
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
    case ARGP_KEY_ARG:
        parse_operand(c, arg, state);
        break;
    case ARGP_KEY_END:
        check_operands(c, state);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static gfla_status report(const struct cli *cli, const gfla_device *device, const struct gfla_clip_result *r)
{
    const char *name = gfla_device_get_info(device)->name;
    const double each = r->n_made ? 1e3 * r->seconds / (double)r->n_made : 0;
    struct gfla_text json = {0};
    if (!cli->json) {
        cli_note(cli, "%s: %zu frame%s, %.1f ms each, on %s\n", cli->output, r->n_made, r->n_made == 1 ? "" : "s", each,
                 name);
        return GFLA_OK;
    }
    gfla_text_add(&json, "{\"device\":");
    gfla_text_add_json(&json, name);
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, ",\"frames\":%zu,\"left_out\":%zu,\"nobody\":%zu,\"ms_per_frame\":%.4g}", r->n_made, r->n_bad,
                  r->n_nobody, each);
    return cli_print_json(&json);
}

gfla_status clip_command_run(struct clip_command *command)
{
    gfla_status status, reported;
    struct cli *cli = command->cli;
    struct gfla_clip_options *o = &command->options;
    struct gfla_clip_transfer transfer = {.job = {0}};
    struct gfla_clip_result result;
    gfla_device *device = NULL;
    o->output = cli->output;
    o->existing = cli->existing;
    TRY(gfla_clip_transfer_prepare(&transfer, o));
    TRY(cli_open_device(cli, &device));
    status = gfla_clip_transfer_run(&transfer, device, &result);
    if (status != GFLA_OK && status != GFLA_ERROR_PARTIAL)
        goto fail;
    if (result.was_there) {
        cli_note(cli, "%s: everything exists already\n", cli->output);
        goto fail;
    }
    reported = report(cli, device, &result);
    status = reported == GFLA_OK ? status : reported;
fail:
    gfla_clip_transfer_close(&transfer);
    gfla_device_destroy(&device);
    return status;
}
