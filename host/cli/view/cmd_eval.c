/* cmd_eval.c - `gfla eval`: scores of networks, and of answers that other programs made, on what training never saw. */
#include <string.h>

#include "cli/cli.h"
#include "cli/net_options.h"
#include "cli/view/eval_command.h"

enum {
    KEY_DATA = CLI_KEY,
    KEY_WEIGHTS,
    KEY_LIMIT,
    KEY_SPLIT,
    KEY_COMPARE,
    KEY_AGAINST,
    KEY_EXACT,
    KEY_ROWS,
    KEY_ANSWERS,
    KEY_REQUIRE,
    KEY_LPIPS,
    KEY_FID,
    KEY_FID_TRUTH,
    KEY_FID_CONVENTION,
    KEY_PAIRS,
    KEY_ANNOTATION,
    KEY_SIZE,
    KEY_MERGE
};

static const struct argp_option own_options[] = {
    {"data", KEY_DATA, "DIR", 0,
     "view, matte, angle: a set of views (gfla render), a file data_NAME.hdf5, or a set of SRN, NMR or NeRF; person: a "
     "set as `gfla person --data` takes it",
     0},
    {"weights", KEY_WEIGHTS, "FILE", 0, "weights, or the name of a bundled model", 0},
    {"compare", KEY_COMPARE, "NAME=DIR", 0,
     "also score the images of a folder (may be repeated). view: DIR/MODEL/result_0000.png to result_0017.png, "
     "numbered by azimuth / 20; "
     "person: DIR/SOURCE_2_TARGET_vis.jpg or .png",
     0},
    {"against", KEY_AGAINST, "[NAME=]FILE", 0,
     "view, matte, angle: also score other weights, as those of --model appearance-flow (may be repeated); NAME, as "
     "tables call them, is that of their network if none is given",
     0},
    {"exact", KEY_EXACT, 0, 0, "also score warping by the true flow and matte: the limit of what warping can do", 0},
    {"limit", KEY_LIMIT, "N", 0, "the first N models or pairs only", 0},
    {"split", KEY_SPLIT, "SPLIT", 0,
     "held-out (default), train or all; of train also validation, the models that a training scores but does not learn "
     "from, and learn, the others: choose settings by these, never by those held out",
     0},
    {"rows", KEY_ROWS, "N", 0, "rows in the figure of -o (default 8)", 0},
    {"answers", KEY_ANSWERS, "DIR", 0,
     "write the last method's images (view: source and truth too), as --compare reads them", 0},
    {"require", KEY_REQUIRE, "CONDITION", 0,
     "exit with 9 unless METHOD.METRIC<VALUE (or >), as full.l1<0.04; metrics as in the JSON (may be repeated)", 0},
    {"lpips", KEY_LPIPS, "ALEXNET,LAYERS", 0,
     "also LPIPS: torchvision's weights of AlexNet, and those of LPIPS 0.1 for its layers", 0},
    {"fid", KEY_FID, "FILE", 0, "also FID, by these weights of Inception v3: pytorch-fid's or torchvision's", 0},
    {"fid-truth", KEY_FID_TRUTH, "DIR", 0, "the images that FID compares with (default: the truth of the test)", 0},
    {"fid-convention", KEY_FID_CONVENTION, "NAME", 0, "pytorch-fid or gfla (default: that of the weights)", 0},
    {"pairs", KEY_PAIRS, "CSV", 0, "person: another list of pairs (from,to) than the set's", 0},
    {"annotation", KEY_ANNOTATION, "CSV", 0, "person: another list of key points than the set's", 0},
    {"merge", KEY_MERGE, "DIR", 0, "put the parts together that --shard wrote into DIR, and report as of the whole", 0},
    {"size", KEY_SIZE, "WxH", 0, "person: size of the images (default: the network's, else that of the set's images)",
     0},
    {0},
};

