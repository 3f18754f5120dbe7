/* The functions of gfla/animate.h. */
#include <gfla/animate.h>

#include <stdlib.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/clip/clip_api.h"

struct gfla_animator {
    struct gfla_clip_api api;
};

void gfla_animator_params_init(struct gfla_animator_params *params)
{
    *params = (struct gfla_animator_params){.struct_size = sizeof *params};
}

void gfla_animator_write_params_init(struct gfla_animator_write_params *params)
{
    *params = (struct gfla_animator_write_params){.struct_size = sizeof *params};
}

static gfla_status open_animator(gfla_animator **animator, gfla_device *device, const struct gfla_people_options *model,
                                 const struct gfla_animator_params *params)
{
    gfla_status status;
    struct gfla_animator_params p;
    *animator = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_animator_params"));
    TRY(gfla_calloc(animator, 1, sizeof **animator, "an animator"));
    TRY(gfla_clip_api_open(&(*animator)->api, device, GFLA_CLIP_DANCE, model,
                           &(struct gfla_clip_api_params){.width = p.width,
                                                          .height = p.height,
                                                          .frame_width = p.frame_width,
                                                          .frame_height = p.frame_height,
                                                          .keep_aspect = p.keep_aspect},
                           "gfla_animator"));
    return GFLA_OK;
fail:
    gfla_animator_close(animator);
    return status;
}

gfla_status gfla_animator_open(gfla_animator **animator, gfla_device *device, const char *model,
                               const struct gfla_animator_params *params)
{
    return open_animator(animator, device, &(struct gfla_people_options){.weights = model}, params);
}

gfla_status gfla_animator_open_model(gfla_animator **animator, gfla_device *device, const gfla_model *model,
                                     const struct gfla_animator_params *params)
{
    return open_animator(animator, device, &(struct gfla_people_options){.opened = model}, params);
}

void gfla_animator_close(gfla_animator **animator)
{
    if (!animator || !*animator)
        return;
    gfla_clip_session_close(&(*animator)->api.session);
    free(*animator);
    *animator = NULL;
}

gfla_status gfla_animator_set_reference(gfla_animator *animator, const struct gfla_image *image,
                                        const struct gfla_keypoints *points)
{
    return gfla_clip_api_set_reference(&animator->api, image, points);
}

gfla_status gfla_animator_frame(gfla_animator *animator, const struct gfla_keypoints *pose, struct gfla_image *image)
{
    return gfla_clip_api_frame(&animator->api, pose, NULL, image);
}

gfla_status gfla_animator_write(gfla_animator *animator, const struct gfla_keypoints *poses, size_t n, const char *path,
                                const struct gfla_animator_write_params *params)
{
    gfla_status status;
    struct gfla_animator_write_params p;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_animator_write_params"));
    REQUIRE(p.motion_window >= 0, GFLA_ERROR_USAGE, "gfla_animator_write_params: motion_window %d is negative",
            p.motion_window);
    TRY(gfla_clip_api_write(&animator->api, poses, n,
                            &(struct gfla_clip_api_write){.path = path,
                                                          .motion = p.motion,
                                                          .motion_window = p.motion_window,
                                                          .fps = p.fps,
                                                          .side_by_side = p.side_by_side,
                                                          .overwrite = p.overwrite}));
fail:
    return status;
}
