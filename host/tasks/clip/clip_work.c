#include "tasks/clip/clip_work.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tasks/pose/pose_beside.h"

#define DEFAULT_FRAMES_PER_SECOND 25

static void parse_operand(struct clip_asked *asked, const char *sequence, const char *arg, const struct argp_state *state)
{
    if (asked->track.path)
        cli_usage(state, "unexpected argument '%s': one picture and its %s are animated", arg, sequence);
    *(asked->image ? &asked->track.path : &asked->image) = arg;
}

static void check_operands(const struct clip_asked *asked, const char *sequence, const struct argp_state *state)
{
    if (!asked->image)
        cli_usage(state, "name a picture and its %s", sequence);
    if (!asked->track.path)
        cli_usage(state, "%s: name the %s that it shall follow", asked->image, sequence);
    if (!asked->model.weights)
        cli_usage(state, "--weights FILE is missing: no weights for people are bundled yet");
}

error_t clip_asked_parse(struct clip_asked *asked, const char *sequence, int key, char *arg, struct argp_state *state)
{
    switch (key) {
    case CLIP_KEY_WEIGHTS: asked->model.weights = arg; break;
    case CLIP_KEY_SIZE: net_size_parse(state, arg, &asked->model.width, &asked->model.height); break;
    case CLIP_KEY_FIT: asked->pad = true; break;
    case CLIP_KEY_FPS: asked->frames_per_second = cli_option_double(state, "--fps", arg, 0.02, 1000); break;
    case CLIP_KEY_BESIDE: asked->beside = true; break;
    case CLIP_KEY_FIRST: asked->track.first = (size_t)cli_option_int(state, "--first", arg, 0, 1000000000); break;
    case CLIP_KEY_FRAMES: asked->track.n = (size_t)cli_option_int(state, "--frames", arg, 1, 1000000000); break;
    case CLIP_KEY_STRICT: asked->track.strict = true; break;
    case ARGP_KEY_ARG: parse_operand(asked, sequence, arg, state); break;
    case ARGP_KEY_END: check_operands(asked, sequence, state); break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

void clip_work_close(struct clip_work *w)
{
    clip_output_close(&w->output);
    clip_model_close(&w->model);
    pose_track_close(&w->track);
    gfla_image_free(&w->reference);
    gfla_text_free(&w->job);
    gfla_device_destroy(&w->device);
}

struct gfla_fit clip_work_fit(const struct clip_work *w, int width, int height)
{
    const struct gfla_model_config *c = &w->model.people.net.config;
    return w->asked->pad ? gfla_fit_pad(width, height, c->width, c->height) : gfla_fit_stretch(width, height, c->width, c->height);
}

/* ---- the reference ---- */

static gfla_status read_reference(struct clip_work *w, const char *points, const struct gfla_keypoints_params *source)
{
    gfla_status status;
    struct gfla_image file = {0};
    TRY(gfla_image_read(w->asked->image, NULL, &file));
    w->fit = clip_work_fit(w, file.width, file.height);
    TRY(gfla_fit_picture(&w->fit, &file, CLIP_BACKGROUND, &w->reference));
    TRY(gfla_keypoints_read(points, source, &w->reference_points));
    REQUIRE(gfla_keypoints_count(&w->reference_points) > 0, GFLA_ERROR_INPUT, "%s: shows nobody", points);
    gfla_fit_points(&w->fit, &w->reference_points);
fail:
    gfla_image_free(&file);
    return status;
}

static gfla_status refer(struct clip_work *w, const struct clip_steps *steps)
{
    gfla_status status;
    const struct gfla_model_config *c = &w->model.people.net.config;
    const size_t area = (size_t)c->height * (size_t)c->width;
    float *picture = NULL, *structure = NULL;
    TRY(gfla_calloc(&picture, 3 * area, sizeof *picture, "a picture"));
    TRY(gfla_calloc(&structure, (size_t)c->structure * area, sizeof *structure, "a structure"));
    gfla_image_to_planes(&w->reference, picture);
    TRY(steps->reference(steps->context, structure));
    status = clip_model_refer(&w->model, picture, structure);
fail:
    free(picture);
    free(structure);
    return status;
}

/* ---- the frames ---- */

static gfla_status describe_job(struct clip_work *w, const char *points, const struct clip_steps *steps)
{
    const struct clip_asked *a = w->asked;
    const struct gfla_model_config *c = &w->model.people.net.config;
    gfla_text_add(&w->job, "%s %s points %s sequence %s first %zu frame %dx%d weights %s size %dx%d fit %d beside %d", w->cli->command->name,
                  a->image, points, a->track.path, a->track.first, a->frame_width, a->frame_height, a->model.weights, c->width, c->height,
                  a->pad, a->beside);
    steps->describe(steps->context, &w->job);
    return w->job.failed ? gfla_fail(GFLA_ERROR_MEMORY, "a description: out of memory") : GFLA_OK;
}

static gfla_status make_frames(struct clip_work *w, const struct clip_steps *steps, size_t n_done)
{
    struct clip_frames frames = {.cli = w->cli, .model = &w->model, .output = &w->output, .source = &steps->source, .fit = w->fit,
                                 .reference = &w->reference, .n_frames = w->track.n, .n_done = n_done,
                                 .frames_per_second = w->frames_per_second, .beside = w->asked->beside, .strict = w->asked->track.strict};
    const gfla_status status = clip_frames_run(&frames);
    if (status != GFLA_OK && status != GFLA_ERROR_PARTIAL)
        return status;
    const gfla_status reported = clip_frames_report(&frames, w->device, &w->track);
    return reported == GFLA_OK ? status : reported;
}

static gfla_status run_steps(struct clip_work *w, const struct clip_steps *steps, size_t n_done)
{
    gfla_status status;
    TRY(steps->open(steps->context));
    TRY(refer(w, steps));
    TRY(steps->poses(steps->context));
    TRY(make_frames(w, steps, n_done));
fail:
    return status;
}

gfla_status clip_work_run(struct clip_work *w, const struct gfla_keypoints_params *source, const struct clip_steps *steps)
{
    gfla_status status;
    const struct clip_asked *a = w->asked;
    char beside[1200];
    const char *points;
    size_t n_done = 0;
    bool skip = false;
    w->frames_per_second = a->frames_per_second > 0 ? a->frames_per_second : DEFAULT_FRAMES_PER_SECOND;
    TRY(pose_beside(a->image, a->source_points, source->face, beside, sizeof beside, &points));
    TRY(pose_track_open(&w->track, w->cli, &a->track));
    TRY(cli_open_device(w->cli, &w->device));
    TRY(clip_model_open(&w->model, w->device, &a->model));
    TRY(describe_job(w, points, steps));
    TRY(clip_output_allow(&w->output, w->cli, w->job.data, w->track.n, w->model.people.net.config.width,
                          w->model.people.net.config.height, &skip, &n_done));
    if (skip) {
        cli_note(w->cli, "%s: everything exists already\n", w->cli->output);
        return GFLA_OK;
    }
    TRY(read_reference(w, points, source));
    TRY(run_steps(w, steps, n_done));
fail:
    return status;
}
