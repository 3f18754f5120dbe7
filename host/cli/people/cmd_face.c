/* cmd_face.c - `gfla face`: the face of an image moves as a sequence of landmarks says. */
#include "cli/people/clip_options.h"

enum { KEY_DRIVING = CLI_KEY, KEY_SOURCE_LANDMARKS, KEY_FRAME_SIZE };

static const struct argp_option own_options[] = {
    CLIP_OPTIONS("face", ""),
    {"driving", KEY_DRIVING, "FRAMES", 0,
     "a video or a folder of the frames that LANDMARKS are of, whose edges outside the face the network sees too", 0},
    {"source-landmarks", KEY_SOURCE_LANDMARKS, "FILE", 0,
     "68 points of the face in IMAGE (default: STEM.txt, STEM_keypoints.json or STEM.json beside it)", 0},
    {"frame-size", KEY_FRAME_SIZE, "WxH", 0,
     "size of the frames that LANDMARKS are of (default: of --driving, else of IMAGE)", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct clip_command *command = state->input;
    struct gfla_clip_options *o = &command->options;
    switch (key) {
    case KEY_DRIVING:
        o->driving = arg;
        return 0;
    case KEY_SOURCE_LANDMARKS:
        o->source_points = arg;
        return 0;
    case KEY_FRAME_SIZE:
        people_option_size(state, "--frame-size", arg, GFLA_BITMAP_MAX_SIDE, &o->frame_width, &o->frame_height);
        return 0;
    default:
        return clip_options_parse(command, key, arg, state);
    }
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    struct clip_command command = {.cli = cli,
                                   .options = {.kind = GFLA_CLIP_FACE, .source_person = -1, .track = {.person = -1}},
                                   .sequence = "landmarks"};
    return clip_command_run(&command, argc, argv);
}

const struct cli_command cli_command_face = {
    .name = "face",
    .summary = "move the face of a picture through a sequence of landmarks",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICES | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS | CLI_SHARD,
    .args = "IMAGE LANDMARKS...",
    .doc =
        "Makes a frame for each file of landmarks, each from the one before and from IMAGE. LANDMARKS: a folder of "
        "text files of 68 lines "
        "x,y in dlib's order, of .pts files, or of JSON files with faces (OpenPose, AlphaPose, MMPose), OpenFace's "
        "CSV, or a list of paths. -o is an "
        "animation, or a folder of "
        "numbered frames, which -n goes on with after an interruption, to the same frames as without. Several "
        "LANDMARKS "
        "make a batch: an animation or a folder of each one's name in -o.\v"
        "The published model also sees the edges of the driving frame outside the face, which tell it of hair and "
        "shoulders: give the "
        "frames to --driving. Frame and landmarks belong together by their number.\n\n"
        "Exit codes: 2 wrong usage; 3 files that cannot be read, no face, or weights of another network; 4, 5, 6 "
        "for the device; 7 for "
        "outputs; 8 if some frames were left out.\n\n"
        "  gfla face me.png speech_landmarks/ --driving speech.mp4 --weights latest_net_G.pth -o me.mp4 --side-by-side",
    .options = own_options,
    .parse = parse,
    .run = run,
};
