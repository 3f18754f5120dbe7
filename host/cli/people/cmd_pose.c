/* cmd_pose.c - `gfla pose`: draws key points, for looking and as input of other commands. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/people/pose_output.h"
#include "base/context.h"
#include "base/progress.h"
#include "people/fit.h"

enum {
    KEY_PERSON = CLI_KEY,
    KEY_NAME,
    KEY_FACE,
    KEY_COCO_17,
    KEY_SIZE,
    KEY_POSE_SIZE,
    KEY_ON,
    KEY_SHOW,
    KEY_FPS,
    KEY_AZIMUTH,
    KEY_IN_PLACE
};

struct size {
    int width, height; /* 0: not said */
};

struct options {
    struct gfla_pose_source_params source;
    struct size size, pose_size;
    const char *on;
    enum gfla_pose_show show;
    double fps;
};

struct work {
    struct cli *cli;
    struct options options;
    struct gfla_pose_source source;
    gfla_device *device;
    struct gfla_bitmap background;
    struct gfla_pose_painter painter;
    struct pose_output output;
    struct gfla_keypoints last; /* of the people drawn */
    size_t n_drawn, n_empty;
};

static const struct argp_option own_options[] = {
    {"person", KEY_PERSON, "N", 0,
     "of several people, number N from 0 (default: the one who takes the largest part of the picture)", 0},
    {"name", KEY_NAME, "NAME", 0, "of a file about many pictures, this one alone; the same as FILE:NAME", 0},
    {"face", KEY_FACE, 0, 0, "the face in JSON, not the body", 0},
    {"coco-17", KEY_COCO_17, 0, 0,
     "17 joints in JSON of OpenPose's form are COCO's (default: Human3.6M's, as in the published dance data)", 0},
    {"size", KEY_SIZE, "WxH", 0, "size of the drawing (default: --pose-size)", 0},
    {"pose-size", KEY_POSE_SIZE, "WxH", 0,
     "size of the picture that the points were found in, which is stretched to --size (default: of a drawing its own, "
     "of motion capture 256x256 or --size, else that of --on, else --size, else what holds all points)",
     0},
    {"on", KEY_ON, "IMAGE", 0, "draw over this picture instead of black", 0},
    {"show", KEY_SHOW, "WHAT", 0,
     "skeleton (default); heat: the heat maps that the person model sees; dance: the drawing that the dance model "
     "sees; face: the labels and edges that the face model sees, edges also of --on",
     0},
    {"fps", KEY_FPS, "N", 0, "frames per second of an animation (default 25)", 0},
    {"azimuth", KEY_AZIMUTH, "DEG", 0,
     "of motion capture: 0 sees the person from the front, 90 from the person's right (default 0)", 0},
    {"in-place", KEY_IN_PLACE, 0, 0, "of motion capture: the person stays in the middle while walking", 0},
    {0},
};

