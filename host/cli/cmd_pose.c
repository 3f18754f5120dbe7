/* cmd_pose.c - `gfla pose`: draws key points, for looking and as input of other commands. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/pose_output.h"
#include "cli/progress.h"
#include "io/keypoints_list.h"
#include "people/fit.h"

enum { KEY_PERSON = CLI_KEY, KEY_NAME, KEY_FACE, KEY_COCO_17, KEY_SIZE, KEY_POSE_SIZE, KEY_ON, KEY_SHOW, KEY_FPS };

struct size {
    int width, height; /* 0: not said */
};

struct options {
    const char *path;
    struct gfla_keypoints_params params;
    struct size size, pose_size;
    const char *on;
    enum pose_show show;
    double fps;
};

struct work {
    struct cli *cli;
    struct options options;
    gfla_keypoints_list *list; /* NULL where --name chooses one of the file */
    size_t n;
    gfla_device *device;
    struct gfla_image background;
    struct pose_painter painter;
    struct pose_output output;
    struct gfla_keypoints last; /* of the people drawn */
    size_t n_drawn, n_empty;
};

static const struct argp_option own_options[] = {
    {"person", KEY_PERSON, "N", 0, "of several people, number N from 0 (default: the one who takes the largest part of the picture)", 0},
    {"name", KEY_NAME, "NAME", 0, "of a file about many pictures, this one alone; the same as FILE:NAME", 0},
    {"face", KEY_FACE, 0, 0, "the face in JSON, not the body", 0},
    {"coco-17", KEY_COCO_17, 0, 0, "17 joints in JSON of OpenPose's form are COCO's (default: Human3.6M's, as in the published dance data)", 0},
    {"size", KEY_SIZE, "WxH", 0, "size of the drawing (default: --pose-size)", 0},
    {"pose-size", KEY_POSE_SIZE, "WxH", 0, "size of the picture that the points were found in, which is stretched to --size (default: of a drawing its own, else that of --on, else --size, else what holds all points)", 0},
    {"on", KEY_ON, "IMAGE", 0, "draw over this picture instead of black", 0},
    {"show", KEY_SHOW, "WHAT", 0, "skeleton (default); heat: the heat maps that the person model sees; dance: the drawing that the dance model sees; face: the labels and edges that the face model sees, edges also of --on", 0},
    {"fps", KEY_FPS, "N", 0, "frames per second of an animation (default 25)", 0},
    {0},
};

