/* cmd_person.c - `gfla person`: the person of an image in other poses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/context.h"
#include "base/progress.h"
#include "cli/cli.h"
#include "tasks/pose/pose_transfer.h"

#define MAX_POSES 4096
#define MOST_ROWS 64 /* of a sheet */

enum {
    KEY_WEIGHTS = CLI_KEY,
    KEY_MODEL,
    KEY_SIZE,
    KEY_SOURCE_POSE,
    KEY_POSE_SIZE,
    KEY_PERSON,
    KEY_SOURCE_PERSON,
    KEY_FIT,
    KEY_SHOW,
    KEY_TRUTH,
    KEY_PAIRS,
    KEY_ANNOTATION,
    KEY_DATA,
    KEY_FORMAT
};

struct options {
    struct gfla_pose_transfer_options work;
    struct gfla_pose_jobs_options asked;
    const char *poses[MAX_POSES];
    const char *format; /* extension of the files of a folder */
};

static const char *const show_words[] = {"flow", "mask", "attention", "strip", NULL};

static const struct argp_option own_options[] = {
    {"weights", KEY_WEIGHTS, "FILE", 0,
     "weights of the network: a published checkpoint (.pth), .safetensors, or the name of a bundled model", 0},
    {"model", KEY_MODEL, "NAME", 0, "person or person-market (default: what the weights are of)", 0},
    {"size", KEY_SIZE, "WxH", 0,
     "size of the network's pictures, multiples of 32 (default: as it was trained, 256x256 or 64x128)", 0},
    {"source-pose", KEY_SOURCE_POSE, "POSE", 0,
     "key points of the person in IMAGE (default: STEM_keypoints.json or STEM.json beside it)", 0},
    {"pose-size", KEY_POSE_SIZE, "WxH", 0, "size of the picture that the target key points are of (default: of IMAGE)",
     0},
    {"person", KEY_PERSON, "N", 0,
     "of several people in a file of target key points, number N from 0 (default: the largest)", 0},
    {"source-person", KEY_SOURCE_PERSON, "N", 0, "the same of the key points of IMAGE", 0},
    {"fit", KEY_FIT, 0, 0,
     "keep the aspect of IMAGE (default: stretch it to the network's, as published models were trained)", 0},
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
    const struct gfla_pose_jobs_options *a = &o->asked;
    if (!o->work.model.weights)
        cli_usage(state, "--weights FILE is missing: no weights for people are bundled yet");
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
}

