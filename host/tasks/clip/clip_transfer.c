#include "tasks/clip/clip_transfer.h"

#include "base/file.h"
#include "tasks/pose/pose_beside.h"
#include "people/motion_window.h"

#define DEFAULT_FRAMES_PER_SECOND 25

void gfla_clip_transfer_close(struct gfla_clip_transfer *t)
{
    gfla_clip_driving_close(&t->driving);
    gfla_clip_output_close(&t->output);
    gfla_clip_session_close(&t->session);
    gfla_pose_track_close(&t->track);
    gfla_text_free(&t->job);
}

gfla_status gfla_clip_transfer_prepare(struct gfla_clip_transfer *transfer, const struct gfla_clip_options *options)
{
    gfla_status status;
    struct gfla_clip_transfer *t = transfer;
    *t = (struct gfla_clip_transfer){.options = *options};
    struct gfla_pose_track_params *track = &t->options.track;
    track->face = options->kind == GFLA_CLIP_FACE;
    track->fps = options->frames_per_second > 0 ? options->frames_per_second : DEFAULT_FRAMES_PER_SECOND;
    TRY(gfla_pose_beside(options->image, options->source_points, track->face, t->found, sizeof t->found,
                         &t->source_points));
    if (!track->width) {
        track->width = options->frame_width;
        track->height = options->frame_height;
    }
    TRY(gfla_pose_track_open(&t->track, track));
    if (!t->options.frame_width) {
        t->options.frame_width = t->track.width;
        t->options.frame_height = t->track.height;
    }
fail:
    return status;
}

/* ---- the steps of a run ---- */

/* Another job does not go on with the folder of this one. */
static gfla_status describe_job(struct gfla_clip_transfer *t)
{
    const struct gfla_clip_options *o = &t->options;
    const struct gfla_network_config *c = &t->session.model.people.net.config;
    gfla_text_add(&t->job, "%s %s points %s sequence %s first %zu frame %dx%d weights %s size %dx%d fit %d beside %d",
                  o->kind == GFLA_CLIP_FACE ? "face" : "animate", o->image, t->source_points, o->track.path,
                  o->track.first, o->frame_width, o->frame_height,
                  o->model.weights ? o->model.weights : GFLA_PEOPLE_MODEL, c->width, c->height, t->session.pad,
                  o->side_by_side);
    if (o->kind == GFLA_CLIP_FACE)
        gfla_text_add(&t->job, " driving %s", o->driving ? o->driving : "none");
    else
        gfla_text_add(&t->job,
                      " people %d %d motion %s window %d poses a second %g azimuth %g in place %d "
                      "orders %d %d",
                      o->track.person, o->source_person, o->motion ? o->motion : "none", o->motion_window, o->track.fps,
                      o->track.azimuth, o->track.in_place, o->track.coco_17, o->track.h36m_17);
    return t->job.failed ? gfla_fail(GFLA_ERROR_MEMORY, "a description: out of memory") : GFLA_OK;
}

static gfla_status open_driving(struct gfla_clip_transfer *t)
{
    gfla_status status;
    struct gfla_clip_options *o = &t->options;
    TRY(t->track.list ? gfla_clip_driving_open_for(&t->driving, o->driving, &t->track, o->track.strict)
                      : gfla_clip_driving_open(&t->driving, o->driving, t->track.n));
    const struct gfla_video_info *about = gfla_video_about(t->driving.video);
    t->session.sees_edges = true;
    if (!o->frames_per_second && about->fps > 0)
        o->track.fps = about->fps;
    if (!o->frame_width) {
        o->frame_width = about->width;
        o->frame_height = about->height;
    }
fail:
    return status;
}

static gfla_status set_reference(struct gfla_clip_transfer *t)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    struct gfla_keypoints points;
    const bool is_face = t->options.kind == GFLA_CLIP_FACE;
    int width, height;
    TRY(gfla_bitmap_read(t->options.image, NULL, &file));
    const struct gfla_keypoints_select select = {.person = t->options.source_person,
                                                 .face = is_face,
                                                 .coco_17 = t->options.track.coco_17,
                                                 .h36m_17 = t->options.track.h36m_17,
                                                 .width = file.width,
                                                 .height = file.height};
    TRY(gfla_keypoints_read_sized(t->source_points, &select, &points, &width, &height));
    if (width) /* at another size */
        gfla_keypoints_scale(&points, (double)file.width / width, (double)file.height / height, 0, 0);
    status = gfla_clip_session_set_reference(&t->session, &file, &points);
    if (status == GFLA_ERROR_INPUT)
        gfla_fail_context(status, "%s", gfla_file_label(t->source_points));