static void parse_compare(struct eval_command *o, const struct argp_state *state, const char *arg)
{
    struct gfla_eval_options *e = &o->eval;
    const char *equals = strchr(arg, '=');
    if (!equals || equals == arg || equals - arg >= EVAL_MAX_NAME || !equals[1])
        cli_usage(state, "--compare %s: NAME=DIR expected, with a name of at most %d letters", arg, EVAL_MAX_NAME - 1);
    if (e->n_compared == GFLA_MAX_METHODS)
        cli_usage(state, "more than %d times --compare", GFLA_MAX_METHODS);
    memcpy(o->names[e->n_compared], arg, (size_t)(equals - arg));
    e->names[e->n_compared] = o->names[e->n_compared];
    e->folders[e->n_compared++] = equals + 1;
}

/* A path may hold an equals sign, a name no slash. */
static void parse_against(struct eval_command *o, const struct argp_state *state, const char *arg)
{
    struct gfla_eval_options *e = &o->eval;
    const char *equals = strchr(arg, '='), *slash = strchr(arg, '/');
    const bool is_named = equals && (!slash || slash > equals);
    if (is_named && (equals == arg || equals - arg >= EVAL_MAX_NAME || !equals[1]))
        cli_usage(state, "--against %s: NAME=FILE expected, with a name of at most %d letters", arg, EVAL_MAX_NAME - 1);
    if (e->n_against == GFLA_MAX_METHODS - 1)
        cli_usage(state, "more than %d times --against", GFLA_MAX_METHODS - 1);
    if (is_named) {
        memcpy(o->against_names[e->n_against], arg, (size_t)(equals - arg));
        e->against_names[e->n_against] = o->against_names[e->n_against];
    }
    e->against[e->n_against++] = is_named ? equals + 1 : arg;
}

static void parse_require(struct eval_command *o, const struct argp_state *state, const char *arg)
{
    if (o->n_requirements == EVAL_MAX_REQUIREMENTS)
        cli_usage(state, "more than %d times --require", EVAL_MAX_REQUIREMENTS);
    if (gfla_eval_requirement_parse(arg, &o->requirements[o->n_requirements++]))
        cli_usage(state, "--require: %s", gfla_error_message());
}