static struct size parse_size(const struct argp_state *state, const char *what, const char *arg)
{
    char width[16];
    const size_t n = strcspn(arg, "x");
    if (arg[n] != 'x' || n >= sizeof width)
        cli_usage(state, "%s: '%s' is not of the form WxH, as 256x256", what, arg);
    snprintf(width, sizeof width, "%.*s", (int)n, arg);
    return (struct size){(int)cli_option_int(state, what, width, 1, GFLA_IMAGE_MAX_SIDE),
                         (int)cli_option_int(state, what, arg + n + 1, 1, GFLA_IMAGE_MAX_SIDE)};
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const shows[] = {"skeleton", "heat", "dance", "face", NULL};
    struct options *o = state->input;
    switch (key) {
    case KEY_PERSON: o->params.person = (int)cli_option_int(state, "--person", arg, 0, 1000000); break;
    case KEY_NAME: o->params.name = arg; break;
    case KEY_FACE: o->params.face = true; break;
    case KEY_COCO_17: o->params.coco_17 = true; break;
    case KEY_SIZE: o->size = parse_size(state, "--size", arg); break;
    case KEY_POSE_SIZE: o->pose_size = parse_size(state, "--pose-size", arg); break;
    case KEY_ON: o->on = arg; break;
    case KEY_SHOW: o->show = (enum pose_show)cli_option_word(state, "--show", arg, shows); break;
    case KEY_FPS: o->fps = cli_option_double(state, "--fps", arg, 0.1, 1000); break;
    case ARGP_KEY_ARG:
        if (o->path)
            cli_usage(state, "more than one file: %s and %s. hint: a folder, or a text file with a path in each line", o->path, arg);
        o->path = arg;
        break;
    case ARGP_KEY_NO_ARGS: cli_usage(state, "no key points were named. hint: a file of OpenPose, AlphaPose, an annotation, a face, or a folder");
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* ---- reading ---- */

static gfla_status open_list(struct work *w)
{
    gfla_status status = GFLA_OK;
    w->n = 1;
    if (w->options.params.name)
        return GFLA_OK;
    TRY(gfla_keypoints_list_open(&w->list, w->options.path, &w->options.params));
    w->n = gfla_keypoints_list_about(w->list)->n;
fail:
    return status;
}

static const char *name_of(const struct work *w, size_t i)
{
    return w->list ? gfla_keypoints_list_name(w->list, i) : w->options.params.name;
}

static gfla_status read_pose(const struct work *w, size_t i, struct gfla_keypoints *points)
{
    if (!w->list)
        return gfla_keypoints_read(w->options.path, &w->options.params, points);
    return gfla_keypoints_list_read(w->list, i, points);
}

/* ---- sizes ---- */

/* As much room to the right of the points as to the left, and below as above; at least a tenth of what they take. What cannot be read
 * is reported when it is drawn. */
static gfla_status size_of_points(const struct work *w, struct size *size)
{
    gfla_status status = GFLA_OK;
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < w->n; i++) {
        struct gfla_keypoints points;
        double l, t, r, b;
        TRY(cli_check_interrupt());
        if (read_pose(w, i, &points) != GFLA_OK || !gfla_keypoints_bounds(&points, &l, &t, &r, &b))
            continue;
        left = fmin(left, l);
        top = fmin(top, t);
        right = fmax(right, r);
        bottom = fmax(bottom, b);
    }
    *size = (struct size){1, 1};
    if (!(left <= right))
        return GFLA_OK;
    const double width = ceil(right + fmax(left, (right - left) / 10)) + 1, height = ceil(bottom + fmax(top, (bottom - top) / 10)) + 1;
    REQUIRE(width <= GFLA_IMAGE_MAX_SIDE && height <= GFLA_IMAGE_MAX_SIDE, GFLA_ERROR_INPUT,
            "%s: the points reach to %.0f, %.0f, the limit of a picture is %d a side. hint: --size WxH", w->options.path, right, bottom,
            GFLA_IMAGE_MAX_SIDE);
    *size = (struct size){(int)fmax(width, 1), (int)fmax(height, 1)};
fail:
    return status;
}

/* Of the picture that the points were found in. A drawing is that picture itself. */
static gfla_status find_pose_size(const struct work *w, const struct gfla_image *on, struct size *size)
{
    gfla_status status = GFLA_OK;
    struct gfla_image drawn = {0};
    const char *path = name_of(w, 0), *dot = strrchr(path, '.');
    if (!size->width && dot && strcmp(dot, ".png") == 0 && w->list) {
        TRY(gfla_image_read(path, NULL, &drawn));
        *size = (struct size){drawn.width, drawn.height};
    }
    if (!size->width)
        *size = (struct size){on->width, on->height};
    if (!size->width)
        *size = w->options.size;
    if (!size->width)
        TRY(size_of_points(w, size));
fail:
    gfla_image_free(&drawn);
    return status;
}

/* Settles both sizes, and brings the picture of --on to the drawing's. */
static gfla_status settle_sizes(struct work *w)
{
    gfla_status status = GFLA_OK;
    struct options *o = &w->options;
    struct gfla_image file = {0};
    if (o->on)
        TRY(gfla_image_read(o->on, NULL, &file));
    TRY(find_pose_size(w, &file, &o->pose_size));
    if (!o->size.width)
        o->size = o->pose_size;
    if (o->on) {
        const struct gfla_fit fit = gfla_fit_stretch(file.width, file.height, o->size.width, o->size.height);
        TRY(gfla_fit_picture(&fit, &file, 255, &w->background));
    }
fail:
    gfla_image_free(&file);
    return status;
}

/* ---- the work ---- */

static gfla_status draw_one(struct work *w, size_t i)
{
    gfla_status status;
    const struct options *o = &w->options;
    const struct gfla_fit fit = gfla_fit_stretch(o->pose_size.width, o->pose_size.height, o->size.width, o->size.height);
    struct gfla_image picture = {0};
    struct gfla_keypoints points;
    TRY(read_pose(w, i, &points));
    REQUIRE(w->n > 1 || gfla_keypoints_count(&points) > 0, GFLA_ERROR_INPUT, "%s: shows nobody", o->path);
    gfla_fit_points(&fit, &points);
    status = pose_painter_draw(&w->painter, &points, &picture);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", name_of(w, i));
        goto fail;
    }
    TRY(pose_output_add(&w->output, name_of(w, i), &points, &picture));
    w->n_drawn++;
    if (gfla_keypoints_count(&points) > 0)
        w->last = points;
    else
        w->n_empty++;
fail:
    gfla_image_free(&picture);
    return status;
}

