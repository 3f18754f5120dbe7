/* cmd_infer.c - `gfla infer`: raw tensors through any network, for tests, pipelines and debugging. */
#include <string.h>

#include "base/failure.h"
#include "cli/net_options.h"
#include "tasks/model/infer.h"

enum { KEY_INPUT = CLI_KEY, KEY_BATCH, KEY_TAPS };

struct options {
    struct gfla_net_options asked;
    struct gfla_infer_inputs inputs;
    int batch; /* 0: as the device has it */
    bool taps;
};

static const struct argp_option own_options[] = {
    {"input", KEY_INPUT, "NAME=FILE", 0,
     "a .npy file of numbers for the network's input NAME, - for standard input (may be repeated)", 0},
    {"batch", KEY_BATCH, "N", 0, "items that the network takes at once, at most (default 8 on a GPU, 1 on a CPU)", 0},
    {"taps", KEY_TAPS, 0, 0, "also write every named activation, to taps/NAME.npy; this takes more memory", 0},
    CLI_NET_OPTIONS,
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_INPUT:
        if (gfla_infer_inputs_add(&o->inputs, arg) != GFLA_OK)
            cli_usage(state, "%s", gfla_error_message());
        return 0;
    case KEY_BATCH:
        o->batch = (int)cli_option_int(state, "--batch", arg, 1, 1024);
        return 0;
    case KEY_TAPS:
        o->taps = true;
        return 0;
    default:
        return cli_net_options_parse(&o->asked, key, arg, state);
    }
}

static void print_report(const struct cli *cli, const struct gfla_infer *work)
{
    char shape[96];
    for (size_t i = 0; i < work->outputs.n; i++) {
        const struct gfla_infer_output *o = &work->outputs.items[i];
        cli_print(cli, "%-14s %-20s %10.4g .. %.4g\n", o->name, gfla_shape_text(o->shape, shape, sizeof shape),
                  (double)o->least, (double)o->most);
    }
    if (work->outputs.n_taps)
        cli_print(cli, "%zu activations in taps/\n", work->outputs.n_taps);
}

/* Numbers that JSON does not have are null. */
static void add_number(struct gfla_text *json, const char *key, float value)
{
    if (value - value == 0)
        gfla_text_add(json, ",\"%s\":%.7g", key, (double)value);
    else
        gfla_text_add(json, ",\"%s\":null", key);
}

static gfla_status print_json(const struct cli *cli, const struct gfla_infer *work, const struct options *o)
{
    struct gfla_text json = {0};
    gfla_text_add(&json, "{\"network\":");
    gfla_text_add_json(&json, work->net.model->name);
    gfla_text_add(&json, ",\"weights\":");
    gfla_text_add_json(&json, work->net.path);
    if (work->n_devices) {
        gfla_text_add(&json, ",\"device\":");
        gfla_text_add_json(&json, gfla_device_get_info(work->devices[0])->name);
    }
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(
        &json, ",\"items\":%d,\"batch\":%d,\"frames\":%d,\"seconds\":%.6g,\"taps\":%zu,\"skipped\":%zu,\"outputs\":[",
        o->inputs.n_items, o->inputs.part, o->inputs.n_frames, work->seconds, work->outputs.n_taps,
        work->outputs.n_skipped);
    for (size_t i = 0; i < work->outputs.n; i++) {
        const struct gfla_infer_output *item = &work->outputs.items[i];
        char shape[96];
        gfla_text_add(&json, "%s{\"name\":\"%s\",\"shape\":%s", i ? "," : "", item->name,
                      gfla_shape_text(item->shape, shape, sizeof shape));
        add_number(&json, "least", item->least);
        add_number(&json, "most", item->most);
        gfla_text_add(&json, "}");
    }
    gfla_text_add(&json, "]}");
    return cli_print_json(&json);
}

