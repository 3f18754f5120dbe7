/* What the functions of gfla/animate.h and gfla/face.h have in common. */
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "runtime/commands.h"
#include "tasks/api/image_api.h"
#include "tasks/clip/clip_api.h"

#define DEFAULT_FRAMES_PER_SECOND 25

static gfla_status open_session(struct gfla_clip_api *api, gfla_device *device, enum gfla_clip_kind kind,
                                const struct gfla_people_options *model, const struct gfla_clip_api_params *p,
                                const char *what)
{
    gfla_status status;
    REQUIRE(p->width >= 0 && p->height >= 0 && p->frame_width >= 0 && p->frame_height >= 0 &&
                !p->frame_width == !p->frame_height,
            GFLA_ERROR_USAGE, "%s_params: width %d, height %d, frame_width %d or frame_height %d is no size", what,
            p->width, p->height, p->frame_width, p->frame_height);
    REQUIRE(kind == GFLA_CLIP_DANCE || model->weights || model->opened, GFLA_ERROR_USAGE,
            "%s_open: no model was named: no weights for faces are bundled yet", what);
    api->params = *p;
    const struct gfla_people_options options = {
        .weights = model->weights, .opened = model->opened, .width = p->width, .height = p->height};
    TRY(gfla_clip_session_open(&api->session, device, kind, &options, p->keep_aspect));
    api->session.sees_edges = p->sees_edges;
fail:
    return status;
}

gfla_status gfla_clip_api_open(struct gfla_clip_api *api, gfla_device *device, enum gfla_clip_kind kind,
                               const struct gfla_people_options *model, const struct gfla_clip_api_params *params,
                               const char *what)
{
    api->context = gfla_device_context(device);
    gfla_context *const before = gfla_context_enter(api->context);
    const gfla_status status = open_session(api, device, kind, model, params, what);
    gfla_context_enter(before);
    return status;
}

static gfla_status set_reference(struct gfla_clip_api *api, const struct gfla_image *image,
                                 const struct gfla_keypoints *points)
{
    gfla_status status;
    struct gfla_bitmap bitmap = {0};
    TRY(gfla_keypoints_check(points));
    TRY(gfla_bitmap_from_image(&bitmap, image, "the reference image"));
    status = gfla_clip_session_set_reference(&api->session, &bitmap, points);
    if (status == GFLA_ERROR_INPUT)
        gfla_fail_context(status, "key points of the reference");
fail:
    gfla_bitmap_free(&bitmap);
    return status;
}

gfla_status gfla_clip_api_set_reference(struct gfla_clip_api *api, const struct gfla_image *image,
                                        const struct gfla_keypoints *points)
{
    gfla_context *const before = gfla_context_enter(api->context);
    const gfla_status status = set_reference(api, image, points);
    gfla_context_enter(before);
    return status;
}

/* ---- one frame ---- */

/* Frames are of the size that was said, else of the driving frame's; 0: of the reference's. */
static void size_of_frames(const struct gfla_clip_api *api, int driving_width, int driving_height,
                           struct gfla_clip_poses_options *options)
{
    const struct gfla_clip_api_params *p = &api->params;
    options->frame_width = p->frame_width ? p->frame_width : driving_width;
    options->frame_height = p->frame_width ? p->frame_height : driving_height;
}

static gfla_status fit_driving(const struct gfla_clip_api *api, const struct gfla_image *driving,
                               struct gfla_bitmap *fitted)
{
    gfla_status status;
    struct gfla_bitmap bitmap = {0};
    TRY(gfla_bitmap_from_image(&bitmap, driving, "the driving frame"));
    const struct gfla_fit fit = gfla_clip_session_fit(&api->session, bitmap.width, bitmap.height);
    status = gfla_fit_image(&fit, &bitmap, GFLA_CLIP_BACKGROUND, fitted);
fail:
    gfla_bitmap_free(&bitmap);
    return status;
}

static gfla_status make_frame(struct gfla_clip_api *api, const struct gfla_keypoints *points,
                              const struct gfla_image *driving, struct gfla_image *image)
{
    gfla_status status;
    struct gfla_bitmap fitted = {0}, made = {0};
    struct gfla_keypoints placed = *points;
    struct gfla_clip_poses_options frames = {.window = 0};
    TRY(gfla_check_cancelled());
    TRY(gfla_keypoints_check(points));
    REQUIRE(!driving == !api->session.sees_edges, GFLA_ERROR_USAGE,
            driving ? "a driving frame was given, and has_driving is false"
                    : "has_driving, and no driving frame was given");
    REQUIRE(api->session.reference.pixels, GFLA_ERROR_USAGE,
            "no reference image was set. hint: set_reference comes first");
    if (driving)
        TRY(fit_driving(api, driving, &fitted));
    size_of_frames(api, driving ? driving->width : 0, driving ? driving->height : 0, &frames);
    TRY(gfla_clip_poses_prepare(&api->session, &frames, &placed, 1));
    status = gfla_clip_session_frame(&api->session, &placed, driving ? &fitted : NULL, NULL);
    if (status == GFLA_ERROR_INPUT)
        gfla_fail_context(status, "key points of the frame");
    if (status == GFLA_OK)
        status = gfla_clip_session_image(&api->session, &made);
    if (status == GFLA_OK)
        gfla_image_take_bitmap(image, &made);
fail:
    gfla_bitmap_free(&fitted);
    return status;
}

