/* The functions of gfla/keypoints.h that read, make and draw; sets and conversion are io/keypoints's. */
#include <gfla/keypoints.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/api/image_api.h"
#include "tasks/pose/pose_track.h"
#include "io/draw/draw_keypoints.h"

#define MAX_COORDINATE 1e6

void gfla_keypoints_params_init(struct gfla_keypoints_params *params)
{
    *params = (struct gfla_keypoints_params){.struct_size = sizeof *params};
}

static gfla_status read_params(struct gfla_keypoints_params *p, const struct gfla_keypoints_params *params,
                               struct gfla_keypoints_select *select)
{
    gfla_status status;
    *select = (struct gfla_keypoints_select){.person = -1};
    TRY(gfla_params_copy(p, sizeof *p, params, "gfla_keypoints_params"));
    REQUIRE(p->person >= 0 && p->width >= 0 && p->height >= 0, GFLA_ERROR_USAGE,
            "gfla_keypoints_params: person %d, width %d or height %d is negative", p->person, p->width, p->height);
    *select = (struct gfla_keypoints_select){.person = p->person - 1,
                                             .name = p->name,
                                             .face = p->face,
                                             .coco_17 = p->coco_17,
                                             .h36m_17 = p->h36m_17,
                                             .width = p->width,
                                             .height = p->height};
fail:
    return status;
}

gfla_status gfla_keypoints_read(struct gfla_keypoints *points, const char *path,
                                const struct gfla_keypoints_params *params)
{
    gfla_status status;
    struct gfla_keypoints_params p;
    struct gfla_keypoints_select select;
    *points = (struct gfla_keypoints){0};
    TRY(read_params(&p, params, &select));
    TRY(gfla_keypoints_read_file(path, &select, points));
fail:
    return status;
}

gfla_status gfla_keypoints_read_memory(struct gfla_keypoints *points, const void *data, size_t size,
                                       const struct gfla_keypoints_params *params)
{
    gfla_status status;
    struct gfla_keypoints_params p;
    struct gfla_keypoints_select select;
    struct gfla_found_size found;
    char *text = NULL;
    *points = (struct gfla_keypoints){0};
    TRY(read_params(&p, params, &select));
    TRY(gfla_calloc(&text, size + 1, 1, "key points"));
    memcpy(text, data, size);
    status = gfla_keypoints_parse(text, size, &select, points, &found);
    if (status != GFLA_OK)
        gfla_fail_context(status, "key points in memory");
fail:
    free(text);
    return status;
}

gfla_status gfla_keypoints_read_sequence(struct gfla_keypoints **poses, size_t *n_poses, const char *path,
                                         const struct gfla_keypoints_params *params)
{
    gfla_status status;
    struct gfla_keypoints_params p;
    struct gfla_keypoints_select select;
    struct gfla_pose_track track = {.n = 0};
    *poses = NULL;
    *n_poses = 0;
    TRY(read_params(&p, params, &select));
    TRY(gfla_pose_track_open(&track, &(struct gfla_pose_track_params){.path = path,
                                                                      .fps = p.fps,
                                                                      .azimuth = p.azimuth,
                                                                      .in_place = p.in_place,
                                                                      .width = p.width,
                                                                      .height = p.height,
                                                                      .person = select.person,
                                                                      .face = select.face,
                                                                      .coco_17 = select.coco_17,
                                                                      .h36m_17 = select.h36m_17,
                                                                      .whole = true}));
    *poses = track.poses;
    *n_poses = track.n;
    track.poses = NULL;
fail:
    gfla_pose_track_close(&track);
    return status;
}

void gfla_keypoints_free(struct gfla_keypoints **poses)
{
    if (!poses)
        return;
    free(*poses);
    *poses = NULL;
}

gfla_status gfla_keypoints_from_array(struct gfla_keypoints *points, gfla_joint_set set, const float *values,
                                      int n_joints)
{
    gfla_status status;
    struct gfla_keypoints made = {.set = set, .n = n_joints};
    *points = (struct gfla_keypoints){0};
    TRY(gfla_keypoints_check(&made));
    for (int i = 0; i < n_joints; i++) {
        const float *value = values + 3 * i;
        for (int k = 0; k < 3; k++)
            REQUIRE(fabsf(value[k]) <= MAX_COORDINATE, GFLA_ERROR_USAGE,
                    "joint %d (%s): value %d is %g, and must be within +-%g", i, gfla_joint_name(set, i), k, value[k],
                    MAX_COORDINATE);
        made.joint[i] = (struct gfla_joint){value[0], value[1], fmax(value[2], 0)};
    }
    *points = made;
fail:
    return status;
}

gfla_status gfla_keypoints_draw(const struct gfla_keypoints *points, int width, int height, struct gfla_image *image)
{
    gfla_status status;
    struct gfla_bitmap canvas = {0};
    *image = (struct gfla_image){0};
    TRY(gfla_keypoints_check(points));
    TRY(gfla_draw_canvas(&canvas, width, height, GFLA_BLACK));
    gfla_draw_keypoints(&canvas, points);
    gfla_image_take_bitmap(image, &canvas);
fail:
    return status;
}