static struct size parse_size(const struct argp_state *state, const char *what, const char *arg)
{
    char width[16];
    const size_t n = strcspn(arg, "x");
    if (arg[n] != 'x' || n >= sizeof width)
        cli_usage(state, "%s: '%s' is not of the form WxH, as 256x256", what, arg);
    snprintf(width, sizeof width, "%.*s", (int)n, arg);
    return (struct size){(int)cli_option_int(state, what, width, 1, GFLA_BITMAP_MAX_SIDE),
                         (int)cli_option_int(state, what, arg + n + 1, 1, GFLA_BITMAP_MAX_SIDE)};
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const shows[] = {"skeleton", "heat", "dance", "face", NULL};
    struct options *o = state->input;
    switch (key) {
    case KEY_PERSON:
        o->source.of_file.person = (int)cli_option_int(state, "--person", arg, 0, 1000000);
        break;
    case KEY_NAME:
        o->source.of_file.name = arg;
        break;
    case KEY_FACE:
        o->source.of_file.face = true;
        break;
    case KEY_COCO_17:
        o->source.of_file.coco_17 = true;
        break;
    case KEY_SIZE:
        o->size = parse_size(state, "--size", arg);
        break;
    case KEY_POSE_SIZE:
        o->pose_size = parse_size(state, "--pose-size", arg);
        break;
    case KEY_ON:
        o->on = arg;
        break;
    case KEY_SHOW:
        o->show = (enum gfla_pose_show)cli_option_word(state, "--show", arg, shows);
        break;
    case KEY_FPS:
        o->fps = cli_option_double(state, "--fps", arg, 0.1, 1000);
        break;
    case KEY_AZIMUTH:
        o->source.of_motion.azimuth = cli_option_double(state, "--azimuth", arg, -360, 360);
        break;
    case KEY_IN_PLACE:
        o->source.of_motion.in_place = true;
        break;
    case ARGP_KEY_ARG:
        if (o->source.path)
            cli_usage(state, "more than one file: %s and %s. hint: a folder, or a text file with a path in each line",
                      o->source.path, arg);
        o->source.path = arg;
        break;
    case ARGP_KEY_NO_ARGS:
        cli_usage(state,
                  "no key points were named. hint: a file of OpenPose, AlphaPose, an annotation, a face, or a folder");
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* ---- sizes ---- */

/* Of the image that the points were found in. */
static gfla_status find_pose_size(const struct work *w, const struct gfla_bitmap *on, struct size *size)
{
    gfla_status status = GFLA_OK;
    if (!size->width)
        TRY(gfla_pose_source_size(&w->source, &size->width, &size->height));
    if (!size->width)
        *size = (struct size){on->width, on->height};
    if (!size->width)
        *size = w->options.size;
    if (!size->width)
        TRY(gfla_pose_source_extent(&w->source, &size->width, &size->height));
fail:
    return status;
}

/* Settles both sizes, and brings the image of --on to the drawing's. */
static gfla_status settle_sizes(struct work *w)
{
    gfla_status status = GFLA_OK;
    struct options *o = &w->options;
    struct gfla_bitmap file = {0};
    if (o->on)
        TRY(gfla_bitmap_read(o->on, NULL, &file));
    TRY(find_pose_size(w, &file, &o->pose_size));
    if (!o->size.width)
        o->size = o->pose_size;
    if (o->on) {
        const struct gfla_fit fit = gfla_fit_stretch(file.width, file.height, o->size.width, o->size.height);
        TRY(gfla_fit_image(&fit, &file, 255, &w->background));
    }
fail:
    gfla_bitmap_free(&file);
    return status;
}

/* ---- the work ---- */

static gfla_status draw_one(struct work *w, size_t i)
{
    gfla_status status;
    const struct options *o = &w->options;
    const struct gfla_fit fit =
        gfla_fit_stretch(o->pose_size.width, o->pose_size.height, o->size.width, o->size.height);
    struct gfla_bitmap image = {0};
    struct gfla_keypoints points;
    char name[GFLA_POSE_NAME];
    gfla_pose_source_name(&w->source, i, name);
    TRY(gfla_pose_source_read(&w->source, i, &points));
    REQUIRE(w->source.n > 1 || gfla_keypoints_count(&points) > 0, GFLA_ERROR_INPUT, "%s: shows nobody", o->source.path);
    gfla_fit_points(&fit, &points);
    status = gfla_pose_painter_draw(&w->painter, &points, &image);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", o->source.path);
        goto fail;
    }
    TRY(pose_output_add(&w->output, name, &points, &image));
    w->n_drawn++;
    if (gfla_keypoints_count(&points) > 0)
        w->last = points;
    else
        w->n_empty++;
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* Of several poses, one that cannot be read is reported and left out. */
static gfla_status draw_all(struct work *w)
{
    gfla_status status = GFLA_OK;
    struct gfla_progress_count progress;
    char name[GFLA_POSE_NAME];
    gfla_progress_begin(&progress, "poses", w->source.n);
    for (size_t i = 0; i < w->source.n; i++) {
        TRY(gfla_check_cancelled());
        status = draw_one(w, i);
        gfla_pose_source_name(&w->source, i, name);
        if (status == GFLA_ERROR_INPUT && w->source.n > 1)
            cli_item_failed(w->cli, name, status);
        else if (status == GFLA_OK)
            cli_item_done(w->cli);
        else
            goto fail;
        gfla_progress_set(&progress, i + 1);
    }
    status = GFLA_OK;
fail:
    gfla_progress_end(&progress);
    return status;
}

static gfla_status report(const struct work *w)
{
    const struct cli *cli = w->cli;
    const struct size size = w->options.size;
    const char *joints = gfla_joint_set_name(w->last.set);
    struct gfla_text json = {0};
    if (w->source.n == 1)
        cli_print(cli, "%s: %s, %d of %d joints, %d x %d pixels\n", cli->output, joints, gfla_keypoints_count(&w->last),
                  w->last.n, size.width, size.height);
    else
        cli_print(cli, "%s: %zu poses (%s), nobody in %zu, %d x %d pixels\n", cli->output, w->n_drawn, joints,
                  w->n_empty, size.width, size.height);
    if (!cli->json)
        return GFLA_OK;
    gfla_text_add(&json, "{\"output\":");
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, ",\"width\":%d,\"height\":%d,\"joints\":\"%s\",\"poses\":%zu,\"nobody\":%zu,\"failed\":%zu",
                  size.width, size.height, joints, w->n_drawn, w->n_empty, cli->batch.n_failed);
    if (w->source.n == 1)
        gfla_text_add(&json, ",\"found\":%d", gfla_keypoints_count(&w->last));
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

/* Motion capture is seen in an image of any size. */
static void prepare_motion(struct options *o)
{
    const struct size size = o->pose_size.width ? o->pose_size : o->size;
    o->source.of_motion.width = size.width ? size.width : 256;
    o->source.of_motion.height = size.height ? size.height : 256;
    o->source.of_motion.fps = o->fps;
    o->source.of_motion.set = o->show == GFLA_POSE_SHOW_DANCE ? GFLA_JOINTS_H36M_17 : GFLA_JOINTS_COCO_18;
}

static gfla_status make_drawing(struct work *w)
{
    gfla_status status;
    const struct options *o = &w->options;
    bool skip;
    TRY(gfla_pose_source_open(&w->source, &o->source));
    TRY(pose_output_allow(&w->output, w->cli, &w->source, o->fps, &skip));
    if (skip)
        return GFLA_OK;
    TRY(settle_sizes(w));
    if (o->show != GFLA_POSE_SHOW_SKELETON)
        TRY(cli_open_device(w->cli, &w->device));
    TRY(gfla_pose_painter_open(&w->painter, w->device, o->show, o->size.width, o->size.height,
                               o->on ? &w->background : NULL));
    TRY(draw_all(w));
    if (w->n_drawn > 0) {
        TRY(pose_output_finish(&w->output));
        TRY(report(w));
    }
    return cli_batch_status(w->cli);
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct work work = {.cli = cli, .options = {.source.of_file = {.person = -1}, .fps = 25}};
    TRY(cli_parse(cli, argc, argv, &work.options));
    prepare_motion(&work.options);
    cli_catch_signals();
    status = make_drawing(&work);
fail:
    pose_output_close(&work.output);
    gfla_pose_painter_close(&work.painter);
    gfla_device_destroy(&work.device);
    gfla_bitmap_free(&work.background);
    gfla_pose_source_close(&work.source);
    return status;
}

const struct cli_command cli_command_pose = {
    .name = "pose",
    .summary = "draw key points of people and faces",
    .group = CLI_GROUP_PREPARE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "FILE",
    .doc =
        "Draws the people of a file that a pose detector or a data set has (JSON of OpenPose and AlphaPose, an "
        "annotation CSV, 68 lines x,y "
        "of a face, a drawing), of a folder of such files in the order of their numbers, of a text file with their "
        "paths, or of motion capture "
        "(.bvh and what else Assimp reads), and writes them to -o: a picture (several poses make a sheet), an "
        "animation or a folder. A PNG of one pose carries its key points, so that it can "
        "be given wherever a file of key points can."
        "\vExamples:\n"
        "  gfla pose photo_keypoints.json --on photo.jpg -o pose.png\n"
        "  gfla pose fasion-annotation-test.csv:NAME.jpg --pose-size 176x256 --size 256x256 --show heat -o heat.png\n"
        "  gfla pose keypoints/ -o walk.gif\n"
        "  gfla pose walk.bvh --azimuth 45 --size 320x240 -o walk.mp4",
    .options = own_options,
    .parse = parse,
    .run = run,
};