/* Without a name, the task is what the data are of. */
static void check_operands(const struct argp_state *state, struct eval_command *o)
{
    const struct gfla_eval_options *e = &o->eval;
    if (o->merge && (o->task || e->data || e->weights || e->n_against || e->n_compared || e->exact || e->limit ||
                     e->answers || e->perceptual.lpips || e->perceptual.fid || e->pairs || e->annotation || e->width))
        cli_usage(state, "--merge: the parts say what was scored; name nothing else but -o and --require");
    if (o->merge)
        return;
    if (!e->data || (!e->weights && !e->n_against && !e->n_compared && !e->exact))
        cli_usage(state, "--data DIR is needed, and one of --weights FILE, --compare NAME=DIR and --exact");
    if (!o->task)
        o->task = gfla_eval_is_person(e->data) ? "person" : "view";
    const bool is_person = strcmp(o->task, "person") == 0;
    o->photo = gfla_eval_photo_find(o->task);
    if (!is_person && strcmp(o->task, "view") != 0 && o->photo == GFLA_EVAL_PHOTO_COUNT)
        cli_usage(state, "%s: name a task: view, person, matte or angle", o->task);
    if (is_person && e->n_against)
        cli_usage(state, "--against: networks of people are compared by --compare, with the images that each made");
    if (is_person && e->exact)
        cli_usage(state, "--exact: the true flow of people is not known");
    if (!is_person && (e->pairs || e->annotation || e->width))
        cli_usage(state, "--pairs, --annotation and --size are of the task person");
    if (!e->perceptual.fid && e->perceptual.truth)
        cli_usage(state, "--fid-truth: of what? hint: --fid FILE");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const splits[] = {"all", "train", "held-out", "learn", "validation", NULL},
                             *const conventions[] = {"pytorch-fid", "gfla", NULL};
    struct eval_command *o = state->input;
    struct gfla_eval_options *e = &o->eval;
    switch (key) {
    case KEY_DATA:
        e->data = arg;
        break;
    case KEY_WEIGHTS:
        e->weights = arg;
        break;
    case KEY_COMPARE:
        parse_compare(o, state, arg);
        break;
    case KEY_AGAINST:
        parse_against(o, state, arg);
        break;
    case KEY_EXACT:
        e->exact = true;
        break;
    case KEY_LIMIT:
        e->limit = (int)cli_option_int(state, "--limit", arg, 1, 1000000);
        break;
    case KEY_SPLIT:
        e->split = (enum gfla_split)cli_option_word(state, "--split", arg, splits);
        break;
    case KEY_ROWS:
        e->n_rows = (int)cli_option_int(state, "--rows", arg, 1, 100);
        break;
    case KEY_ANSWERS:
        e->answers = arg;
        break;
    case KEY_REQUIRE:
        parse_require(o, state, arg);
        break;
    case KEY_LPIPS:
        e->perceptual.lpips = arg;
        break;
    case KEY_FID:
        e->perceptual.fid = arg;
        break;
    case KEY_FID_TRUTH:
        e->perceptual.truth = arg;
        break;
    case KEY_FID_CONVENTION:
        e->perceptual.convention =
            (enum gfla_fid_convention)cli_option_word(state, "--fid-convention", arg, conventions);
        break;
    case KEY_PAIRS:
        e->pairs = arg;
        break;
    case KEY_ANNOTATION:
        e->annotation = arg;
        break;
    case KEY_MERGE:
        o->merge = arg;
        break;
    case KEY_SIZE:
        cli_option_size(state, arg, &e->width, &e->height);
        break;
    case ARGP_KEY_ARG:
        if (o->task)
            cli_usage(state, "more than one task: %s and %s", o->task, arg);
        o->task = arg;
        break;
    case ARGP_KEY_END:
        check_operands(state, o);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct eval_command command = {
        .photo = GFLA_EVAL_PHOTO_COUNT,
        .eval = {.split = GFLA_SPLIT_HELD_OUT, .n_rows = 8, .perceptual = {.convention = GFLA_FID_CONVENTIONS}}};
    TRY(cli_parse(cli, argc, argv, &command));
    status = eval_work(cli, &command);
fail:
    return status;
}

const struct cli_command cli_command_eval = {
    .name = "eval",
    .summary = "score a network, or results of any program, on what training never saw",
    .group = CLI_GROUP_LEARN,
    .common = CLI_DEVICES | CLI_JSON | CLI_THREADS | CLI_OUTPUT | CLI_SHARD,
    .args = "view|person|matte|angle",
    .doc = "view: scores weights on the held-out models of a rendered set, beside copying the source and warping it by "
           "the flow alone: L1, "
           "PSNR, SSIM, silhouette IoU and flow end-point error, over all azimuths and by distance. person: scores "
           "weights on the test "
           "pairs of a set, beside copying the source, in the conventions of the published tables. matte and angle: "
           "score the networks that read a photograph, on objects before drawn backdrops and cut out. All with 95 % "
           "intervals, views and people also "
           "beside folders of results of other programs, which need no weights. -o writes a figure of source, "
           "every method and truth: an image, or a folder, which gets figure.png, scores.txt and scores.json. "
           "LPIPS and FID take weight files that are not bundled: alexnet-owt-*.pth of torchvision with alex.pth of "
           "LPIPS 0.1; "
           "pt_inception-2015-12-05-*.pth of pytorch-fid, or inception_v3_google-*.pth of torchvision, as the "
           "published tables. These "
           "two FIDs are different scales. FID of few images is biased upwards. With --shard I/N, one part of the "
           "models or "
           "pairs is scored, and its sums go into the folder -o; --merge puts all N parts together, to the same "
           "numbers as "
           "at once.\v"
           "Examples:\n"
           "  gfla eval view --data set --weights run/weights.safetensors -o figure.png\n"
           "  gfla eval view --data set --weights run/weights.safetensors --against af/weights.safetensors -o results\n"
           "  gfla eval view --data set --compare theirs=results --exact --json\n"
           "  gfla eval angle --data set --weights angle-64\n"
           "  gfla eval person --data fashion --compare theirs=results --weights latest_net_G.pth -o figure.png\n"
           "  gfla eval view --data set --weights run/weights.safetensors -o parts --shard 2/4\n"
           "  gfla eval --merge parts -o results\n",
    .options = own_options,
    .parse = parse,
    .run = run,
};
