/* cmd_convert.c - `gfla convert`: files of weights into safetensors, with a report of every tensor, or with their
 * network into ONNX. */
#include <string.h>

#include "cli/convert_onnx.h"
#include "tasks/model/convert_file.h"
#include "cli/net_options.h"

enum { KEY_HALF = CLI_KEY, KEY_FOR, KEY_SIZE, KEY_FRAMES };

struct options {
    const char *in, *out, *model;
    bool half, to_onnx;
    int width, height, frames;
};

static const struct argp_option own_options[] = {
    {"half", KEY_HALF, 0, 0, "write float16 instead of float32; a number beyond 65504 is an error", 0},
    {"for", KEY_FOR, "MODEL", 0,
     "check that the file has every parameter of this network, in its shape; for .onnx: the network, where the file "
     "does not name it",
     0},
    {"size", KEY_SIZE, "N|WxH", 0, "for .onnx: pixels of its images", 0},
    {"frames", KEY_FRAMES, "N", 0, "for .onnx: frames of its sequences (motion)", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_HALF:
        o->half = true;
        break;
    case KEY_FOR:
        o->model = arg;
        break;
    case KEY_SIZE:
        cli_option_size(state, arg, &o->width, &o->height);
        break;
    case KEY_FRAMES:
        o->frames = (int)cli_option_int(state, "--frames", arg, 1, 65536);
        break;
    case ARGP_KEY_ARG:
        if (o->out)
            cli_usage(state, "one file at a time: unexpected argument '%s'", arg);
        if (o->in)
            o->out = cli_follow_link(arg);
        else
            o->in = arg;
        break;
    case ARGP_KEY_END:
        if (!o->in)
            cli_usage(state, "name a file of weights: .pth, .pt or .safetensors");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static bool ends(const char *text, const char *end)
{
    const size_t length = strlen(text), n = strlen(end);
    return length > n && strcmp(text + length - n, end) == 0;
}

/* OUT or -o, but one of them. */
static gfla_status choose_output(struct options *o, const struct cli *cli)
{
    gfla_status status = GFLA_OK;
    REQUIRE(!o->out || !cli->output, GFLA_ERROR_USAGE, "two outputs: %s and -o %s", o->out, cli->output);
    o->out = o->out ? o->out : cli->output;
    REQUIRE(o->out, GFLA_ERROR_USAGE, "no output was named. hint: gfla convert %s OUT.safetensors", o->in);
    o->to_onnx = ends(o->out, ".onnx");
    REQUIRE(o->to_onnx || ends(o->out, ".safetensors"), GFLA_ERROR_USAGE,
            "%s: only .safetensors and .onnx are written. hint: OUT.safetensors", o->out);
    REQUIRE(!o->to_onnx || !o->half, GFLA_ERROR_USAGE, "%s: --half is for .safetensors; ONNX is written as float32",
            o->out);
    REQUIRE(o->to_onnx || !(o->width || o->frames), GFLA_ERROR_USAGE, "%s: %s is for .onnx; weights have none", o->out,
            o->width ? "--size" : "--frames");
fail:
    return status;
}

static gfla_status convert_to_onnx(const struct options *o, const struct cli *cli)
{
    const struct gfla_convert_onnx convert = {
        .weights = o->in, .model = o->model, .width = o->width, .height = o->height, .frames = o->frames};
    return cli_convert_onnx(cli, &convert, o->out);
}

static gfla_status check_model(const struct options *o)
{
    gfla_status status;
    const struct gfla_net_options asked = {.model = o->model, .weights = o->in};
    struct gfla_net_model net = {.model = NULL};
    TRY(gfla_net_model_choose(&net, &asked));
    TRY(gfla_net_model_build(&net));
    TRY(gfla_net_model_check_weights(&net));
fail:
    gfla_net_model_close(&net);
    return status;
}

static void print_tensor(const struct cli *cli, const struct gfla_convert_tensor *t, int width)
{
    char shape[96];
    cli_print(cli, "%-*s %-4s %-18s ", width, t->tensor->name, gfla_dtype_infos[t->tensor->dtype].name,
              gfla_shape_text(t->tensor->shape, shape, sizeof shape));
    if (t->least <= t->most)
        cli_print(cli, "%.4g .. %.4g", (double)t->least, (double)t->most);
    else
        cli_print(cli, "no number");
    if (t->n_special)
        cli_print(cli, ", %llu not finite", (unsigned long long)t->n_special);
    if (!gfla_checkpoint_is_contiguous(t->tensor))
        cli_print(cli, ", strided");
    if (t->partner)
        cli_print(cli, ", %s %s", t->is_same ? "same as" : "shares numbers with", t->partner);
    cli_print(cli, "\n");
}

static void print_report(const struct cli *cli, const struct options *o, const struct gfla_convert_file *file)
{
    int width = 0;
    for (size_t i = 0; i < file->n_tensors; i++) {
        const size_t length = strlen(file->tensors[i].tensor->name);
        width = (int)length > width && length <= 60 ? (int)length : width;
    }
    for (size_t i = 0; i < file->n_tensors; i++)
        print_tensor(cli, &file->tensors[i], width);
    cli_print(cli, "%s (%s): %zu tensors, %llu numbers -> %s, %s\n", o->in,
              gfla_checkpoint_format_name(gfla_checkpoint_get_format(file->in)), file->n_tensors,
              (unsigned long long)file->n_numbers, o->out, o->half ? "float16" : "float32");
    if (gfla_checkpoint_n_others(file->in))
        cli_print(cli, "left out: %zu entries that are no tensors\n", gfla_checkpoint_n_others(file->in));
    if (o->model)
        cli_print(cli, "every parameter of %s is there\n", o->model);
}

static void add_tensor(struct gfla_text *json, const struct gfla_convert_tensor *t)
{
    char shape[96];
    gfla_text_add(json, "{\"name\":");
    gfla_text_add_json(json, t->tensor->name);
    gfla_text_add(json, ",\"dtype\":\"%s\",\"shape\":%s,\"contiguous\":%s,\"not_finite\":%llu",
                  gfla_dtype_infos[t->tensor->dtype].name, gfla_shape_text(t->tensor->shape, shape, sizeof shape),
                  gfla_checkpoint_is_contiguous(t->tensor) ? "true" : "false", (unsigned long long)t->n_special);
    if (t->least <= t->most)
        gfla_text_add(json, ",\"least\":%.9g,\"most\":%.9g", (double)t->least, (double)t->most);
    if (t->partner) {
        gfla_text_add(json, ",\"%s\":", t->is_same ? "same_as" : "shares_with");
        gfla_text_add_json(json, t->partner);
    }
    gfla_text_add(json, "}");
}

static gfla_status print_json(const struct options *o, const struct gfla_convert_file *file)
{
    struct gfla_text json = {0};
    gfla_text_add(&json, "{\"input\":");
    gfla_text_add_json(&json, o->in);
    gfla_text_add(&json, ",\"format\":");
    gfla_text_add_json(&json, gfla_checkpoint_format_name(gfla_checkpoint_get_format(file->in)));
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, o->out);
    gfla_text_add(&json, ",\"half\":%s,\"numbers\":%llu,\"left_out\":%zu,\"tensors\":[", o->half ? "true" : "false",
                  (unsigned long long)file->n_numbers, gfla_checkpoint_n_others(file->in));
    for (size_t i = 0; i < file->n_tensors; i++) {
        gfla_text_add(&json, i ? "," : "");
        add_tensor(&json, &file->tensors[i]);
    }
    gfla_text_add(&json, "]}");
    return cli_print_json(&json);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {.in = NULL};
    struct gfla_convert_file file = {.in = NULL};
    bool skip;
    TRY(cli_parse(cli, argc, argv, &options));
    TRY(choose_output(&options, cli));
    TRY(cli_output_allow_file(cli, options.out, &skip));
    if (skip) {
        cli_note(cli, "%s: exists already\n", options.out);
        return GFLA_OK;
    }
    if (options.to_onnx)
        return convert_to_onnx(&options, cli);
    TRY(gfla_convert_file_open(&file, options.in));
    if (options.model)
        TRY(check_model(&options));
    TRY(gfla_convert_file_write(&file, options.out, options.half));
    if (cli->json)
        TRY(print_json(&options, &file));
    else
        print_report(cli, &options, &file);
fail:
    gfla_convert_file_close(&file);
    return status;
}

const struct cli_command cli_command_convert = {
    .name = "convert",
    .summary = "turn PyTorch checkpoints into safetensors, or with their network into ONNX",
    .group = CLI_GROUP_PREPARE,
    .common = CLI_OUTPUT | CLI_JSON,
    .args = "IN OUT",
    .doc = "Copies the tensors of a file of weights to OUT, a .safetensors file, and lists them: type and shape in IN, "
           "least "
           "and greatest number, and which were strided or share their numbers. IN: what torch.save wrote, before "
           "PyTorch 1.6 "
           "or since, or a .safetensors file. It is read by a list of harmless instructions; nothing in it is ever "
           "executed. "
           "\"module.\" in names is dropped, IN:BRANCH takes one of several networks; every number becomes float32. "
           "Commands that take weights "
           "read these "
           "files as they are, too.\n\n"
           "To OUT.onnx it writes the weights with the network that they belong to, for ONNX Runtime, OpenVINO, "
           "TensorRT and "
           "the like (opset 16), and lists its inputs and outputs. The network is the one that the file names, or "
           "--for, or the "
           "one that has these parameters. Inputs and outputs are named as in `gfla infer` and take batches of any "
           "size; dance "
           "and face make one frame, as if there were no more. IN may be the name of a bundled model.\v"
           "Exit codes: 2 for wrong usage and numbers that float16 cannot hold, 3 for a damaged or hostile file and "
           "for weights "
           "that are not of the network --for names, 7 for an output that exists (-y, -n) or cannot be written.\n\n"
           "  gfla convert latest_net_G.pth person.safetensors --half --for person\n"
           "  gfla convert latest_net_G.pth person.onnx\n"
           "  gfla convert view-furniture-128 view.onnx",
    .options = own_options,
    .parse = parse,
    .run = run,
};
