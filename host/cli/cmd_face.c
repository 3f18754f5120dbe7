/* cmd_face.c - `gfla face`: the face of a picture moves as a sequence of landmarks says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "cli/clip_frames.h"
#include "cli/face_maps.h"
#include "cli/pose_beside.h"
#include "cli/pose_track.h"
#include "io/draw_keypoints.h"
#include "io/video.h"

#define BACKGROUND 255 /* around a picture whose aspect is kept */

enum { KEY_WEIGHTS = CLI_KEY, KEY_DRIVING, KEY_SOURCE_LANDMARKS, KEY_SIZE, KEY_FRAME_SIZE, KEY_FIT, KEY_FPS, KEY_BESIDE, KEY_FIRST,
       KEY_FRAMES, KEY_STRICT };

struct options {
    const char *image, *source_landmarks, *driving;
    struct people_asked model;
    struct pose_track_params track;
    int frame_width, frame_height;
    double frames_per_second; /* 0: of the driving video, or 25 */
    bool pad, beside;
};

static const struct argp_option own_options[] = {
    {"weights", KEY_WEIGHTS, "FILE", 0, "weights of the network face: a published checkpoint (.pth), .safetensors, or the name of a bundled model", 0},
    {"driving", KEY_DRIVING, "FRAMES", 0, "a video or a folder of the frames that LANDMARKS are of, whose edges outside the face the network sees too", 0},
    {"source-landmarks", KEY_SOURCE_LANDMARKS, "FILE", 0, "68 points of the face in IMAGE (default: STEM.txt, STEM_keypoints.json or STEM.json beside it)", 0},
    {"size", KEY_SIZE, "WxH", 0, "size of the network's pictures, multiples of 32 (default 256x256)", 0},
    {"frame-size", KEY_FRAME_SIZE, "WxH", 0, "size of the frames that LANDMARKS are of (default: of --driving, else of IMAGE)", 0},
    {"fit", KEY_FIT, 0, 0, "keep the aspect of IMAGE and of the frames (default: stretch them to the network's)", 0},
    {"fps", KEY_FPS, "N", 0, "frames per second (default: of the driving video, else 25)", 0},
    {"beside", KEY_BESIDE, 0, 0, "show IMAGE and the driving frame, or its landmarks, beside each frame", 0},
    {"first", KEY_FIRST, "N", 0, "begin with landmarks N, from 0", 0},
    {"frames", KEY_FRAMES, "N", 0, "make N frames (default: one for each file of landmarks)", 0},
    {"strict", KEY_STRICT, 0, 0, "a frame that cannot be read, or a number left out, ends everything (default: it is named and left out)", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_WEIGHTS: o->model.weights = arg; break;
    case KEY_DRIVING: o->driving = arg; break;
    case KEY_SOURCE_LANDMARKS: o->source_landmarks = arg; break;
    case KEY_SIZE: net_size_parse(state, arg, &o->model.width, &o->model.height); break;
    case KEY_FRAME_SIZE: net_size_parse(state, arg, &o->frame_width, &o->frame_height); break;
    case KEY_FIT: o->pad = true; break;
    case KEY_FPS: o->frames_per_second = cli_option_double(state, "--fps", arg, 0.02, 1000); break;
    case KEY_BESIDE: o->beside = true; break;
    case KEY_FIRST: o->track.first = (size_t)cli_option_int(state, "--first", arg, 0, 1000000000); break;
    case KEY_FRAMES: o->track.n = (size_t)cli_option_int(state, "--frames", arg, 1, 1000000000); break;
    case KEY_STRICT: o->track.strict = true; break;
    case ARGP_KEY_ARG:
        if (o->track.path)
            cli_usage(state, "unexpected argument '%s': one picture and its landmarks are animated", arg);
        *(o->image ? &o->track.path : &o->image) = arg;
        break;
    case ARGP_KEY_END:
        if (!o->track.path)
            cli_usage(state, o->image ? "name the landmarks: a folder of files of 68 points" : "name a picture and landmarks");
        if (!o->model.weights)
            cli_usage(state, "--weights FILE is missing: no weights for faces are bundled yet");
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
    gfla_video *driving;                  /* NULL: landmarks alone */
    struct clip_model model;
    struct face_maps maps;
    struct clip_output output;
    struct gfla_fit fit;                  /* of the reference picture */
    struct gfla_fit frame_fit;            /* of the frames that the landmarks are of */
    struct gfla_image reference, frame;   /* of the network's size; frame: the last driving frame */
    const struct gfla_keypoints *current; /* of the frame that is being made */
    struct gfla_text job;
};

static void work_close(struct work *w)
{
    clip_output_close(&w->output);
    face_maps_destroy(&w->maps);
    clip_model_close(&w->model);
    pose_track_close(&w->track);
    gfla_video_destroy(&w->driving);
    gfla_image_free(&w->reference);
    gfla_image_free(&w->frame);
    gfla_text_free(&w->job);
    gfla_device_destroy(&w->device);
}

static struct gfla_fit fit_from(const struct work *w, int width, int height)
{
    const struct gfla_model_config *c = &w->model.people.net.config;
    return w->options->pad ? gfla_fit_pad(width, height, c->width, c->height) : gfla_fit_stretch(width, height, c->width, c->height);
}

/* ---- the reference ---- */

static gfla_status refer(struct work *w, const char *landmarks)
{
    gfla_status status;
    const struct gfla_model_config *c = &w->model.people.net.config;
    const size_t area = (size_t)c->height * (size_t)c->width;
    struct gfla_image file = {0};
    struct gfla_keypoints face;
    float *picture = NULL, *structure = NULL;
    TRY(gfla_image_read(w->options->image, NULL, &file));
    w->fit = w->frame_fit = fit_from(w, file.width, file.height);
    TRY(gfla_fit_picture(&w->fit, &file, BACKGROUND, &w->reference));
    TRY(gfla_keypoints_read(landmarks, &(struct gfla_keypoints_params){.person = -1, .face = true}, &face));
    REQUIRE(gfla_keypoints_count(&face) > 0, GFLA_ERROR_INPUT, "%s: shows nobody", landmarks);
    gfla_fit_points(&w->fit, &face);
    TRY(gfla_calloc(&picture, 3 * area, sizeof *picture, "a picture"));
    TRY(gfla_calloc(&structure, (size_t)c->structure * area, sizeof *structure, "a structure"));
    gfla_image_to_planes(&w->reference, picture);
    const struct gfla_image *edges = w->driving ? &w->reference : NULL;
    TRY(face_maps_run(&w->maps, &face, &edges, structure));
    status = clip_model_refer(&w->model, picture, structure);
fail:
    free(picture);
    free(structure);
    gfla_image_free(&file);
    return status;
}

/* ---- the frames that drive ---- */

static gfla_status open_driving(struct work *w)
{
    gfla_status status;
    const struct options *o = w->options;
    if (!o->driving)
        return GFLA_OK;
    TRY(gfla_video_open(&w->driving, o->driving, &(struct gfla_image_read_params){.channels = 3}));
    const struct gfla_video_info *about = gfla_video_about(w->driving);
    const long long n = about->n_frames, need = (long long)(w->track.first + w->track.n);
    if (n >= 0 && n < need)
        return gfla_fail(GFLA_ERROR_INPUT, "%s has %lld frames, and there are landmarks of %lld. hint: --frames %lld", o->driving, n, need,
                         n - (long long)w->track.first);
fail:
    return status;
}

static void fit_frames(struct work *w)
{
    const struct options *o = w->options;
    if (o->frame_width)
        w->frame_fit = fit_from(w, o->frame_width, o->frame_height);
    else if (w->driving)
        w->frame_fit = fit_from(w, gfla_video_about(w->driving)->width, gfla_video_about(w->driving)->height);
    for (size_t i = 0; i < w->track.n; i++)
        gfla_fit_points(&w->frame_fit, &w->track.poses[i]);
}

/* The driving frame that belongs to pose number `index`, of the network's size. */
static gfla_status read_frame(struct work *w, size_t index)
{
    gfla_status status;
    struct gfla_image file = {0};
    const long long number = (long long)(w->track.first + index);
    bool end = false;
    gfla_image_free(&w->frame);
    if (gfla_video_position(w->driving) != number)
        TRY(gfla_video_seek(w->driving, number));
    TRY(gfla_video_next(w->driving, &file, &end));
    REQUIRE(!end, GFLA_ERROR_INPUT, "%s: no frame %lld", w->options->driving, number);
    const struct gfla_fit fit = fit_from(w, file.width, file.height);
    status = gfla_fit_picture(&fit, &file, BACKGROUND, &w->frame);
fail:
    gfla_image_free(&file);
    return status;
}

static gfla_status frame_structure(void *context, size_t index, float *structure)
{
    gfla_status status;
    struct work *w = context;
    w->current = &w->track.poses[index];
    TRY(pose_track_check(&w->track, index));
    if (w->driving)
        TRY(read_frame(w, index));
    const struct gfla_image *edges = w->driving ? &w->frame : NULL;
    status = face_maps_run(&w->maps, w->current, &edges, structure);
    if (status == GFLA_ERROR_USAGE)
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", w->options->track.path);
fail:
    return status;
}

static gfla_status frame_driver(void *context, struct gfla_image *picture)
{
    gfla_status status;
    const struct work *w = context;
    if (w->driving)
        return gfla_image_copy(&w->frame, picture);
    TRY(gfla_draw_canvas(picture, w->fit.width, w->fit.height, GFLA_BLACK));
    gfla_draw_keypoints(picture, w->current);
fail:
    return status;
}

/* ---- the frames that are made ---- */

static gfla_status make_frames(struct work *w, size_t n_done)
{
    const struct clip_source source = {w, frame_structure, frame_driver};
    const double of_video = w->driving ? gfla_video_about(w->driving)->fps : 0, asked = w->options->frames_per_second;
    struct clip_frames frames = {.cli = w->cli, .model = &w->model, .output = &w->output, .source = &source, .fit = w->fit,
                                 .reference = &w->reference, .n_frames = w->track.n, .n_done = n_done,
                                 .frames_per_second = asked > 0 ? asked : of_video > 0 ? of_video : 25,
                                 .beside = w->options->beside, .strict = w->options->track.strict};
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
    gfla_text_add(&w->job, "face %s %s driving %s weights %s size %dx%d fit %d beside %d first %zu", o->image, o->track.path,
                  o->driving ? o->driving : "none", o->model.weights, c->width, c->height, o->pad, o->beside, o->track.first);
    return w->job.failed ? gfla_fail(GFLA_ERROR_MEMORY, "a description: out of memory") : GFLA_OK;
}

static gfla_status animate(struct work *w, const char *landmarks)
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
    TRY(open_driving(w));
    TRY(face_maps_create(&w->maps, w->device, 1, c->height, c->width));
    TRY(refer(w, landmarks));
    fit_frames(w);
    status = make_frames(w, n_done);
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    static const char *const models[] = {"face", NULL};
    gfla_status status;
    struct options options = {.model = {.models = models}, .track = {.person = -1, .face = true}};
    struct work work = {.cli = cli, .options = &options};
    char found[1200];
    const char *landmarks;
    TRY(cli_parse(cli, argc, argv, &options));
    cli_catch_signals();
    TRY(pose_beside(options.image, options.source_landmarks, true, found, sizeof found, &landmarks));
    TRY(pose_track_open(&work.track, cli, &options.track));
    status = animate(&work, landmarks);
fail:
    work_close(&work);
    return status;
}

const struct cli_command cli_command_face = {
    .name = "face",
    .summary = "move the face of a picture through a sequence of landmarks",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "IMAGE LANDMARKS",
    .doc = "Makes a frame for each file of landmarks, each from the one before and from IMAGE. LANDMARKS: a folder of text files of 68 lines "
           "x,y in dlib's order, or of JSON files with faces (OpenPose, AlphaPose), or a list of paths. -o is an animation, or a folder of "
           "numbered frames, which -n goes on with after an interruption, to the same frames as without.\v"
           "The published model also sees the edges of the driving frame outside the face, which tell it of hair and shoulders: give the "
           "frames to --driving. Frame and landmarks belong together by their number.\n\n"
           "Exit codes: 2 wrong usage; 3 files that cannot be read, no face, or weights of another network; 4, 5, 6 for the device; 7 for "
           "outputs; 8 if some frames were left out.\n\n"
           "  gfla face me.png speech_landmarks/ --driving speech.mp4 --weights latest_net_G.pth -o me.mp4 --beside",
    .options = own_options,
    .parse = parse,
    .run = run,
};
