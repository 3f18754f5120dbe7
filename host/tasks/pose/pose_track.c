#include "tasks/pose/pose_track.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/memory.h"

bool gfla_pose_track_is_motion(const char *path)
{
    static const char *const endings[] = {".bvh", ".fbx", ".dae", ".glb", ".gltf"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i]) == 0)
            return true;
    return false;
}

/* Numbers that are left out are an error with strict, otherwise a remark: the animation goes on without them. */
static gfla_status check_order(const struct gfla_pose_track *track, const struct gfla_pose_track_params *params)
{
    const struct gfla_keypoints_list_info *about = gfla_keypoints_list_about(track->list);
    if (about->falls && params->strict)
        return gfla_fail(GFLA_ERROR_INPUT, "%s: the numbers in its names fall. hint: sort the list", params->path);
    if (about->n_missing && params->strict)
        return gfla_fail(GFLA_ERROR_INPUT, "%s: %lld number%s left out, the first is %lld", params->path,
                         about->n_missing, about->n_missing == 1 ? " is" : "s are", about->first_missing);
    if (about->falls)
        gfla_log(GFLA_LOG_INFO, "%s: the numbers in its names fall; its order is kept", params->path);
    if (about->n_missing)
        gfla_log(GFLA_LOG_INFO, "%s: %lld number%s left out, the first is %lld", params->path, about->n_missing,
                 about->n_missing == 1 ? " is" : "s are", about->first_missing);
    return GFLA_OK;
}

/* Opens the one or the other; *n: poses that there are. */
static gfla_status open_source(struct gfla_pose_track *track, const struct gfla_pose_track_params *params, size_t *n)
{
    gfla_status status;
    if (gfla_pose_track_is_motion(params->path)) {
        const struct gfla_motion_params camera = {.set = GFLA_JOINTS_COCO_18,
                                                  .fps = params->fps,
                                                  .azimuth = params->azimuth,
                                                  .in_place = params->in_place,
                                                  .width = params->width,
                                                  .height = params->height};
        TRY(gfla_motion_open_apart(&track->motion, params->path, &camera));
        *n = gfla_motion_count(track->motion);
        return GFLA_OK;
    }
    const struct gfla_keypoints_select select = {.person = params->person,
                                                 .face = params->face,
                                                 .coco_17 = params->coco_17,
                                                 .h36m_17 = params->h36m_17,
                                                 .width = params->width,
                                                 .height = params->height};
    TRY(gfla_keypoints_list_open(&track->list, params->path, &select));
    TRY(check_order(track, params));
    *n = gfla_keypoints_list_about(track->list)->n;
fail:
    return status;
}

static gfla_status read_pose(const struct gfla_pose_track *track, size_t index, struct gfla_keypoints *pose)
{
    return track->motion ? gfla_motion_pose(track->motion, index, pose)
                         : gfla_keypoints_list_read(track->list, index, pose);
}

/* Where files say how large their images are, all poses come to be of the first size. */
static gfla_status take_pose(struct gfla_pose_track *track, size_t index, struct gfla_keypoints *pose)
{
    struct gfla_found_size size;
    if (track->motion)
        return gfla_motion_pose(track->motion, index, pose);
    const gfla_status status = gfla_keypoints_list_read_sized(track->list, index, NULL, pose, &size);
    if (status != GFLA_OK || !size.width)
        return status;
    if (!track->width) {
        track->width = size.width;
        track->height = size.height;
    }
    gfla_keypoints_scale(pose, (double)track->width / size.width, (double)track->height / size.height, 0, 0);
    return GFLA_OK;
}

static gfla_status read_all(struct gfla_pose_track *track, const struct gfla_pose_track_params *params)
{
    gfla_status status;
    TRY(gfla_calloc(&track->poses, track->n, sizeof *track->poses, "poses"));
    TRY(gfla_calloc(&track->is_bad, track->n, sizeof *track->is_bad, "poses"));
    for (size_t i = 0; i < track->n; i++) {
        status = take_pose(track, track->first + i, &track->poses[i]);
        if (status != GFLA_OK && (params->strict || params->whole || status != GFLA_ERROR_INPUT))
            return status;
        track->is_bad[i] = status != GFLA_OK;
        track->n_bad += status != GFLA_OK;
        track->n_nobody += status == GFLA_OK && gfla_keypoints_count(&track->poses[i]) == 0;
    }
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_pose_track_open(struct gfla_pose_track *track, const struct gfla_pose_track_params *params)
{
    gfla_status status;
    *track = (struct gfla_pose_track){.first = params->first};
    size_t n;
    TRY(open_source(track, params, &n));
    REQUIRE(params->first < n, GFLA_ERROR_INPUT, "%s: no pose number %zu, there are %zu, counted from 0", params->path,
            params->first, n);
    track->n = params->n && params->n < n - params->first ? params->n : n - params->first;
    TRY(read_all(track, params));
    REQUIRE(params->whole || track->n_nobody + track->n_bad < track->n, GFLA_ERROR_INPUT,
            "%s: none of %zu poses shows anybody%s", params->path, track->n,
            track->n_bad ? ", or they cannot be read" : "");
    if (track->n_nobody)
        gfla_log(GFLA_LOG_INFO, "%s: %zu of %zu poses show%s nobody", params->path, track->n_nobody, track->n,
                 track->n_nobody == 1 ? "s" : "");
    return GFLA_OK;
fail:
    gfla_pose_track_close(track);
    return status;
}

void gfla_pose_track_close(struct gfla_pose_track *track)
{
    gfla_keypoints_list_destroy(&track->list);
    gfla_motion_destroy(&track->motion);
    free(track->poses);
    free(track->is_bad);
    track->poses = NULL;
    track->is_bad = NULL;
}

gfla_status gfla_pose_track_check(const struct gfla_pose_track *track, size_t index)
{
    struct gfla_keypoints pose;
    if (!track->is_bad[index])
        return GFLA_OK;
    const gfla_status status = read_pose(track, track->first + index, &pose);
    return status == GFLA_OK ? gfla_fail(GFLA_ERROR_INPUT, "pose %zu could not be read when the work began", index)
                             : status;
}