static void parse_operand(const struct argp_state *state, struct options *o, const char *arg)
{
    if (!o->asked.image) {
        o->asked.image = arg;
        return;
    }
    if (o->asked.n_poses == MAX_POSES)
        cli_usage(state, "more than %d poses. hint: a folder of them", MAX_POSES);
    o->poses[o->asked.n_poses++] = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const formats[] = {"jpg", "png", NULL}, *const models[] = {"person", "person-market", NULL};
    struct options *o = state->input;
    struct gfla_pose_transfer_options *w = &o->work;
    switch (key) {
    case KEY_WEIGHTS:
        w->model.weights = arg;
        break;
    case KEY_MODEL:
        w->model.model = models[cli_option_word(state, "--model", arg, models)];
        break;
    case KEY_SIZE:
        gfla_net_size_parse(state, arg, &w->model.width, &w->model.height);
        break;
    case KEY_SOURCE_POSE:
        o->asked.source_pose = arg;
        break;
    case KEY_POSE_SIZE:
        gfla_net_size_parse(state, arg, &w->pose_width, &w->pose_height);
        break;
    case KEY_PERSON:
        w->person = (int)cli_option_int(state, "--person", arg, 0, 10000);
        break;
    case KEY_SOURCE_PERSON:
        w->source_person = (int)cli_option_int(state, "--source-person", arg, 0, 10000);
        break;
    case KEY_FIT:
        w->pad = true;
        break;
    case KEY_SHOW:
        w->show |= cli_option_words(state, "--show", arg, show_words);
        break;
    case KEY_TRUTH:
        o->asked.truth = arg;
        break;
    case KEY_PAIRS:
        o->asked.pairs = arg;
        break;
    case KEY_DATA:
        o->asked.data = arg;
        break;
    case KEY_ANNOTATION:
        o->asked.annotation = arg;
        break;
    case KEY_FORMAT:
        o->format = formats[cli_option_word(state, "--format", arg, formats)];
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

/* One command: all jobs, one after the other. */
struct batch {
    struct cli *cli;
    const struct options *options;
    struct gfla_pose_transfer work;
    struct gfla_pose_jobs jobs;
    struct gfla_image_table table; /* of all results; a folder gets one for each instead */
    bool to_image;                 /* all results make one image */
};

static gfla_status print_item(const struct batch *b, const struct gfla_pose_job *job, const char *path,
                              const struct gfla_pose_result *r)
{
    struct gfla_text json = {0};
    if (!b->cli->json) {
        if (r->truth.pixels)
            cli_print(b->cli, "%s  %.1f ms  L1 %.4f  PSNR %.2f  SSIM %.4f\n", path, 1e3 * r->seconds, r->l1, r->psnr,
                      r->ssim);
        else
            cli_print(b->cli, "%s  %.1f ms\n", path, 1e3 * r->seconds);
        return GFLA_OK;
    }
    gfla_text_add(&json, "{\"source\":");
    gfla_text_add_json(&json, job->image);
    gfla_text_add(&json, ",\"pose\":");
    gfla_text_add_json(&json, job->target_pose);
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, path);
    gfla_text_add(&json, ",\"ms\":%.4g", 1e3 * r->seconds);
    if (r->truth.pixels)
        gfla_text_add(&json, ",\"l1\":%.6g,\"psnr\":%.6g,\"ssim\":%.6g", r->l1, r->psnr, r->ssim);
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

static gfla_status write_table(const struct batch *b, const struct gfla_image_table *table, const char *path)
{
    gfla_status status;
    struct gfla_bitmap sheet = {0};
    const struct gfla_fit *fit = &b->work.fit;
    TRY(gfla_image_table_draw(table, fit->inner_width, fit->inner_height, &sheet));
    status = gfla_bitmap_write(path, &sheet, NULL);
fail:
    gfla_bitmap_free(&sheet);
    return status;
}

/* The image into the folder, and beside it, where something is to be shown, the row. */
static gfla_status write_item(struct batch *b, const struct gfla_pose_job *job, const struct gfla_pose_result *result,
                              const char *path)
{
    gfla_status status;
    char show[1200];
    struct gfla_image_table table = {0};
    TRY(gfla_bitmap_write(path, &result->image, NULL));
    if (b->options->work.show) {
        snprintf(show, sizeof show, "%s/%s_show.png", b->cli->output, job->name);
        TRY(gfla_pose_transfer_show(&b->work, result, "result", &table));
        TRY(write_table(b, &table, show));
    }
    status = GFLA_OK;
fail:
    gfla_image_table_free(&table);
    return status;
}

static gfla_status make_item(struct batch *b, const struct gfla_pose_job *job)
{
    gfla_status status;
    struct gfla_pose_result result = {0};
    char path[1200];
    bool skip = false;
    snprintf(path, sizeof path, "%s/%s.%s", b->cli->output, job->name, b->options->format);
    if (!b->to_image)
        TRY(cli_output_allow(b->cli, path, &skip));
    if (skip) {
        cli_item_skipped(b->cli);
        return GFLA_OK;
    }
    TRY(gfla_pose_transfer_run(&b->work, job, &result));
    if (!b->to_image)
        TRY(write_item(b, job, &result, path));
    else if (b->jobs.n == 1 && !b->options->work.show)
        TRY(gfla_bitmap_write(b->cli->output, &result.image, NULL));
    else
        TRY(gfla_pose_transfer_show(&b->work, &result, job->name, &b->table));
    TRY(print_item(b, job, b->to_image ? b->cli->output : path, &result));
    cli_item_done(b->cli);
fail:
    gfla_pose_result_free(&result);
    return status;
}

static gfla_status make_one(struct batch *b)
{
    gfla_status status;
    TRY(make_item(b, &b->jobs.items[0]));
    if (b->table.n_rows)
        TRY(write_table(b, &b->table, b->cli->output));
fail:
    return status;
}

static gfla_status make_all(struct batch *b)
{
    gfla_status status;
    struct gfla_progress_count progress;
    if (b->jobs.n == 1 && cli_in_shard(b->cli, 0)) /* no batch: what fails is said once */
        return make_one(b);
    gfla_progress_begin(&progress, "poses", b->jobs.n);
    for (size_t i = 0; i < b->jobs.n && !gfla_is_cancelled(); i++) {
        if (cli_in_shard(b->cli, i)) {
            status = make_item(b, &b->jobs.items[i]);
            if (status != GFLA_OK)
                cli_item_failed(b->cli, b->jobs.items[i].name, status);
        }
        gfla_progress_set(&progress, i + 1);
    }
    gfla_progress_end(&progress);
    if (b->table.n_rows)
        TRY(write_table(b, &b->table, b->cli->output));
    return cli_batch_status(b->cli);
fail:
    return status;
}

/* An image for all, or a folder with an image for each. */
static gfla_status allow_output(struct batch *b, bool *skip)
{
    gfla_status status;
    const char *path = b->cli->output, *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    b->to_image = gfla_bitmap_can_write(path);
    if (b->to_image) {
        REQUIRE(b->jobs.n <= MOST_ROWS, GFLA_ERROR_USAGE,
                "%s: %zu results do not fit in a picture, %d do. hint: name a folder", path, b->jobs.n, MOST_ROWS);
        return cli_output_allow_file(b->cli, path, skip);
    }
    REQUIRE(!dot || dot < slash || dot == path || gfla_file_exists(path), GFLA_ERROR_USAGE,
            "%s: no format that pictures are written in. hint: %s, or a folder", path, gfla_bitmap_extensions());
    return gfla_folder_create(path);
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    static const char *const models[] = {"person", "person-market", NULL}, *const shown[] = {GFLA_PERSON_ATTENTION,
                                                                                             NULL};
    gfla_status status;
    struct options *options = NULL;
    struct batch b = {.cli = cli};
    gfla_device *device = NULL;
    bool skip = false;
    TRY(gfla_calloc(&options, 1, sizeof *options, "options"));
    *options =
        (struct options){.format = "jpg", .work = {.person = -1, .source_person = -1, .model = {.models = models}}};
    options->asked.poses = options->poses;
    TRY(cli_parse(cli, argc, argv, options));
    cli_catch_signals();
    b.options = options;
    if (options->work.show & GFLA_PERSON_SHOW_ATTENTION)
        options->work.model.keep = shown;
    TRY(gfla_pose_jobs_list(&b.jobs, &options->asked));
    TRY(allow_output(&b, &skip));
    if (!skip) {
        TRY(cli_open_device(cli, &device));
        TRY(gfla_pose_transfer_open(&b.work, device, &options->work));
        TRY(make_all(&b));
    }
fail:
    gfla_image_table_free(&b.table);
    gfla_pose_transfer_close(&b.work);
    gfla_pose_jobs_free(&b.jobs);
    gfla_device_destroy(&device);
    free(options);
    return status;
}

const struct cli_command cli_command_person = {
    .name = "person",
    .summary = "bring the person of a picture into another pose",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS | CLI_SHARD,
    .args = "IMAGE POSE...",
    .doc = "Makes pictures of the person in IMAGE in other poses. POSE: key points of OpenPose (BODY_25, COCO-18) or "
           "AlphaPose (JSON), "
           "FILE.csv:NAME of an annotation file, a picture drawn by `gfla pose`, or a folder of these. -o is a picture "
           "(several poses make "
           "a sheet) or a folder, whose files are called SOURCE_2_TARGET_vis as the published code calls them.\v"
           "The network is trained on whole people in front of a plain background. For a photo of your own find its "
           "key points with OpenPose "
           "or AlphaPose, and use --fit, which keeps its aspect.\n\n"
           "Exit codes: 2 wrong usage; 3 files that cannot be read, show nobody, or weights of another network; 4, 5, "
           "6 for the device; 7 "
           "for outputs; 8 if some poses of several failed.\n\n"
           "  gfla person me.jpg dance_keypoints.json --weights latest_net_G.pth -o me2.png\n"
           "  gfla person --data fashion --weights latest_net_G.pth -o results -n",
    .options = own_options,
    .parse = parse,
    .run = run,
};
