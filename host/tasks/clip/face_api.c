/* The functions of gfla/face.h. */
#include <gfla/face.h>

#include <stdlib.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/clip/clip_api.h"

struct gfla_face {
    struct gfla_clip_api api;
};

void gfla_face_params_init(struct gfla_face_params *params)
{
    *params = (struct gfla_face_params){.struct_size = sizeof *params};
}

void gfla_face_write_params_init(struct gfla_face_write_params *params)
{
    *params = (struct gfla_face_write_params){.struct_size = sizeof *params};
}

static gfla_status open_face(gfla_face **face, gfla_device *device, const struct gfla_people_options *model,
                             const struct gfla_face_params *params)
{
    gfla_status status;
    struct gfla_face_params p;
    *face = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_face_params"));
    TRY(gfla_calloc(face, 1, sizeof **face, "a face handle"));
    TRY(gfla_clip_api_open(&(*face)->api, device, GFLA_CLIP_FACE, model,
                           &(struct gfla_clip_api_params){.width = p.width,
                                                          .height = p.height,
                                                          .frame_width = p.frame_width,
                                                          .frame_height = p.frame_height,
                                                          .keep_aspect = p.keep_aspect,
                                                          .sees_edges = p.has_driving},
                           "gfla_face"));
    return GFLA_OK;
fail:
    gfla_face_close(face);
    return status;
}

gfla_status gfla_face_open(gfla_face **face, gfla_device *device, const char *model,
                           const struct gfla_face_params *params)
{
    return open_face(face, device, &(struct gfla_people_options){.weights = model}, params);
}

gfla_status gfla_face_open_model(gfla_face **face, gfla_device *device, const gfla_model *model,
                                 const struct gfla_face_params *params)
{
    return open_face(face, device, &(struct gfla_people_options){.opened = model}, params);
}

void gfla_face_close(gfla_face **face)
{
    if (!face || !*face)
        return;
    gfla_clip_session_close(&(*face)->api.session);
    free(*face);
    *face = NULL;
}

gfla_status gfla_face_set_reference(gfla_face *face, const struct gfla_image *image,
                                    const struct gfla_keypoints *points)
{
    return gfla_clip_api_set_reference(&face->api, image, points);
}

gfla_status gfla_face_frame(gfla_face *face, const struct gfla_keypoints *landmarks, const struct gfla_image *driving,
                            struct gfla_image *image)
{
    return gfla_clip_api_frame(&face->api, landmarks, driving, image);
}

gfla_status gfla_face_write(gfla_face *face, const struct gfla_keypoints *landmarks, size_t n, const char *path,
                            const struct gfla_face_write_params *params)
{
    gfla_status status;
    struct gfla_face_write_params p;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_face_write_params"));
    TRY(gfla_clip_api_write(&face->api, landmarks, n,
                            &(struct gfla_clip_api_write){.path = path,
                                                          .driving = p.driving,
                                                          .fps = p.fps,
                                                          .side_by_side = p.side_by_side,
                                                          .overwrite = p.overwrite}));
fail:
    return status;
}