static gfla_status report(const struct cli *cli, const struct gfla_infer *work, const struct options *o)
{
    if (cli->json)
        return print_json(cli, work, o);
    if (strcmp(cli->output, "-") != 0) /* what is data has no text for people in it */
        print_report(cli, work);
    return GFLA_OK;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {.taps = false};
    struct gfla_infer work = {.n_devices = 0};
    struct gfla_failure lost = {.status = GFLA_OK};
    gfla_device **devices = NULL;
    size_t n_devices = 0;
    bool skip = false;
    TRY(cli_parse(cli, argc, argv, &options));
    const struct gfla_infer_place place = {.path = cli->output, .existing = cli->existing, .taps = options.taps};
    REQUIRE(strcmp(cli->output, "-") != 0 || !cli->json, GFLA_ERROR_USAGE,
            "--json and the output would both go to standard output");
    TRY(gfla_infer_build(&work, &options.asked, &options.inputs));
    TRY(gfla_infer_outputs_allow(&place, &work.net, options.inputs.n_frames, false, &skip));
    if (!skip || options.taps) {
        TRY(cli_open_devices(cli, &devices, &n_devices));
        TRY(gfla_infer_load(&work, devices, (int)n_devices, options.batch, options.taps));
        TRY(gfla_infer_outputs_allow(&place, &work.net, options.inputs.n_frames, options.taps, &skip));
    }
    if (skip)
        cli_note(cli, "%s: everything exists already\n", cli->output);
    else
        lost = gfla_failure_keep(gfla_infer_run(&work, &place));
    if (skip || work.is_whole)
        TRY(report(cli, &work, &options));
    status = gfla_failure_again(&lost);
fail:
    gfla_infer_close(&work);
    gfla_device_destroy_all(&devices, &n_devices);
    gfla_infer_inputs_destroy(&options.inputs);
    return status;
}

const struct cli_command cli_command_infer = {
    .name = "infer",
    .summary = "run any network on raw tensors",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICES | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "MODEL",
    .doc =
        "Feeds .npy files to a network and writes its outputs as .npy files to the folder -o, or the first of them to "
        "-o FILE.npy or to standard output, -o -: for tests, pipelines and debugging. MODEL: "
        "the name of a network (`gfla describe all` lists them), of a bundled model, or a .safetensors file of "
        "`gfla train`. Inputs are "
        "named as the arguments of the published code: source, source_B and target_B of person and shapenet, x of a "
        "discriminator; "
        "batch and size follow from them. A batch is run in parts of equal size, of at most --batch items; several "
        "devices share the parts. Kernels are "
        "chosen by the size of a part, which follows from the batch and --batch alone: the files do not depend on the "
        "number of devices, and with --batch 1 an item does not depend on the others. "
        "Outputs are out.0, the picture, out.1.0, out.1.1 ..., the flows, deepest "
        "first, out.2.0 ..., "
        "the masks; of a flow net alone out.0.* and out.1.*, of a network with one result out.\v"
        "dance and face work frame by frame: BP_frame_step is [batch, frames, channels, height, width], and "
        "BP_reference and P_reference "
        "are what all frames start from. They write out.0.FRAME, the picture, out.1.FRAME.0 ... and out.2.FRAME.0 "
        "..., each scale's flow "
        "and mask into the previous picture and then into the reference, and out.3.FRAME, the previous picture that "
        "was used: the last "
        "output, and for the first frame the reference or --input P_previous with BP_previous.\n\n"
        "Exit codes: 2 for an input that the network does not have or that is missing; 3 for files that cannot be "
        "read, or whose shapes "
        "are not the network's; 4, 5, 6 for the device; 7 for outputs that exist (-y, -n) or cannot be written.\n\n"
        "  gfla infer person --weights latest_net_G.safetensors --input source=a.npy \\\n"
        "    --input source_B=pose.npy --input target_B=other.npy -o out --taps",
    .options = own_options,
    .parse = parse,
    .run = run,
};
