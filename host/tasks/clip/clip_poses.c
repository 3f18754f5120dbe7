#include "tasks/clip/clip_poses.h"

#include "base/log.h"
#include "tasks/pose/motion_clean.h"
#include "people/inside.h"
#include "people/motion_window.h"

/* Through the motion network, which knows images of another size. */
static gfla_status clean(const struct gfla_clip_session *session, const struct gfla_clip_poses_options *options,
                         struct gfla_keypoints *poses, size_t n)
{
    gfla_status status;
    const struct gfla_network_config *c = &session->model.people.net.config;
    const double to_motion_x = (double)GFLA_MOTION_SIDE / c->width, to_motion_y = (double)GFLA_MOTION_SIDE / c->height;
    for (size_t i = 0; i < n; i++) {
        TRY(gfla_keypoints_convert(&poses[i], GFLA_JOINTS_COCO_17, &poses[i]));
        gfla_keypoints_scale(&poses[i], to_motion_x, to_motion_y, 0, 0);
    }
    TRY(gfla_motion_clean(session->device, &options->motion, options->window ? options->window : GFLA_MOTION_WINDOW,
                          poses, n));
    for (size_t i = 0; i < n; i++)
        gfla_keypoints_scale(&poses[i], 1 / to_motion_x, 1 / to_motion_y, 0, 0);
fail:
    return status;
}

/* One pose may leave the image; not all of them. */
static gfla_status check_inside(const struct gfla_clip_session *session, const struct gfla_fit *fit,
                                const struct gfla_keypoints *poses, size_t n)
{
    const char *hint = session->kind == GFLA_CLIP_FACE ? GFLA_HINT_FRAME_SIZE : GFLA_HINT_POSE_SIZE;
    size_t n_people = 0, n_outside = 0, first = 0;
    for (size_t i = n; i-- > 0;) {
        const int count = gfla_keypoints_count(&poses[i]);
        n_people += count > 0;
        if (count == 0 || gfla_points_outside(&poses[i], fit->from_width, fit->from_height) < count)
            continue;
        n_outside++;
        first = i;
    }
    if (n_outside == 0)
        return GFLA_OK;
    if (n_outside == n_people)
        return gfla_points_check_inside(&poses[first], fit->from_width, fit->from_height, hint);
    gfla_log(GFLA_LOG_WARNING, "%zu of %zu poses, from number %zu on, lie outside of a picture of %d x %d. hint: %s",
             n_outside, n, first, fit->from_width, fit->from_height, hint);
    return GFLA_OK;
}

gfla_status gfla_clip_poses_prepare(const struct gfla_clip_session *session,
                                    const struct gfla_clip_poses_options *options, struct gfla_keypoints *poses,
                                    size_t n)
{
    const struct gfla_fit fit = options->frame_width
                                    ? gfla_clip_session_fit(session, options->frame_width, options->frame_height)
                                    : session->fit;
    const gfla_status status = check_inside(session, &fit, poses, n);
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        gfla_fit_points(&fit, &poses[i]);
    return options->motion.weights ? clean(session, options, poses, n) : GFLA_OK;
}
