/* cli/people/clip_options.h - the command lines of `gfla animate` and `gfla face`, which differ in little. */
#ifndef GFLA_CLI_PEOPLE_CLIP_OPTIONS_H
#define GFLA_CLI_PEOPLE_CLIP_OPTIONS_H

#include "cli/people/people_options.h"
#include "tasks/clip/clip_transfer.h"

struct clip_command {
    struct cli *cli;
    struct gfla_clip_options options;
    const char *sequence;  /* "poses", "landmarks": in messages */
    const char **operands; /* [n_sequences]: those behind the first, IMAGE */
    int n_sequences;
    const char *format; /* extension of the animations of a batch; NULL: folders of frames */
};

/* Keys of a command's own options lie between CLI_KEY and these. */
enum {
    CLIP_KEY_WEIGHTS = CLI_KEY + 64,
    CLIP_KEY_SIZE,
    CLIP_KEY_KEEP_ASPECT,
    CLIP_KEY_FPS,
    CLIP_KEY_SIDE_BY_SIDE,
    CLIP_KEY_FIRST,
    CLIP_KEY_FRAMES,
    CLIP_KEY_STRICT,
    CLIP_KEY_FORMAT
};

/* Rows of a command's options. */
#define CLIP_OPTIONS(network, more)                                                                                    \
    {"weights",                                                                                                        \
     CLIP_KEY_WEIGHTS,                                                                                                 \
     "FILE",                                                                                                           \
     0,                                                                                                                \
     "weights of the network " network ": a published checkpoint (.pth), .safetensors, or the name of a bundled "      \
     "model" more,                                                                                                     \
     0},                                                                                                               \
        {"size",                                                                                                       \
         CLIP_KEY_SIZE,                                                                                                \
         "WxH",                                                                                                        \
         0,                                                                                                            \
         "size of the network's pictures, multiples of 32 (default: as it was trained)",                               \
         0},                                                                                                           \
        {"keep-aspect",                                                                                                \
         CLIP_KEY_KEEP_ASPECT,                                                                                         \
         0,                                                                                                            \
         0,                                                                                                            \
         "keep the aspect of IMAGE and of the frames, and fill up with white (default: stretch them to the "           \
         "network's)",                                                                                                 \
         0},                                                                                                           \
        {"fit", 0, 0, OPTION_ALIAS | OPTION_HIDDEN, 0, 0},                                                             \
        {"fps", CLIP_KEY_FPS, "N", 0, "frames per second (default: of a driving video, else 25)", 0},                  \
        {"side-by-side", CLIP_KEY_SIDE_BY_SIDE, 0, 0, "show IMAGE and what drives the frame beside each frame", 0},    \
        {"beside", 0, 0, OPTION_ALIAS | OPTION_HIDDEN, 0, 0},                                                          \
        {"first", CLIP_KEY_FIRST, "N", 0, "begin with number N of the sequence, from 0", 0},                           \
        {"frames", CLIP_KEY_FRAMES, "N", 0, "make N frames (default: all)", 0},                                        \
        {"format",                                                                                                     \
         CLIP_KEY_FORMAT,                                                                                              \
         "EXT",                                                                                                        \
         0,                                                                                                            \
         "of several sequences: mp4, gif ..., an animation of each in -o (default: a folder of frames of each)",       \
         0},                                                                                                           \
    {                                                                                                                  \
        "strict", CLIP_KEY_STRICT, 0, 0,                                                                               \
            "a frame that cannot be read, or a number left out, ends everything (default: it is named and left out)",  \
            0                                                                                                          \
    }

/* Parses these and the operands IMAGE and SEQUENCE into a struct clip_command. */
error_t clip_options_parse(struct clip_command *command, int key, char *arg, struct argp_state *state);

/* Parses argv, makes the animation, or that of each of several sequences, and says what was made. */
gfla_status clip_command_run(struct clip_command *command, int argc, char **argv);
/* What was made of one sequence, into `output`, on `device`. */
gfla_status clip_report(const struct cli *cli, const char *output, const gfla_device *device,
                        const struct gfla_clip_result *result);
/* clip_batch.c: several sequences, into the folder -o, shared among devices. As gfla_batch_status says;
 * GFLA_ERROR_DEVICE: a device was lost (base/crew.h). */
gfla_status clip_batch_run(struct clip_command *command, gfla_device *const *devices, int n_devices);

#endif
