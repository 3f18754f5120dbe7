/* cmd_animate.c - `gfla animate`: the person of an image moves as a sequence of poses says. */
#include "cli/cli.h"
#include "tasks/clip/clip_work.h"
#include "tasks/pose/motion_clean.h"
#include "tasks/pose/structure.h"
#include "io/draw/draw_keypoints.h"
#include "people/motion_window.h"

enum {
    KEY_MOTION = CLI_KEY,
    KEY_WINDOW,
    KEY_SOURCE_POSE,
    KEY_POSE_SIZE,
    KEY_PERSON,
    KEY_SOURCE_PERSON,
    KEY_AZIMUTH,
    KEY_IN_PLACE
};

struct options {
    struct gfla_clip_options asked;
    const char *motion;
    int source_person, window;
};

static const struct argp_option own_options[] = {
    GFLA_CLIP_OPTIONS("dance"),
    {"motion", KEY_MOTION, "FILE", 0,
     "weights of the network motion, which makes noisy poses clean (default: poses are taken as they are)", 0},
    {"motion-window", KEY_WINDOW, "N", 0, "poses that it makes clean at once, with 40 more on either side (default 24)",
     0},
    {"source-pose", KEY_SOURCE_POSE, "POSE", 0,
     "key points of the person in IMAGE (default: STEM_keypoints.json or STEM.json beside it)", 0},
    {"pose-size", KEY_POSE_SIZE, "WxH", 0, "size of the frames that POSES are of (default: of IMAGE)", 0},
    {"person", KEY_PERSON, "N", 0, "of several people in a frame, number N from 0 (default: the largest)", 0},
    {"source-person", KEY_SOURCE_PERSON, "N", 0, "the same of the key points of IMAGE", 0},
    {"azimuth", KEY_AZIMUTH, "DEG", 0,
     "of motion capture: 0 sees the person from the front, 90 from the person's right (default 0)", 0},
    {"in-place", KEY_IN_PLACE, 0, 0, "of motion capture: the person stays in the middle while walking", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    struct gfla_clip_options *a = &o->asked;
    switch (key) {
    case KEY_MOTION:
        o->motion = arg;
        return 0;
    case KEY_WINDOW:
        o->window = (int)cli_option_int(state, "--motion-window", arg, 1, 100000);
        return 0;
    case KEY_SOURCE_POSE:
        a->source_points = arg;
        return 0;
    case KEY_POSE_SIZE:
        gfla_net_size_parse(state, arg, &a->frame_width, &a->frame_height);
        return 0;
    case KEY_PERSON:
        a->track.person = (int)cli_option_int(state, "--person", arg, 0, 10000);
        return 0;
    case KEY_SOURCE_PERSON:
        o->source_person = (int)cli_option_int(state, "--source-person", arg, 0, 10000);
        return 0;
    case KEY_AZIMUTH:
        a->track.azimuth = cli_option_double(state, "--azimuth", arg, -360, 360);
        return 0;
    case KEY_IN_PLACE:
        a->track.in_place = true;
        return 0;
    default:
        return gfla_clip_options_parse(a, "poses", key, arg, state);
    }
}

struct work {
    struct gfla_clip_transfer clip;
    const struct options *options;
    struct gfla_structure_maps maps;      /* of the frames */
    const struct gfla_keypoints *current; /* of the frame that is being made */
};

static void describe(void *context, struct gfla_text *job)
{
    const struct options *o = ((const struct work *)context)->options;
    gfla_text_add(job, " people %d %d motion %s window %d poses a second %g azimuth %g in place %d",
                  o->asked.track.person, o->source_person, o->motion ? o->motion : "none", o->window,
                  o->asked.track.fps, o->asked.track.azimuth, o->asked.track.in_place);
}

static gfla_status open_maps(void *context)
{
    struct work *w = context;
    const struct gfla_model_config *c = &w->clip.model.people.net.config;
    return gfla_structure_maps_create(&w->maps, w->clip.device, GFLA_STRUCTURE_DANCE, 1, c->height, c->width);
}

/* The person in the reference image, as detectors find one. */
static gfla_status reference_structure(void *context, float *structure)
{
    gfla_status status;
    struct work *w = context;
    const struct gfla_model_config *c = &w->clip.model.people.net.config;
    struct gfla_structure_maps maps = {.batch = 0};
    TRY(gfla_structure_maps_create(&maps, w->clip.device, GFLA_STRUCTURE_DANCE_NOISY, 1, c->height, c->width));
    status = gfla_structure_maps_run(&maps, &w->clip.reference_points, structure);
    if (status == GFLA_ERROR_USAGE)
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", w->clip.asked->image);
fail:
    gfla_structure_maps_destroy(&maps);
    return status;
}

static struct gfla_fit fit_of_poses(const struct work *w)
{
    const struct gfla_clip_options *a = w->clip.asked;
    if (a->frame_width)
        return gfla_clip_transfer_fit(&w->clip, a->frame_width, a->frame_height);
    return w->clip.track.motion ? gfla_clip_transfer_fit(&w->clip, GFLA_MOTION_SIDE, GFLA_MOTION_SIDE) : w->clip.fit;
}

/* Through the motion network, which knows images of another size. */
static gfla_status clean_poses(struct work *w)
{
    gfla_status status;
    const struct gfla_model_config *c = &w->clip.model.people.net.config;
    struct gfla_pose_track *track = &w->clip.track;
    const double to_motion_x = (double)GFLA_MOTION_SIDE / c->width, to_motion_y = (double)GFLA_MOTION_SIDE / c->height;
    for (size_t i = 0; i < track->n; i++) {
        TRY(gfla_keypoints_convert(&track->poses[i], GFLA_JOINTS_COCO_17, &track->poses[i]));
        gfla_keypoints_scale(&track->poses[i], to_motion_x, to_motion_y, 0, 0);
    }
    TRY(gfla_motion_clean(w->clip.cli, w->clip.device, w->options->motion, w->options->window, track->poses, track->n));
    for (size_t i = 0; i < track->n; i++)
        gfla_keypoints_scale(&track->poses[i], 1 / to_motion_x, 1 / to_motion_y, 0, 0);
fail:
    return status;
}

static gfla_status prepare_poses(void *context)
{
    struct work *w = context;
    const struct gfla_fit fit = fit_of_poses(w);
    for (size_t i = 0; i < w->clip.track.n; i++)
        gfla_fit_points(&fit, &w->clip.track.poses[i]);
    return w->options->motion ? clean_poses(w) : GFLA_OK;
}

static gfla_status frame_structure(void *context, size_t index, float *structure)
{
    gfla_status status;
    struct work *w = context;
    w->current = &w->clip.track.poses[index];
    TRY(gfla_pose_track_check(&w->clip.track, index));
    status = gfla_structure_maps_run(&w->maps, w->current, structure);
    if (status == GFLA_ERROR_USAGE)
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", w->clip.asked->track.path);
fail:
    return status;
}

static gfla_status frame_driver(void *context, struct gfla_bitmap *image)
{
    gfla_status status;
    const struct work *w = context;
    TRY(gfla_draw_canvas(image, w->clip.fit.width, w->clip.fit.height, GFLA_BLACK));
    gfla_draw_keypoints(image, w->current);
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    static const char *const models[] = {"dance", NULL};
    gfla_status status;
    struct options options = {.asked = {.model = {.models = models}, .track = {.person = -1, .fps = 25}},
                              .source_person = -1,
                              .window = GFLA_MOTION_WINDOW};
    struct work work = {.clip = {.cli = cli, .asked = &options.asked}, .options = &options};
    const struct gfla_clip_steps steps = {
        &work, describe, open_maps, reference_structure, prepare_poses, {&work, frame_structure, frame_driver}};
    TRY(cli_parse(cli, argc, argv, &options));
    cli_catch_signals();
    if (options.asked.frames_per_second > 0)
        options.asked.track.fps = options.asked.frames_per_second;
    const struct gfla_keypoints_params source = {.person = options.source_person, .coco_17 = true};
    status = gfla_clip_transfer_run(&work.clip, &source, &steps);
fail:
    gfla_structure_maps_destroy(&work.maps);
    gfla_clip_transfer_close(&work.clip);
    return status;
}

const struct cli_command cli_command_animate = {
    .name = "animate",
    .summary = "move the person of a picture through a sequence of poses",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "IMAGE POSES",
    .doc = "Makes a frame for each pose, each from the one before and from IMAGE. POSES: a folder of JSON files of "
           "OpenPose or AlphaPose, "
           "AlphaPose's results of many frames, a list of paths, or motion capture (.bvh, .fbx, .dae, .glb, .gltf), "
           "which is seen by a camera. "
           "-o is an animation, or a folder of numbered frames, which -n goes on with after an interruption, to the "
           "same frames as without.\v"
           "The published model was trained on poses as Human3.6M has them, made clean by the network motion of what "
           "AlphaPose found; give "
           "its weights to --motion. Without, the joints of the poses are converted.\n\n"
           "Exit codes: 2 wrong usage; 3 files that cannot be read, no person, or weights of another network; 4, 5, 6 "
           "for the device; 7 for "
           "outputs; 8 if some frames were left out.\n\n"
           "  gfla animate me.png dance/ --weights latest_net_G.pth --motion latest_net_M.pth -o me.mp4 --beside",
    .options = own_options,
    .parse = parse,
    .run = run,
};
