#include "tasks/clip/clip_work.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tasks/pose/pose_beside.h"

#define DEFAULT_FRAMES_PER_SECOND 25

static void parse_operand(struct gfla_clip_options *asked, const char *sequence, const char *arg,
                          const struct argp_state *state)
{
    if (asked->track.path)
        cli_usage(state, "unexpected argument '%s': one picture and its %s are animated", arg, sequence);
    *(asked->image ? &asked->track.path : &asked->image) = arg;
}

static void check_operands(const struct gfla_clip_options *asked, const char *sequence, const struct argp_state *state)
{
    if (!asked->image)
        cli_usage(state, "name a picture and its %s", sequence);
    if (!asked->track.path)
        cli_usage(state, "%s: name the %s that it shall follow", asked->image, sequence);
    if (!asked->model.weights)
        cli_usage(state, "--weights FILE is missing: no weights for people are bundled yet");
}

error_t gfla_clip_options_parse(struct gfla_clip_options *asked, const char *sequence, int key, char *arg,
                                struct argp_state *state)
{
    switch (key) {
    case GFLA_CLIP_KEY_WEIGHTS:
        asked->model.weights = arg;
        break;
    case GFLA_CLIP_KEY_SIZE:
        gfla_net_size_parse(state, arg, &asked->model.width, &asked->model.height);
        break;
    case GFLA_CLIP_KEY_FIT:
        asked->pad = true;
        break;
    case GFLA_CLIP_KEY_FPS:
        asked->frames_per_second = cli_option_double(state, "--fps", arg, 0.02, 1000);
        break;
    case GFLA_CLIP_KEY_BESIDE:
        asked->beside = true;
        break;
    case GFLA_CLIP_KEY_FIRST:
        asked->track.first = (size_t)cli_option_int(state, "--first", arg, 0, 1000000000);
        break;
    case GFLA_CLIP_KEY_FRAMES:
        asked->track.n = (size_t)cli_option_int(state, "--frames", arg, 1, 1000000000);
        break;
    case GFLA_CLIP_KEY_STRICT:
        asked->track.strict = true;
        break;
    case ARGP_KEY_ARG:
        parse_operand(asked, sequence, arg, state);
        break;
    case ARGP_KEY_END:
        check_operands(asked, sequence, state);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

void gfla_clip_transfer_close(struct gfla_clip_transfer *w)
{
    gfla_clip_output_close(&w->output);
    gfla_clip_model_close(&w->model);
    gfla_pose_track_close(&w->track);
    gfla_bitmap_free(&w->reference);
    gfla_text_free(&w->job);
    gfla_device_destroy(&w->device);
}

struct gfla_fit gfla_clip_transfer_fit(const struct gfla_clip_transfer *w, int width, int height)
{
    const struct gfla_model_config *c = &w->model.people.net.config;
    return w->asked->pad ? gfla_fit_pad(width, height, c->width, c->height)
                         : gfla_fit_stretch(width, height, c->width, c->height);
}

/* ---- the reference ---- */

static gfla_status read_reference(struct gfla_clip_transfer *w, const char *points,
                                  const struct gfla_keypoints_params *source)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    TRY(gfla_bitmap_read(w->asked->image, NULL, &file));
    w->fit = gfla_clip_transfer_fit(w, file.width, file.height);
    TRY(gfla_fit_image(&w->fit, &file, GFLA_CLIP_BACKGROUND, &w->reference));
    TRY(gfla_keypoints_read(points, source, &w->reference_points));
    REQUIRE(gfla_keypoints_count(&w->reference_points) > 0, GFLA_ERROR_INPUT, "%s: shows nobody", points);
    gfla_fit_points(&w->fit, &w->reference_points);
fail:
    gfla_bitmap_free(&file);
    return status;
}

static gfla_status refer(struct gfla_clip_transfer *w, const struct gfla_clip_steps *steps)
{
    gfla_status status;
    const struct gfla_model_config *c = &w->model.people.net.config;
    const size_t area = (size_t)c->height * (size_t)c->width;
    float *image = NULL, *structure = NULL;
    TRY(gfla_calloc(&image, 3 * area, sizeof *image, "a picture"));
    TRY(gfla_calloc(&structure, (size_t)c->structure * area, sizeof *structure, "a structure"));
    gfla_bitmap_to_planes(&w->reference, image);
    TRY(steps->reference(steps->context, structure));
    status = gfla_clip_model_set_reference(&w->model, image, structure);
fail:
    free(image);
    free(structure);
    return status;
}

/* ---- the frames ---- */

static gfla_status describe_job(struct gfla_clip_transfer *w, const char *points, const struct gfla_clip_steps *steps)
{
    const struct gfla_clip_options *a = w->asked;
    const struct gfla_model_config *c = &w->model.people.net.config;
    gfla_text_add(&w->job, "%s %s points %s sequence %s first %zu frame %dx%d weights %s size %dx%d fit %d beside %d",
                  w->cli->command->name, a->image, points, a->track.path, a->track.first, a->frame_width,
                  a->frame_height, a->model.weights, c->width, c->height, a->pad, a->beside);
    steps->describe(steps->context, &w->job);
    return w->job.failed ? gfla_fail(GFLA_ERROR_MEMORY, "a description: out of memory") : GFLA_OK;
}

static gfla_status make_frames(struct gfla_clip_transfer *w, const struct gfla_clip_steps *steps, size_t n_done)
{
    struct gfla_clip_frames frames = {.cli = w->cli,
                                      .model = &w->model,
                                      .output = &w->output,
                                      .source = &steps->source,
                                      .fit = w->fit,
                                      .reference = &w->reference,
                                      .n_frames = w->track.n,
                                      .n_done = n_done,
                                      .frames_per_second = w->frames_per_second,
                                      .beside = w->asked->beside,
                                      .strict = w->asked->track.strict};
    const gfla_status status = gfla_clip_frames_run(&frames);
    if (status != GFLA_OK && status != GFLA_ERROR_PARTIAL)
        return status;
    const gfla_status reported = gfla_clip_frames_report(&frames, w->device, &w->track);
    return reported == GFLA_OK ? status : reported;
}

static gfla_status run_steps(struct gfla_clip_transfer *w, const struct gfla_clip_steps *steps, size_t n_done)
{
    gfla_status status;
    TRY(steps->open(steps->context));
    TRY(refer(w, steps));
    TRY(steps->poses(steps->context));
    TRY(make_frames(w, steps, n_done));
fail:
    return status;
}

gfla_status gfla_clip_transfer_run(struct gfla_clip_transfer *w, const struct gfla_keypoints_params *source,
                                   const struct gfla_clip_steps *steps)
{
    gfla_status status;
    const struct gfla_clip_options *a = w->asked;
    char beside[1200];
    const char *points;
    size_t n_done = 0;
    bool skip = false;
    w->frames_per_second = a->frames_per_second > 0 ? a->frames_per_second : DEFAULT_FRAMES_PER_SECOND;
    TRY(gfla_pose_beside(a->image, a->source_points, source->face, beside, sizeof beside, &points));
    TRY(gfla_pose_track_open(&w->track, w->cli, &a->track));
    TRY(cli_open_device(w->cli, &w->device));
    TRY(gfla_clip_model_open(&w->model, w->device, &a->model));
    TRY(describe_job(w, points, steps));
    TRY(gfla_clip_output_allow(&w->output, w->cli, w->job.data, w->track.n, w->model.people.net.config.width,
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
