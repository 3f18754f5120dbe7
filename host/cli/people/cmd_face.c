/* cmd_face.c - `gfla face`: the face of an image moves as a sequence of landmarks says. */
#include "cli/cli.h"
#include "tasks/clip/clip_work.h"
#include "tasks/pose/face_maps.h"
#include "io/draw/draw_keypoints.h"
#include "io/animation/video.h"

enum { KEY_DRIVING = CLI_KEY, KEY_SOURCE_LANDMARKS, KEY_FRAME_SIZE };

struct options {
    struct gfla_clip_options asked;
    const char *driving;
};

static const struct argp_option own_options[] = {
    GFLA_CLIP_OPTIONS("face"),
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
    struct options *o = state->input;
    switch (key) {
    case KEY_DRIVING:
        o->driving = arg;
        return 0;
    case KEY_SOURCE_LANDMARKS:
        o->asked.source_points = arg;
        return 0;
    case KEY_FRAME_SIZE:
        gfla_net_size_parse(state, arg, &o->asked.frame_width, &o->asked.frame_height);
        return 0;
    default:
        return gfla_clip_options_parse(&o->asked, "landmarks", key, arg, state);
    }
}

struct work {
    struct gfla_clip_transfer clip;
    const struct options *options;
    struct gfla_face_maps maps;
    gfla_video *driving;                  /* NULL: landmarks alone */
    struct gfla_bitmap frame;             /* the last driving frame, of the network's size */
    const struct gfla_keypoints *current; /* of the frame that is being made */
};

static void describe(void *context, struct gfla_text *job)
{
    const struct work *w = context;
    gfla_text_add(job, " driving %s", w->options->driving ? w->options->driving : "none");
}

static gfla_status open_driving(struct work *w)
{
    gfla_status status;
    const char *path = w->options->driving;
    const struct gfla_pose_track *track = &w->clip.track;
    TRY(gfla_video_open(&w->driving, path, &(struct gfla_bitmap_read_params){.channels = 3}));
    const struct gfla_video_info *about = gfla_video_about(w->driving);
    const long long n = about->n_frames, need = (long long)(track->first + track->n);
    REQUIRE(n < 0 || n >= need, GFLA_ERROR_INPUT,
            "%s has %lld frames, and there are landmarks of %lld. hint: --frames %lld", path, n, need,
            n - (long long)track->first);
    if (!w->options->asked.frames_per_second && about->fps > 0)
        w->clip.frames_per_second = about->fps;
fail:
    return status;
}

static gfla_status open_all(void *context)
{
    gfla_status status;
    struct work *w = context;
    const struct gfla_model_config *c = &w->clip.model.people.net.config;
    if (w->options->driving)
        TRY(open_driving(w));
    TRY(gfla_face_maps_create(&w->maps, w->clip.device, 1, c->height, c->width));
fail:
    return status;
}

/* Edges are seen of both images or of none. */
static gfla_status structure_of(struct work *w, const struct gfla_keypoints *face, const struct gfla_bitmap *image,
                                float *structure)
{
    const struct gfla_bitmap *edges = w->driving ? image : NULL;
    return gfla_face_maps_run(&w->maps, face, &edges, structure);
}

static gfla_status reference_structure(void *context, float *structure)
{
    struct work *w = context;
    return structure_of(w, &w->clip.reference_points, &w->clip.reference, structure);
}

static gfla_status prepare_landmarks(void *context)
{
    struct work *w = context;
    const struct gfla_clip_options *a = w->clip.asked;
    const struct gfla_video_info *about = w->driving ? gfla_video_about(w->driving) : NULL;
    struct gfla_fit fit = w->clip.fit;
    if (a->frame_width)
        fit = gfla_clip_transfer_fit(&w->clip, a->frame_width, a->frame_height);
    else if (about)
        fit = gfla_clip_transfer_fit(&w->clip, about->width, about->height);
    for (size_t i = 0; i < w->clip.track.n; i++)
        gfla_fit_points(&fit, &w->clip.track.poses[i]);
    return GFLA_OK;
}