fail:
    gfla_bitmap_free(&file);
    return status;
}

/* Motion capture is seen in a square, of which a network of upright images sees the middle. */
static void frame_motion(struct gfla_clip_transfer *t, struct gfla_clip_poses_options *poses)
{
    const struct gfla_network_config *c = &t->session.model.people.net.config;
    poses->frame_height = GFLA_MOTION_SIDE;
    poses->frame_width = c->width < c->height ? GFLA_MOTION_SIDE * c->width / c->height : GFLA_MOTION_SIDE;
    for (size_t i = 0; i < t->track.n; i++)
        gfla_keypoints_scale(&t->track.poses[i], 1, 1, (poses->frame_width - GFLA_MOTION_SIDE) / 2.0, 0);
}

static gfla_status prepare_sequence(struct gfla_clip_transfer *t)
{
    const struct gfla_clip_options *o = &t->options;
    struct gfla_clip_poses_options poses = {.frame_width = o->frame_width,
                                            .frame_height = o->frame_height,
                                            .motion = {.weights = o->motion},
                                            .window = o->motion_window};
    if (t->track.motion && !o->frame_width)
        frame_motion(t, &poses);
    return gfla_clip_poses_prepare(&t->session, &poses, t->track.poses, t->track.n);
}

static gfla_status next_frame(void *context, size_t index, const struct gfla_keypoints **points,
                              const struct gfla_bitmap **driving)
{
    gfla_status status;
    struct gfla_clip_transfer *t = context;
    *points = &t->track.poses[index];
    *driving = t->driving.video ? &t->driving.frame : NULL;
    TRY(gfla_pose_track_check(&t->track, index));
    if (t->driving.video)
        TRY(gfla_clip_driving_read(&t->driving, &t->session, t->track.first + index));
fail:
    return status;
}

static gfla_status make_frames(struct gfla_clip_transfer *t, size_t n_done, struct gfla_clip_result *result)
{
    struct gfla_clip_frames frames = {.session = &t->session,
                                      .output = &t->output,
                                      .source = {t, next_frame},
                                      .path = t->options.track.path,
                                      .n_frames = t->track.n,
                                      .n_done = n_done,
                                      .frames_per_second = t->options.track.fps,
                                      .side_by_side = t->options.side_by_side,
                                      .strict = t->options.track.strict};
    const gfla_status status = gfla_clip_frames_run(&frames);
    result->n_made = frames.n_made;
    result->seconds = frames.seconds;
    return status;
}

gfla_status gfla_clip_transfer_run(struct gfla_clip_transfer *transfer, gfla_device *device,
                                   struct gfla_clip_result *result)
{
    gfla_status status;
    struct gfla_clip_transfer *t = transfer;
    const struct gfla_clip_options *o = &t->options;
    size_t n_done = 0;
    *result = (struct gfla_clip_result){.n_bad = t->track.n_bad, .n_nobody = t->track.n_nobody};
    TRY(gfla_clip_session_open(&t->session, device, o->kind, &o->model, o->pad));
    TRY(describe_job(t));
    const struct gfla_network_config *c = &t->session.model.people.net.config;
    TRY(gfla_clip_output_allow(&t->output,
                               &(struct gfla_clip_output_params){.path = o->output,
                                                                 .existing = o->existing,
                                                                 .job = t->job.data,
                                                                 .n_frames = t->track.n,
                                                                 .width = c->width,
                                                                 .height = c->height},
                               &result->was_there, &n_done));
    if (result->was_there)
        return GFLA_OK;
    if (o->driving)
        TRY(open_driving(t));
    TRY(set_reference(t));
    TRY(prepare_sequence(t));
    TRY(make_frames(t, n_done, result));
fail:
    return status;
}
