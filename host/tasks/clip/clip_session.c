#include "tasks/clip/clip_session.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"

static const char *const networks[][3] = {
    [GFLA_CLIP_DANCE] = {"dance", "figure", NULL}, [GFLA_CLIP_FACE] = {"face", NULL}};

gfla_status gfla_clip_session_open(struct gfla_clip_session *session, gfla_device *device, enum gfla_clip_kind kind,
                                   const struct gfla_people_options *model, bool pad)
{
    gfla_status status;
    struct gfla_people_options options = *model;
    *session = (struct gfla_clip_session){.kind = kind, .pad = pad, .device = device};
    options.models = networks[kind];
    if (kind == GFLA_CLIP_DANCE && !options.weights && !options.opened)
        options.weights = GFLA_PEOPLE_MODEL;
    TRY(gfla_clip_model_open(&session->model, device, &options));
    session->pad |= gfla_people_model_keeps_aspect(&session->model.people);
    const struct gfla_network_config *c = &session->model.people.net.config;
    const size_t area = (size_t)c->height * (size_t)c->width;
    TRY(gfla_calloc(&session->structure, (size_t)c->structure * area, sizeof(float), "a structure"));
    TRY(gfla_calloc(&session->image, 3 * area, sizeof(float), "a frame"));
    return GFLA_OK;
fail:
    gfla_clip_session_close(session);
    return status;
}

void gfla_clip_session_close(struct gfla_clip_session *session)
{
    gfla_structure_maps_destroy(&session->poses);
    gfla_face_maps_destroy(&session->faces);
    gfla_clip_model_close(&session->model);
    gfla_bitmap_free(&session->reference);
    free(session->structure);
    free(session->image);
    session->structure = session->image = NULL;
}

struct gfla_fit gfla_clip_session_fit(const struct gfla_clip_session *session, int width, int height)
{
    const struct gfla_network_config *c = &session->model.people.net.config;
    return session->pad ? gfla_fit_pad(width, height, c->width, c->height)
                        : gfla_fit_stretch(width, height, c->width, c->height);
}

/* ---- what the network sees ---- */

static gfla_status face_structure(struct gfla_clip_session *s, const struct gfla_keypoints *points,
                                  const struct gfla_bitmap *driving)
{
    gfla_status status;
    const struct gfla_network_config *c = &s->model.people.net.config;
    const struct gfla_bitmap *edges = s->sees_edges ? driving : NULL;
    if (!s->faces.plan)
        TRY(gfla_face_maps_create(&s->faces, s->device, 1, c->height, c->width));
    TRY(gfla_face_maps_run(&s->faces, points, &edges, s->structure));
fail:
    return status;
}

/* Of a frame, whose joints are clean, or of a reference image, as detectors find them. */
static gfla_status pose_structure(struct gfla_clip_session *s, const struct gfla_keypoints *points, bool is_reference)
{
    gfla_status status;
    const struct gfla_network_config *c = &s->model.people.net.config;
    struct gfla_structure_maps noisy = {0}, *maps = is_reference ? &noisy : &s->poses;
    const enum gfla_structure_task task = !s->model.is_recurrent ? GFLA_STRUCTURE_PERSON
                                          : is_reference         ? GFLA_STRUCTURE_DANCE_NOISY
                                                                 : GFLA_STRUCTURE_DANCE;
    if (!maps->plan)
        TRY(gfla_structure_maps_create(maps, s->device, task, 1, c->height, c->width));
    TRY(gfla_structure_maps_run(maps, points, s->structure));
fail:
    gfla_structure_maps_destroy(&noisy);
    return status;
}

/* Into s->structure. Points of another kind are the caller's input. */
static gfla_status make_structure(struct gfla_clip_session *s, const struct gfla_keypoints *points,
                                  const struct gfla_bitmap *driving, bool is_reference)
{
    const gfla_status status =
        s->kind == GFLA_CLIP_FACE ? face_structure(s, points, driving) : pose_structure(s, points, is_reference);
    return status == GFLA_ERROR_USAGE ? GFLA_ERROR_INPUT : status;
}

/* ---- reference and frames ---- */

gfla_status gfla_clip_session_restart(struct gfla_clip_session *session)
{
    gfla_status status;
    struct gfla_clip_session *s = session;
    REQUIRE(s->reference.pixels, GFLA_ERROR_USAGE, "no reference image was set");
    gfla_bitmap_to_planes(&s->reference, s->image);
    TRY(make_structure(s, &s->reference_points, &s->reference, true));
    TRY(gfla_clip_model_set_reference(&s->model, s->image, s->structure));
fail:
    return status;
}

gfla_status gfla_clip_session_set_reference(struct gfla_clip_session *session, const struct gfla_bitmap *image,
                                            const struct gfla_keypoints *points)
{
    gfla_status status;
    struct gfla_clip_session *s = session;
    gfla_bitmap_free(&s->reference);
    REQUIRE(gfla_keypoints_count(points) > 0, GFLA_ERROR_INPUT, "shows nobody");
    s->fit = gfla_clip_session_fit(s, image->width, image->height);
    s->reference_points = *points;
    gfla_fit_points(&s->fit, &s->reference_points);
    TRY(gfla_fit_image(&s->fit, image, GFLA_CLIP_BACKGROUND, &s->reference));
    TRY(gfla_clip_session_restart(s));
    return GFLA_OK;
fail:
    gfla_bitmap_free(&s->reference);
    return status;
}

gfla_status gfla_clip_session_continue(struct gfla_clip_session *session, const struct gfla_keypoints *points,
                                       const struct gfla_bitmap *driving)
{
    gfla_status status;
    TRY(make_structure(session, points, driving, false));
    TRY(gfla_clip_model_continue(&session->model, session->image, session->structure));
fail:
    return status;
}

gfla_status gfla_clip_session_frame(struct gfla_clip_session *session, const struct gfla_keypoints *points,
                                    const struct gfla_bitmap *driving, double *seconds)
{
    gfla_status status;
    REQUIRE(session->reference.pixels, GFLA_ERROR_USAGE, "no reference image was set");
    TRY(make_structure(session, points, driving, false));
    session->drawn = *points;
    const double start = gfla_clock();
    TRY(gfla_clip_model_frame(&session->model, session->structure, session->image));
    if (seconds)
        *seconds += gfla_clock() - start;
fail:
    return status;
}

gfla_status gfla_clip_session_image(const struct gfla_clip_session *session, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap whole = {0};
    *image = (struct gfla_bitmap){0};
    TRY(gfla_bitmap_from_planes(session->image, session->fit.width, session->fit.height, 3, &whole));
    status = gfla_fit_crop(&session->fit, &whole, image);
fail:
    gfla_bitmap_free(&whole);
    return status;
}