/* The driving frame that belongs to landmarks number `index`, of the network's size. */
static gfla_status read_frame(struct work *w, size_t index)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    const long long number = (long long)(w->clip.track.first + index);
    bool end = false;
    gfla_bitmap_free(&w->frame);
    if (gfla_video_position(w->driving) != number)
        TRY(gfla_video_seek(w->driving, number));
    TRY(gfla_video_next(w->driving, &file, &end));
    REQUIRE(!end, GFLA_ERROR_INPUT, "%s: no frame %lld", w->options->driving, number);
    const struct gfla_fit fit = gfla_clip_transfer_fit(&w->clip, file.width, file.height);
    status = gfla_fit_image(&fit, &file, GFLA_CLIP_BACKGROUND, &w->frame);
fail:
    gfla_bitmap_free(&file);
    return status;
}

static gfla_status frame_structure(void *context, size_t index, float *structure)
{
    gfla_status status;
    struct work *w = context;
    w->current = &w->clip.track.poses[index];
    TRY(gfla_pose_track_check(&w->clip.track, index));
    if (w->driving)
        TRY(read_frame(w, index));
    status = structure_of(w, w->current, &w->frame, structure);
    if (status == GFLA_ERROR_USAGE)
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", w->clip.asked->track.path);
fail:
    return status;
}

static gfla_status frame_driver(void *context, struct gfla_bitmap *image)
{
    gfla_status status;
    const struct work *w = context;
    if (w->driving)
        return gfla_bitmap_copy(&w->frame, image);
    TRY(gfla_draw_canvas(image, w->clip.fit.width, w->clip.fit.height, GFLA_BLACK));
    gfla_draw_keypoints(image, w->current);
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    static const char *const models[] = {"face", NULL};
    gfla_status status;
    struct options options = {.asked = {.model = {.models = models}, .track = {.person = -1, .face = true}}};
    struct work work = {.clip = {.cli = cli, .asked = &options.asked}, .options = &options};
    const struct gfla_clip_steps steps = {
        &work, describe, open_all, reference_structure, prepare_landmarks, {&work, frame_structure, frame_driver}};
    TRY(cli_parse(cli, argc, argv, &options));
    cli_catch_signals();
    status = gfla_clip_transfer_run(&work.clip, &(struct gfla_keypoints_params){.person = -1, .face = true}, &steps);
fail:
    gfla_face_maps_destroy(&work.maps);
    gfla_video_destroy(&work.driving);
    gfla_bitmap_free(&work.frame);
    gfla_clip_transfer_close(&work.clip);
    return status;
}

const struct cli_command cli_command_face = {
    .name = "face",
    .summary = "move the face of a picture through a sequence of landmarks",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "IMAGE LANDMARKS",
    .doc = "Makes a frame for each file of landmarks, each from the one before and from IMAGE. LANDMARKS: a folder of "
           "text files of 68 lines "
           "x,y in dlib's order, or of JSON files with faces (OpenPose, AlphaPose), or a list of paths. -o is an "
           "animation, or a folder of "
           "numbered frames, which -n goes on with after an interruption, to the same frames as without.\v"
           "The published model also sees the edges of the driving frame outside the face, which tell it of hair and "
           "shoulders: give the "
           "frames to --driving. Frame and landmarks belong together by their number.\n\n"
           "Exit codes: 2 wrong usage; 3 files that cannot be read, no face, or weights of another network; 4, 5, 6 "
           "for the device; 7 for "
           "outputs; 8 if some frames were left out.\n\n"
           "  gfla face me.png speech_landmarks/ --driving speech.mp4 --weights latest_net_G.pth -o me.mp4 --beside",
    .options = own_options,
    .parse = parse,
    .run = run,
};
