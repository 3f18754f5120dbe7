/* cmd_animate.c - `gfla animate`: the person of an image moves as a sequence of poses says. */
#include "cli/people/clip_options.h"

enum {
    KEY_MOTION = CLI_KEY,
    KEY_WINDOW,
    KEY_SOURCE_POSE,
    KEY_POSE_SIZE,
    KEY_PERSON,
    KEY_SOURCE_PERSON,
    KEY_COCO_17,
    KEY_H36M_17,
    KEY_AZIMUTH,
    KEY_IN_PLACE
};

static const struct argp_option own_options[] = {
    CLIP_OPTIONS("dance or figure", " (default " GFLA_PEOPLE_MODEL ")"),
    {"motion", KEY_MOTION, "FILE", 0,
     "weights of the network motion, which makes noisy poses clean (default: poses are taken as they are)", 0},
    {"motion-window", KEY_WINDOW, "N", 0, "poses that it makes clean at once, with 40 more on either side (default 24)",
     0},
    {"source-pose", KEY_SOURCE_POSE, "POSE", 0,
     "key points of the person in IMAGE (default: STEM_keypoints.json or STEM.json beside it)", 0},
    {"pose-size", KEY_POSE_SIZE, "WxH", 0, "size of the frames that POSES are of (default: of IMAGE)", 0},
    {"person", KEY_PERSON, "N", 0, "of several people in a frame, number N from 0 (default: the largest)", 0},
    {"source-person", KEY_SOURCE_PERSON, "N", 0, "the same of the key points of IMAGE", 0},
    {"coco-17", KEY_COCO_17, 0, 0, "17 joints are COCO's (default: it is told from where they lie)", 0},
    {"h36m-17", KEY_H36M_17, 0, 0, "17 joints are Human3.6M's, as in the published dance data (likewise)", 0},
    {"azimuth", KEY_AZIMUTH, "DEG", 0,
     "of motion capture: 0 sees the person from the front, 90 from the person's right (default 0)", 0},
    {"in-place", KEY_IN_PLACE, 0, 0, "of motion capture: the person stays in the middle while walking", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct clip_command *command = state->input;
    struct gfla_clip_options *o = &command->options;
    switch (key) {
    case KEY_MOTION:
        o->motion = arg;
        return 0;
    case KEY_WINDOW:
        o->motion_window = (int)cli_option_int(state, "--motion-window", arg, 1, 100000);
        return 0;
    case KEY_SOURCE_POSE:
        o->source_points = arg;
        return 0;
    case KEY_POSE_SIZE:
        people_option_size(state, "--pose-size", arg, GFLA_BITMAP_MAX_SIDE, &o->frame_width, &o->frame_height);
        return 0;
    case KEY_PERSON:
        o->track.person = (int)cli_option_int(state, "--person", arg, 0, 10000);
        return 0;
    case KEY_SOURCE_PERSON:
        o->source_person = (int)cli_option_int(state, "--source-person", arg, 0, 10000);
        return 0;
    case KEY_COCO_17:
        o->track.coco_17 = true;
        people_check_orders(state, o->track.coco_17, o->track.h36m_17);
        return 0;
    case KEY_H36M_17:
        o->track.h36m_17 = true;
        people_check_orders(state, o->track.coco_17, o->track.h36m_17);
        return 0;
    case KEY_AZIMUTH:
        o->track.azimuth = cli_option_double(state, "--azimuth", arg, -360, 360);
        return 0;
    case KEY_IN_PLACE:
        o->track.in_place = true;
        return 0;
    default:
        return clip_options_parse(command, key, arg, state);
    }
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    struct clip_command command = {.cli = cli,
                                   .options = {.kind = GFLA_CLIP_DANCE, .source_person = -1, .track = {.person = -1}},
                                   .sequence = "poses"};
    return clip_command_run(&command, argc, argv);
}

const struct cli_command cli_command_animate = {
    .name = "animate",
    .summary = "move the person of a picture through a sequence of poses",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICES | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS | CLI_SHARD,
    .args = "IMAGE POSES...",
    .doc = "Makes a frame for each pose from IMAGE, and where the network is recurrent (dance) from the frame before. "
           "POSES: a folder of files of a "
           "pose detector (as `gfla person` takes them), "
           "a file of many frames (AlphaPose, MMPose, ControlNet), a list of paths, or motion capture (.bvh, .fbx, "
           ".dae, .glb, .gltf), "
           "which is seen by a camera. "
           "-o is an animation, or a folder of numbered frames, which -n goes on with after an interruption, to the "
           "same frames as without. Several POSES make a batch: an animation or a folder of each one's name in -o.\v"
           "The bundled model makes each frame by itself, and has seen drawn people alone. The published model was "
           "trained on poses as Human3.6M has them, made clean by the network motion of what "
           "AlphaPose found; give "
           "its weights to --motion. Without, the joints of the poses are converted.\n\n"
           "Exit codes: 2 wrong usage; 3 files that cannot be read, no person, or weights of another network; 4, 5, 6 "
           "for the device; 7 for "
           "outputs; 8 if some frames were left out.\n\n"
           "  gfla animate me.png walk.bvh -o me.gif\n"
           "  gfla animate me.png dance/ --weights latest_net_G.pth --motion latest_net_M.pth -o me.mp4 --side-by-side",
    .options = own_options,
    .parse = parse,
    .run = run,
};