/* Of several poses, one that cannot be read is reported and left out. */
static gfla_status draw_all(struct work *w)
{
    gfla_status status = GFLA_OK;
    struct cli_progress progress;
    char stem[256];
    cli_progress_begin(&progress, w->cli, "poses", w->n);
    for (size_t i = 0; i < w->n; i++) {
        TRY(cli_check_interrupt());
        status = draw_one(w, i);
        gfla_keypoints_stem(name_of(w, i), stem, sizeof stem); /* messages begin with the path */
        if (status == GFLA_ERROR_INPUT && w->n > 1)
            cli_item_failed(w->cli, stem, status);
        else if (status == GFLA_OK)
            cli_item_done(w->cli);
        else
            goto fail;
        cli_progress_set(&progress, i + 1);
    }
    status = GFLA_OK;
fail:
    cli_progress_end(&progress);
    return status;
}

static gfla_status report(const struct work *w)
{
    const struct cli *cli = w->cli;
    const struct size size = w->options.size;
    const char *joints = gfla_joint_set_name(w->last.set);
    struct gfla_text json = {0};
    if (w->n == 1)
        cli_print(cli, "%s: %s, %d of %d joints, %d x %d pixels\n", cli->output, joints, gfla_keypoints_count(&w->last), w->last.n,
                  size.width, size.height);
    else
        cli_print(cli, "%s: %zu poses (%s), nobody in %zu, %d x %d pixels\n", cli->output, w->n_drawn, joints, w->n_empty, size.width,
                  size.height);
    if (!cli->json)
        return GFLA_OK;
    gfla_text_add(&json, "{\"output\":");
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, ",\"width\":%d,\"height\":%d,\"joints\":\"%s\",\"poses\":%zu,\"nobody\":%zu,\"failed\":%zu", size.width, size.height,
                  joints, w->n_drawn, w->n_empty, cli->n_failed);
    if (w->n == 1)
        gfla_text_add(&json, ",\"found\":%d", gfla_keypoints_count(&w->last));
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

static gfla_status make_drawing(struct work *w)
{
    gfla_status status;
    const struct options *o = &w->options;
    bool skip;
    TRY(open_list(w));
    TRY(pose_output_allow(&w->output, w->cli, w->list, o->fps, &skip));
    if (skip)
        return GFLA_OK;
    TRY(settle_sizes(w));
    if (o->show != POSE_SHOW_SKELETON)
        TRY(cli_open_device(w->cli, &w->device));
    TRY(pose_painter_open(&w->painter, w->device, o->show, o->size.width, o->size.height, o->on ? &w->background : NULL));
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
    struct work work = {.cli = cli, .options = {.params = {.person = -1}, .fps = 25}};
    TRY(cli_parse(cli, argc, argv, &work.options));
    cli_catch_signals();
    status = make_drawing(&work);
fail:
    pose_output_close(&work.output);
    pose_painter_close(&work.painter);
    gfla_device_destroy(&work.device);
    gfla_image_free(&work.background);
    gfla_keypoints_list_destroy(&work.list);
    return status;
}

const struct cli_command cli_command_pose = {
    .name = "pose",
    .summary = "draw key points of people and faces",
    .group = CLI_GROUP_PREPARE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "FILE",
    .doc = "Draws the people of a file that a pose detector or a data set has (JSON of OpenPose and AlphaPose, an annotation CSV, 68 lines x,y "
           "of a face, a drawing), of a folder of such files in the order of their numbers, or of a text file with their paths, and writes them "
           "to -o: a picture (several poses make a sheet), an animation or a folder. A PNG of one pose carries its key points, so that it can "
           "be given wherever a file of key points can."
           "\vExamples:\n"
           "  gfla pose photo_keypoints.json --on photo.jpg -o pose.png\n"
           "  gfla pose fasion-annotation-test.csv:NAME.jpg --pose-size 176x256 --size 256x256 --show heat -o heat.png\n"
           "  gfla pose keypoints/ -o walk.gif",
    .options = own_options,
    .parse = parse,
    .run = run,
};