gfla_status gfla_clip_api_frame(struct gfla_clip_api *api, const struct gfla_keypoints *points,
                                const struct gfla_image *driving, struct gfla_image *image)
{
    gfla_context *const before = gfla_context_enter(api->context);
    *image = (struct gfla_image){0};
    const gfla_status status = make_frame(api, points, driving, image);
    gfla_context_enter(before);
    return status;
}

/* ---- a sequence ---- */

struct sequence {
    struct gfla_clip_api *api;
    struct gfla_keypoints *points; /* in pixels of the network's images */
    struct gfla_clip_driving driving;
};

static gfla_status next_frame(void *context, size_t index, const struct gfla_keypoints **points,
                              const struct gfla_bitmap **driving)
{
    struct sequence *s = context;
    *points = &s->points[index];
    *driving = s->driving.video ? &s->driving.frame : NULL;
    return s->driving.video ? gfla_clip_driving_read(&s->driving, &s->api->session, index) : GFLA_OK;
}

/* Opens the driving frames and places the points. *fps is theirs where it is 0. */
static gfla_status open_sequence(struct sequence *s, const struct gfla_keypoints *points, size_t n,
                                 const struct gfla_clip_api_write *o, double *fps)
{
    gfla_status status;
    struct gfla_clip_poses_options frames = {.motion = {.weights = o->motion}, .window = o->motion_window};
    int width = 0, height = 0;
    REQUIRE(!o->driving == !s->api->session.sees_edges, GFLA_ERROR_USAGE,
            o->driving ? "driving frames were named, and has_driving is false"
                       : "has_driving, and no driving frames were named");
    if (o->driving) {
        TRY(gfla_clip_driving_open(&s->driving, o->driving, n));
        const struct gfla_video_info *about = gfla_video_about(s->driving.video);
        width = about->width;
        height = about->height;
        *fps = *fps > 0 ? *fps : about->fps;
    }
    *fps = *fps > 0 ? *fps : DEFAULT_FRAMES_PER_SECOND;
    size_of_frames(s->api, width, height, &frames);
    TRY(gfla_calloc(&s->points, n, sizeof *s->points, "key points"));
    for (size_t i = 0; i < n; i++) {
        TRY(gfla_keypoints_check(&points[i]));
        s->points[i] = points[i];
    }
    TRY(gfla_clip_poses_prepare(&s->api->session, &frames, s->points, n));
fail:
    return status;
}

static gfla_status write_sequence(struct gfla_clip_api *api, const struct gfla_keypoints *points, size_t n,
                                  const struct gfla_clip_api_write *o)
{
    gfla_status status;
    struct sequence sequence = {.api = api};
    struct gfla_clip_output output = {.n_frames = 0};
    const struct gfla_network_config *c = &api->session.model.people.net.config;
    double fps = o->fps;
    size_t n_done;
    bool skip;
    REQUIRE(n > 0, GFLA_ERROR_USAGE, "%s: no frames were asked for", o->path);
    TRY(gfla_clip_output_allow(
        &output,
        &(struct gfla_clip_output_params){.path = o->path,
                                          .existing = o->overwrite ? GFLA_EXISTING_OVERWRITE : GFLA_EXISTING_REFUSE,
                                          .job = "a sequence in memory",
                                          .n_frames = n,
                                          .width = c->width,
                                          .height = c->height},
        &skip, &n_done));
    TRY(gfla_clip_session_restart(&api->session));
    TRY(open_sequence(&sequence, points, n, o, &fps));
    struct gfla_clip_frames frames = {.session = &api->session,
                                      .output = &output,
                                      .source = {&sequence, next_frame},
                                      .path = "key points",
                                      .n_frames = n,
                                      .frames_per_second = fps,
                                      .side_by_side = o->side_by_side,
                                      .strict = true};
    TRY(gfla_clip_frames_run(&frames));
fail:
    gfla_clip_output_close(&output);
    gfla_clip_driving_close(&sequence.driving);
    free(sequence.points);
    return status;
}

gfla_status gfla_clip_api_write(struct gfla_clip_api *api, const struct gfla_keypoints *points, size_t n,
                                const struct gfla_clip_api_write *options)
{
    gfla_context *const before = gfla_context_enter(api->context);
    const gfla_status status = write_sequence(api, points, n, options);
    gfla_context_enter(before);
    return status;
}
