/* cmd_pose.c - `gfla pose`: draws key points, for looking and as input of other commands. */
#include "cli/people/people_options.h"
#include "tasks/pose/pose_drawing.h"

enum {
    KEY_PERSON = CLI_KEY,
    KEY_NAME,
    KEY_FACE,
    KEY_COCO_17,
    KEY_H36M_17,
    KEY_SIZE,
    KEY_POSE_SIZE,
    KEY_ON,
    KEY_SHOW,
    KEY_FPS,
    KEY_AZIMUTH,
    KEY_IN_PLACE
};

static const struct argp_option own_options[] = {
    {"person", KEY_PERSON, "N", 0,
     "of several people, number N from 0 (default: the one who takes the largest part of the picture)", 0},
    {"name", KEY_NAME, "NAME", 0, "of a file about many pictures, this one alone; the same as FILE:NAME", 0},
    {"face", KEY_FACE, 0, 0, "the face in JSON, not the body", 0},
    {"coco-17", KEY_COCO_17, 0, 0, "17 joints are COCO's (default: it is told from where they lie)", 0},
    {"h36m-17", KEY_H36M_17, 0, 0, "17 joints are Human3.6M's, as in the published dance data (likewise)", 0},
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

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const shows[] = {"skeleton", "heat", "dance", "face", NULL};
    struct gfla_pose_drawing_options *o = state->input;
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
    case KEY_H36M_17:
        o->source.of_file.h36m_17 = true;
        break;
    case KEY_SIZE:
        people_option_size(state, "--size", arg, GFLA_BITMAP_MAX_SIDE, &o->width, &o->height);
        break;
    case KEY_POSE_SIZE:
        people_option_size(state, "--pose-size", arg, GFLA_BITMAP_MAX_SIDE, &o->pose_width, &o->pose_height);
        break;
    case KEY_ON:
        o->background = arg;
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
    case ARGP_KEY_END:
        people_check_orders(state, o->source.of_file.coco_17, o->source.of_file.h36m_17);
        people_check_standard_input(state, (const char *const[]){o->source.path, o->background}, 2);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static gfla_status report(const struct cli *cli, const struct gfla_pose_drawing *d)
{
    const int width = d->options.width, height = d->options.height;
    const char *joints = gfla_joint_set_name(d->last.set);
    struct gfla_text json = {0};
    if (!cli->json && d->source.n == 1)
        cli_note(cli, "%s: %s, %d of %d joints, %d x %d pixels\n", cli->output, joints, gfla_keypoints_count(&d->last),
                 d->last.n, width, height);
    else if (!cli->json)
        cli_note(cli, "%s: %zu pose%s (%s), nobody in %zu, %d x %d pixels\n", cli->output, d->n_drawn,
                 d->n_drawn == 1 ? "" : "s", joints, d->n_nobody, width, height);
    if (!cli->json)
        return GFLA_OK;
    gfla_text_add(&json, "{\"output\":");
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, ",\"width\":%d,\"height\":%d,\"joints\":\"%s\",\"poses\":%zu,\"nobody\":%zu,\"failed\":%zu",
                  width, height, joints, d->n_drawn, d->n_nobody, d->counts.n_failed);
    if (d->source.n == 1)
        gfla_text_add(&json, ",\"found\":%d", gfla_keypoints_count(&d->last));
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

static gfla_status draw(struct cli *cli, const struct gfla_pose_drawing_options *options)
{
    gfla_status status, reported;
    struct gfla_pose_drawing drawing = {.n_drawn = 0};
    gfla_device *device = NULL;
    bool skip;
    TRY(gfla_pose_drawing_prepare(&drawing, options, &skip));
    if (skip) {
        cli_note(cli, "%s: exists already\n", cli->output);
        goto fail;
    }
    if (options->show != GFLA_POSE_SHOW_SKELETON)
        TRY(cli_open_device(cli, &device));
    status = gfla_pose_drawing_run(&drawing, device);
    if (drawing.n_drawn > 0 && (status == GFLA_OK || status == GFLA_ERROR_PARTIAL)) {
        reported = report(cli, &drawing);
        status = reported == GFLA_OK ? status : reported;
    }
fail:
    gfla_pose_drawing_close(&drawing);
    gfla_device_destroy(&device);
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct gfla_pose_drawing_options options = {.source.of_file.person = -1, .fps = 25};
    TRY(cli_parse(cli, argc, argv, &options));
    TRY(people_check_output(cli));
    options.output = cli->output;
    options.existing = cli->existing;
    status = draw(cli, &options);
fail:
    return status;
}

const struct cli_command cli_command_pose = {
    .name = "pose",
    .summary = "draw key points of people and faces",
    .group = CLI_GROUP_PREPARE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "FILE",
    .doc =
        "Draws the people of a file that a pose detector or a data set has (OpenPose, AlphaPose, MMPose, Ultralytics, "
        "MediaPipe, ControlNet, OpenFace, an "
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
