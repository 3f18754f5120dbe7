/* cmd_person.c - `gfla person`: the person of an image in other poses. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/people/people_options.h"
#include "tasks/pose/person_batch.h"

#define MAX_POSES 4096

enum {
    KEY_WEIGHTS = CLI_KEY,
    KEY_MODEL,
    KEY_SIZE,
    KEY_SOURCE_POSE,
    KEY_POSE_SIZE,
    KEY_PERSON,
    KEY_SOURCE_PERSON,
    KEY_COCO_17,
    KEY_H36M_17,
    KEY_KEEP_ASPECT,
    KEY_SHOW,
    KEY_TRUTH,
    KEY_PAIRS,
    KEY_ANNOTATION,
    KEY_DATA,
    KEY_FORMAT
};

struct options {
    struct gfla_person_batch_options batch;
    const char *poses[MAX_POSES];
};

static const struct argp_option own_options[] = {
    {"weights", KEY_WEIGHTS, "FILE", 0,
     "weights of the network: a published checkpoint (.pth), .safetensors, or the name of a bundled model "
     "(default " GFLA_PEOPLE_MODEL ")",
     0},
    {"model", KEY_MODEL, "NAME", 0, "person, person-market or figure (default: what the weights are of)", 0},
    {"size", KEY_SIZE, "WxH", 0,
     "size of the network's pictures, multiples of 32 (default: as it was trained; published 256x256 or 64x128)", 0},
    {"source-pose", KEY_SOURCE_POSE, "POSE", 0,
     "key points of the person in IMAGE (default: STEM_keypoints.json or STEM.json beside it)", 0},
    {"pose-size", KEY_POSE_SIZE, "WxH", 0, "size of the picture that the target key points are of (default: of IMAGE)",
     0},
    {"person", KEY_PERSON, "N", 0,
     "of several people in a file of target key points, number N from 0 (default: the largest)", 0},
    {"source-person", KEY_SOURCE_PERSON, "N", 0, "the same of the key points of IMAGE", 0},
    {"coco-17", KEY_COCO_17, 0, 0, "17 joints are COCO's (default: it is told from where they lie)", 0},
    {"h36m-17", KEY_H36M_17, 0, 0, "17 joints are Human3.6M's, as in the published dance data (likewise)", 0},
    {"keep-aspect", KEY_KEEP_ASPECT, 0, 0,
     "keep the aspect of IMAGE, and fill up with white, as the network figure always does (default: stretch it to the "
     "network's, as published models were trained)",
     0},
    {"fit", 0, 0, OPTION_ALIAS | OPTION_HIDDEN, 0, 0},
    {"show", KEY_SHOW, "WHAT", 0,
     "flow, mask, attention (separated by commas), or strip: a row of source, pose, result and these", 0},
    {"truth", KEY_TRUTH, "FILE", 0, "a picture of the person in the target pose, to score against", 0},
    {"data", KEY_DATA, "DIR", 0,
     "a data set (Fashion or Market-1501 as published): all its test pairs instead of IMAGE and POSE", 0},
    {"pairs", KEY_PAIRS, "CSV", 0, "another list of pairs (from,to) than the set's", 0},
    {"annotation", KEY_ANNOTATION, "CSV", 0, "another list of key points than the set's", 0},
    {"format", KEY_FORMAT, "EXT", 0, "of the pictures in a folder: jpg (default, as published) or png", 0},
    {0},
};

static void check_operands(const struct argp_state *state, const struct options *o)
{
    const struct gfla_pose_jobs_options *a = &o->batch.jobs;
    if (a->data && a->image)
        cli_usage(state, "--data makes the pairs of the set, not %s", a->image);
    if (!a->data && !a->image)
        cli_usage(state, "name a picture");
    if (!a->data && (a->pairs || a->annotation))
        cli_usage(state, "--pairs and --annotation are of a data set. hint: --data DIR");
    if (!a->data && !a->n_poses)
        cli_usage(state, "%s: name at least one pose: a file of key points", a->image);
    if (a->truth && a->n_poses > 1)
        cli_usage(state, "--truth is of one pose, %d were named", a->n_poses);
    const char *inputs[MAX_POSES + 3] = {a->image, a->source_pose, a->truth};
    for (int i = 0; i < a->n_poses; i++)
        inputs[3 + i] = a->poses[i];
    people_check_orders(state, o->batch.work.coco_17, o->batch.work.h36m_17);
    people_check_standard_input(state, inputs, 3 + a->n_poses);
}

static void parse_operand(const struct argp_state *state, struct options *o, const char *arg)
{
    if (!o->batch.jobs.image) {
        o->batch.jobs.image = arg;
        return;
    }
    if (o->batch.jobs.n_poses == MAX_POSES)
        cli_usage(state, "more than %d poses. hint: a folder of them", MAX_POSES);
    o->poses[o->batch.jobs.n_poses++] = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const formats[] = {"jpg", "png", NULL}, *const shows[] = {"flow", "mask", "attention", "strip",
                                                                                 NULL};
    struct options *o = state->input;
    struct gfla_pose_job_options *w = &o->batch.work;
    switch (key) {
    case KEY_WEIGHTS:
        w->model.weights = arg;
        break;
    case KEY_MODEL:
        w->model.model = gfla_pose_networks[cli_option_word(state, "--model", arg, gfla_pose_networks)];
        break;
    case KEY_SIZE:
        people_option_size(state, "--size", arg, 4096, &w->model.width, &w->model.height);
        break;
    case KEY_SOURCE_POSE:
        o->batch.jobs.source_pose = arg;
        break;
    case KEY_POSE_SIZE:
        people_option_size(state, "--pose-size", arg, GFLA_BITMAP_MAX_SIDE, &w->pose_width, &w->pose_height);
        break;
    case KEY_PERSON:
        w->person = (int)cli_option_int(state, "--person", arg, 0, 10000);
        break;
    case KEY_SOURCE_PERSON:
        w->source_person = (int)cli_option_int(state, "--source-person", arg, 0, 10000);
        break;
    case KEY_COCO_17:
        w->coco_17 = true;
        break;
    case KEY_H36M_17:
        w->h36m_17 = true;
        break;
    case KEY_KEEP_ASPECT:
        w->pad = true;
        break;
    case KEY_SHOW:
        w->show |= cli_option_words(state, "--show", arg, shows);
        break;
    case KEY_TRUTH:
        o->batch.jobs.truth = arg;
        break;
    case KEY_PAIRS:
        o->batch.jobs.pairs = arg;
        break;
    case KEY_DATA:
        o->batch.jobs.data = arg;
        break;
    case KEY_ANNOTATION:
        o->batch.jobs.annotation = arg;
        break;
    case KEY_FORMAT:
        o->batch.format = formats[cli_option_word(state, "--format", arg, formats)];
        break;
    case ARGP_KEY_ARG:
        parse_operand(state, o, arg);
        break;
    case ARGP_KEY_END:
        check_operands(state, o);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static gfla_status print_item(void *context, const struct gfla_person_item *item)
{
    const struct cli *cli = context;
    const double ms = 1e3 * item->seconds;
    struct gfla_text json = {0};
    if (!cli->json) {
        if (item->status == GFLA_OK && item->has_scores)
            cli_note(cli, "%s  %.1f ms  L1 %.4f  PSNR %.2f  SSIM %.4f\n", item->path, ms, item->l1, item->psnr,
                     item->ssim);
        else if (item->status == GFLA_OK)
            cli_note(cli, "%s  %.1f ms\n", item->path, ms);
        return GFLA_OK;
    }
    gfla_text_add(&json, "{\"source\":");
    gfla_text_add_json(&json, item->job->image);
    gfla_text_add(&json, ",\"pose\":");
    gfla_text_add_json(&json, item->job->target_pose);
    if (item->status == GFLA_OK) {
        gfla_text_add(&json, ",\"output\":");
        gfla_text_add_json(&json, item->path);
        gfla_text_add(&json, ",\"ms\":%.4g", ms);
    } else {
        gfla_text_add(&json, ",\"error\":");
        gfla_text_add_json(&json, gfla_error_message());
    }
    if (item->has_scores)
        gfla_text_add(&json, ",\"l1\":%.6g,\"psnr\":%.6g,\"ssim\":%.6g", item->l1, item->psnr, item->ssim);
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options *options = NULL;
    struct gfla_person_batch batch = {.n_mine = 0};
    gfla_device **devices = NULL;
    size_t n_devices = 0;
    bool skip;
    TRY(gfla_calloc(&options, 1, sizeof *options, "options"));
    options->batch.work.person = options->batch.work.source_person = -1;
    options->batch.jobs.poses = options->poses;
    TRY(cli_parse(cli, argc, argv, options));
    TRY(people_check_output(cli));
    options->batch.output = cli->output;
    options->batch.existing = cli->existing;
    options->batch.shard = cli->batch.shard;
    options->batch.n_shards = cli->batch.n_shards;
    TRY(gfla_person_batch_prepare(&batch, &options->batch, &skip));
    if (skip) {
        cli_note(cli, "%s: exists already\n", cli->output);
        goto fail;
    }
    TRY(cli_open_devices(cli, &devices, &n_devices));
    TRY(gfla_person_batch_run(&batch, devices, (int)n_devices, print_item, cli));
fail:
    gfla_person_batch_close(&batch);
    gfla_device_destroy_all(&devices, &n_devices);
    free(options);
    return status;
}

const struct cli_command cli_command_person = {
    .name = "person",
    .summary = "bring the person of a picture into another pose",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICES | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS | CLI_SHARD,
    .args = "IMAGE POSE...",
    .doc = "Makes pictures of the person in IMAGE in other poses. POSE: key points as OpenPose, AlphaPose, "
           "MMPose, Ultralytics (YOLO), MediaPipe and ControlNet write them, "
           "FILE.csv:NAME of an annotation file, a picture drawn by `gfla pose`, or a folder of these. -o is a picture "
           "(several poses make "
           "a sheet) or a folder, whose files are called SOURCE_2_TARGET_vis as the published code calls them.\v"
           "The bundled model has seen drawn people alone, whole and in front of plain backgrounds; published weights "
           "make better photographs. For a photo of your own find its key points with OpenPose or AlphaPose, and with "
           "published weights use --keep-aspect.\n\n"
           "Exit codes: 2 wrong usage; 3 files that cannot be read, show nobody, or weights of another network; 4, 5, "
           "6 for the device; 7 "
           "for outputs; 8 if some poses of several failed.\n\n"
           "  gfla person me.jpg poses/ -o sheet.png\n"
           "  gfla person me.jpg dance_keypoints.json --weights latest_net_G.pth -o me2.png\n"
           "  gfla person --data fashion --weights latest_net_G.pth -o results -n",
    .options = own_options,
    .parse = parse,
    .run = run,
};
