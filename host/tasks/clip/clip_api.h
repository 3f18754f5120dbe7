/* tasks/clip/clip_api.h - what the handles of gfla/animate.h and gfla/face.h have in common. */
#ifndef GFLA_TASKS_CLIP_CLIP_API_H
#define GFLA_TASKS_CLIP_CLIP_API_H

#include <gfla/image.h>

#include "tasks/clip/clip_driving.h"
#include "tasks/clip/clip_frames.h"
#include "tasks/clip/clip_poses.h"

/* Of both params structs. */
struct gfla_clip_api_params {
    int width, height, frame_width, frame_height;
    bool keep_aspect, sees_edges;
};

struct gfla_clip_api {
    gfla_context *context; /* of the device */
    struct gfla_clip_api_params params;
    struct gfla_clip_session session;
};

/* Starts from zeros; closed with gfla_clip_session_close. The functions below run in the context of the device, which
 * they enter and leave. model: .weights or .opened alone; `what` is the public name, for messages. */
gfla_status gfla_clip_api_open(struct gfla_clip_api *api, gfla_device *device, enum gfla_clip_kind kind,
                               const struct gfla_people_options *model, const struct gfla_clip_api_params *params,
                               const char *what);
gfla_status gfla_clip_api_set_reference(struct gfla_clip_api *api, const struct gfla_image *image,
                                        const struct gfla_keypoints *points);
/* driving: NULL unless the session sees edges. */
gfla_status gfla_clip_api_frame(struct gfla_clip_api *api, const struct gfla_keypoints *points,
                                const struct gfla_image *driving, struct gfla_image *image);

struct gfla_clip_api_write {
    const char *path;
    const char *driving; /* NULL unless the session sees edges */
    const char *motion;  /* weights of the network motion; NULL: points are taken as they are */
    int motion_window;   /* 0: GFLA_MOTION_WINDOW */
    double fps;          /* 0: of the driving video, else 25 */
    bool side_by_side, overwrite;
};
gfla_status gfla_clip_api_write(struct gfla_clip_api *api, const struct gfla_keypoints *points, size_t n,
                                const struct gfla_clip_api_write *options);

#endif
