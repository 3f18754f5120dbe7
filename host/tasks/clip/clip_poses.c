#include "tasks/clip/clip_poses.h"

#include "tasks/pose/motion_clean.h"
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

gfla_status gfla_clip_poses_prepare(const struct gfla_clip_session *session,
                                    const struct gfla_clip_poses_options *options, struct gfla_keypoints *poses,
                                    size_t n)
{
    const struct gfla_fit fit = options->frame_width
                                    ? gfla_clip_session_fit(session, options->frame_width, options->frame_height)
                                    : session->fit;
    for (size_t i = 0; i < n; i++)
        gfla_fit_points(&fit, &poses[i]);
    return options->motion.weights ? clean(session, options, poses, n) : GFLA_OK;
}
