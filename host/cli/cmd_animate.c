/* cmd_animate.c - `gfla animate`: the person of a picture moves as a sequence of poses says. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "cli/clip_frames.h"
#include "cli/motion_clean.h"
#include "cli/pose_beside.h"
#include "cli/pose_track.h"
#include "cli/structure.h"
#include "io/draw_keypoints.h"
#include "people/motion_window.h"

#define BACKGROUND 255 /* around a picture whose aspect is kept */

enum { KEY_WEIGHTS = CLI_KEY, KEY_MOTION, KEY_WINDOW, KEY_SOURCE_POSE, KEY_SIZE, KEY_POSE_SIZE, KEY_PERSON, KEY_SOURCE_PERSON, KEY_FIT,
       KEY_FPS, KEY_BESIDE, KEY_FIRST, KEY_FRAMES, KEY_STRICT,
       KEY_AZIMUTH, KEY_IN_PLACE };

struct options {
    const char *image, *source_pose, *motion;
    struct people_asked model;
    struct pose_track_params track;
    int source_person, window, pose_width, pose_height;
    double frames_per_second;
    bool pad, beside;
};

static const struct argp_option own_options[] = {
    {"weights", KEY_WEIGHTS, "FILE", 0, "weights of the network dance: a published checkpoint (.pth), .safetensors, or the name of a bundled model", 0},
    {"motion", KEY_MOTION, "FILE", 0, "weights of the network motion, which makes noisy poses clean (default: poses are taken as they are)", 0},
    {"motion-window", KEY_WINDOW, "N", 0, "poses that it makes clean at once, with 40 more on either side (default 24)", 0},
    {"source-pose", KEY_SOURCE_POSE, "POSE", 0, "key points of the person in IMAGE (default: STEM_keypoints.json or STEM.json beside it)", 0},
    {"size", KEY_SIZE, "WxH", 0, "size of the network's pictures, multiples of 32 (default 256x256)", 0},
    {"pose-size", KEY_POSE_SIZE, "WxH", 0, "size of the frames that POSES are of (default: of IMAGE)", 0},
    {"person", KEY_PERSON, "N", 0, "of several people in a frame, number N from 0 (default: the largest)", 0},
    {"source-person", KEY_SOURCE_PERSON, "N", 0, "the same of the key points of IMAGE", 0},
    {"fit", KEY_FIT, 0, 0, "keep the aspect of IMAGE and of the frames (default: stretch them to the network's)", 0},
    {"fps", KEY_FPS, "N", 0, "frames per second (default 25)", 0},
    {"beside", KEY_BESIDE, 0, 0, "show IMAGE and the skeleton beside each frame", 0},
    {"first", KEY_FIRST, "N", 0, "begin with pose N, from 0", 0},
    {"frames", KEY_FRAMES, "N", 0, "make N frames (default: one for each pose)", 0},
    {"azimuth", KEY_AZIMUTH, "DEG", 0, "of motion capture: 0 sees the person from the front, 90 from the person's right (default 0)", 0},
    {"in-place", KEY_IN_PLACE, 0, 0, "of motion capture: the person stays in the middle while walking", 0},
    {"strict", KEY_STRICT, 0, 0, "a pose that cannot be read, or a number left out, ends everything (default: it is named and left out)", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_WEIGHTS: o->model.weights = arg; break;
    case KEY_MOTION: o->motion = arg; break;
    case KEY_WINDOW: o->window = (int)cli_option_int(state, "--motion-window", arg, 1, 100000); break;
    case KEY_SOURCE_POSE: o->source_pose = arg; break;
    case KEY_SIZE: net_size_parse(state, arg, &o->model.width, &o->model.height); break;
    case KEY_POSE_SIZE: net_size_parse(state, arg, &o->pose_width, &o->pose_height); break;
    case KEY_PERSON: o->track.person = (int)cli_option_int(state, "--person", arg, 0, 10000); break;
    case KEY_SOURCE_PERSON: o->source_person = (int)cli_option_int(state, "--source-person", arg, 0, 10000); break;
    case KEY_FIT: o->pad = true; break;
    case KEY_FPS: o->frames_per_second = cli_option_double(state, "--fps", arg, 0.02, 1000); break;
    case KEY_BESIDE: o->beside = true; break;
    case KEY_FIRST: o->track.first = (size_t)cli_option_int(state, "--first", arg, 0, 1000000000); break;
    case KEY_FRAMES: o->track.n = (size_t)cli_option_int(state, "--frames", arg, 1, 1000000000); break;
    case KEY_AZIMUTH: o->track.azimuth = cli_option_double(state, "--azimuth", arg, -360, 360); break;
    case KEY_IN_PLACE: o->track.in_place = true; break;
    case KEY_STRICT: o->track.strict = true; break;
    case ARGP_KEY_ARG:
        if (o->track.path)
            cli_usage(state, "unexpected argument '%s': one picture and its poses are animated", arg);
        *(o->image ? &o->track.path : &o->image) = arg;
        break;
    case ARGP_KEY_END:
        if (!o->track.path)
            cli_usage(state, o->image ? "name the poses: a folder or list of key points, or motion capture" : "name a picture and its poses");
        if (!o->model.weights)
            cli_usage(state, "--weights FILE is missing: no weights for people are bundled yet");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* Everything of one animation. */
struct work {
    struct cli *cli;
    const struct options *options;
    gfla_device *device;
    struct pose_track track;
    struct clip_model model;
    struct structure_maps maps;           /* of the frames */
    struct clip_output output;
    struct gfla_fit fit;                  /* of the reference picture */
    struct gfla_image reference;          /* of the network's size */
    const struct gfla_keypoints *current; /* of the frame that is being made */
    struct gfla_text job;
};

static void work_close(struct work *w)
{
    clip_output_close(&w->output);
    structure_maps_destroy(&w->maps);
    clip_model_close(&w->model);
    pose_track_close(&w->track);
    gfla_image_free(&w->reference);
    gfla_text_free(&w->job);
    gfla_device_destroy(&w->device);
}

static struct gfla_fit fit_from(const struct work *w, int width, int height)
{
    const struct gfla_model_config *c = &w->model.people.net.config;
    return w->options->pad ? gfla_fit_pad(width, height, c->width, c->height) : gfla_fit_stretch(width, height, c->width, c->height);
}

/* ---- the reference ---- */

/* The person in the reference picture, as detectors find one. */
static gfla_status reference_structure(struct work *w, const char *pose_path, float *structure)
{
    gfla_status status;
    const struct gfla_model_config *c = &w->model.people.net.config;
    struct structure_maps maps = {.batch = 0};
    struct gfla_keypoints pose;
    TRY(gfla_keypoints_read(pose_path, &(struct gfla_keypoints_params){.person = w->options->source_person, .coco_17 = true}, &pose));
    REQUIRE(gfla_keypoints_count(&pose) > 0, GFLA_ERROR_INPUT, "%s: shows nobody", pose_path);
    gfla_fit_points(&w->fit, &pose);
    TRY(structure_maps_create(&maps, w->device, STRUCTURE_DANCE_NOISY, 1, c->height, c->width));
    status = structure_maps_run(&maps, &pose, structure);
    if (status != GFLA_OK)
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", pose_path);
fail:
    structure_maps_destroy(&maps);
    return status;
}

static gfla_status refer(struct work *w, const char *pose_path)
{
    gfla_status status;
    const struct gfla_model_config *c = &w->model.people.net.config;
    const size_t area = (size_t)c->height * (size_t)c->width;
    struct gfla_image file = {0};
    float *picture = NULL, *structure = NULL;
    TRY(gfla_image_read(w->options->image, NULL, &file));
    w->fit = fit_from(w, file.width, file.height);
    TRY(gfla_fit_picture(&w->fit, &file, BACKGROUND, &w->reference));
    TRY(gfla_calloc(&picture, 3 * area, sizeof *picture, "a picture"));
    TRY(gfla_calloc(&structure, (size_t)c->structure * area, sizeof *structure, "a structure"));
    gfla_image_to_planes(&w->reference, picture);
    TRY(reference_structure(w, pose_path, structure));
    status = clip_model_refer(&w->model, picture, structure);
fail:
    free(picture);
    free(structure);
    gfla_image_free(&file);
    return status;
}

/* ---- the poses ---- */

/* In place: from the frames they were found in to those of the network, and through the motion network. */
static gfla_status prepare_poses(struct work *w)
{
    gfla_status status = GFLA_OK;
    const struct options *o = w->options;
    const struct gfla_model_config *c = &w->model.people.net.config;
    const double to_motion_x = (double)GFLA_MOTION_SIDE / c->width, to_motion_y = (double)GFLA_MOTION_SIDE / c->height;
    const struct gfla_fit fit = o->pose_width      ? fit_from(w, o->pose_width, o->pose_height)
                                : w->track.motion ? fit_from(w, GFLA_MOTION_SIDE, GFLA_MOTION_SIDE)
                                                  : w->fit;
    for (size_t i = 0; i < w->track.n; i++) {
        gfla_fit_points(&fit, &w->track.poses[i]);
        if (!o->motion)
            continue;
        TRY(gfla_keypoints_convert(&w->track.poses[i], GFLA_JOINTS_COCO_17, &w->track.poses[i]));
        gfla_keypoints_scale(&w->track.poses[i], to_motion_x, to_motion_y, 0, 0);
    }
    if (!o->motion)
        return GFLA_OK;
    TRY(motion_clean(w->cli, w->device, o->motion, o->window, w->track.poses, w->track.n));
    for (size_t i = 0; i < w->track.n; i++)
        gfla_keypoints_scale(&w->track.poses[i], 1 / to_motion_x, 1 / to_motion_y, 0, 0);
fail:
    return status;
}

static gfla_status frame_structure(void *context, size_t index, float *structure)
{
    gfla_status status;
    struct work *w = context;
    w->current = &w->track.poses[index];
    TRY(pose_track_check(&w->track, index));
    status = structure_maps_run(&w->maps, w->current, structure);
    if (status == GFLA_ERROR_USAGE)
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", w->options->track.path);
fail:
    return status;
}

static gfla_status frame_driver(void *context, struct gfla_image *picture)
{
    gfla_status status;
    const struct work *w = context;
    TRY(gfla_draw_canvas(picture, w->fit.width, w->fit.height, GFLA_BLACK));
    gfla_draw_keypoints(picture, w->current);
fail:
    return status;
}

/* ---- the frames ---- */

static gfla_status make_frames(struct work *w, size_t n_done)
{
    const struct clip_source source = {w, frame_structure, frame_driver};
    struct clip_frames frames = {.cli = w->cli, .model = &w->model, .output = &w->output, .source = &source, .fit = w->fit,
                                 .reference = &w->reference, .n_frames = w->track.n, .n_done = n_done,
                                 .frames_per_second = w->options->frames_per_second, .beside = w->options->beside,
                                 .strict = w->options->track.strict};
    const gfla_status status = clip_frames_run(&frames);
    if (status != GFLA_OK && status != GFLA_ERROR_PARTIAL)
        return status;
    const gfla_status reported = clip_frames_report(&frames, w->device, &w->track);
    return reported == GFLA_OK ? status : reported;
}

/* What makes an unfinished folder this one's: everything that changes its frames. */
static gfla_status describe_job(struct work *w)
{
    const struct options *o = w->options;
    const struct gfla_model_config *c = &w->model.people.net.config;
    gfla_text_add(&w->job, "animate %s %s weights %s motion %s %d size %dx%d fit %d beside %d first %zu", o->image, o->track.path,
                  o->model.weights, o->motion ? o->motion : "none", o->window, c->width, c->height, o->pad, o->beside, o->track.first);
    return w->job.failed ? gfla_fail(GFLA_ERROR_MEMORY, "a description: out of memory") : GFLA_OK;
}

static gfla_status animate(struct work *w, const char *pose_path)
{
    gfla_status status;
    const struct gfla_model_config *c = &w->model.people.net.config;
    size_t n_done = 0;
    bool skip = false;
    TRY(cli_open_device(w->cli, &w->device));
    TRY(clip_model_open(&w->model, w->device, &w->options->model));
    TRY(describe_job(w));
    TRY(clip_output_allow(&w->output, w->cli, w->job.data, w->track.n, c->width, c->height, &skip, &n_done));
    if (skip) {
        cli_note(w->cli, "%s: everything exists already\n", w->cli->output);
        return GFLA_OK;
    }
    TRY(refer(w, pose_path));
    TRY(prepare_poses(w));
    TRY(structure_maps_create(&w->maps, w->device, STRUCTURE_DANCE, 1, c->height, c->width));
    status = make_frames(w, n_done);
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    static const char *const models[] = {"dance", NULL};
    gfla_status status;
    struct options options = {.model = {.models = models}, .track = {.person = -1}, .source_person = -1, .window = MOTION_WINDOW,
                              .frames_per_second = 25};
    struct work work = {.cli = cli, .options = &options};
    char found[1200];
    const char *pose_path;
    TRY(cli_parse(cli, argc, argv, &options));
    cli_catch_signals();
    TRY(pose_beside(options.image, options.source_pose, false, found, sizeof found, &pose_path));
    options.track.fps = options.frames_per_second;
    TRY(pose_track_open(&work.track, cli, &options.track));
    status = animate(&work, pose_path);
fail:
    work_close(&work);
    return status;
}

const struct cli_command cli_command_animate = {
    .name = "animate",
    .summary = "move the person of a picture through a sequence of poses",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "IMAGE POSES",
    .doc = "Makes a frame for each pose, each from the one before and from IMAGE. POSES: a folder of JSON files of OpenPose or AlphaPose, "
           "AlphaPose's results of many frames, a list of paths, or motion capture (.bvh, .fbx, .dae, .glb), which is seen by a camera. -o is an animation, or a folder of numbered frames, "
           "which -n goes on with after an interruption, to the same frames as without.\v"
           "The published model was trained on poses as Human3.6M has them, made clean by the network motion of what AlphaPose found; give "
           "its weights to --motion. Without, the joints of the poses are converted.\n\n"
           "Exit codes: 2 wrong usage; 3 files that cannot be read, no person, or weights of another network; 4, 5, 6 for the device; 7 for "
           "outputs; 8 if some frames were left out.\n\n"
           "  gfla animate me.png dance/ --weights latest_net_G.pth --motion latest_net_M.pth -o me.mp4 --beside",
    .options = own_options,
    .parse = parse,
    .run = run,
};
