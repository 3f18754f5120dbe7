#include "people/clip_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/folder_near.h"
#include "base/log.h"
#include "base/memory.h"
#include "people/clip_leaks.h"
#include "people/clip_video.h"
#include "people/face_parts.h"
#include "people/fit.h"

#define MOTION_SIDE 256 /* of the images that poses without images are of */
#define MAX_PATH 1024

/* Folders behind the phase; NULL: there is none. */
static const struct layout {
    const char *folder[GFLA_CLIP_FOLDERS], *other_noisy; /* other_noisy: another spelling */
    enum gfla_joint_set joints[2];                       /* by enum gfla_clip_poses */
} layouts[GFLA_CLIP_SETS] = {
    [GFLA_CLIP_DANCE] = {{"_256/train_A", "_256/train_alphapose", "_256/train_video2d", "_256/train_C"},
                         NULL,
                         {GFLA_JOINTS_COCO_17, GFLA_JOINTS_H36M_17}},
    [GFLA_CLIP_MOTION] = {{NULL, "_256/train_alphapose", "_256/train_video2d", NULL},
                          NULL,
                          {GFLA_JOINTS_COCO_17, GFLA_JOINTS_H36M_17}},
    [GFLA_CLIP_FACE] = {{"_data", "_keypoints", NULL, NULL}, "_keypoint", {GFLA_JOINTS_FACE_68, GFLA_JOINTS_FACE_68}},
};

struct gfla_clip_data {
    const struct layout *layout;
    char folder[GFLA_CLIP_FOLDERS][MAX_PATH]; /* "": there is none */
    struct gfla_clip_video *videos;
    size_t count, skipped, total, left;
    atomic_size_t *n_refused; /* files that could not be read after all */
};

void gfla_clip_data_destroy(gfla_clip_data **out)
{
    if (!out || !*out)
        return;
    gfla_clip_data *data = *out;
    for (size_t i = 0; data->videos && i < data->count; i++)
        gfla_clip_video_close(&data->videos[i]);
    free(data->videos);
    free(data->n_refused);
    free(data);
    *out = NULL;
}

/* ---- opening ---- */

static gfla_status join(char path[MAX_PATH], const char *folder, const char *name)
{
    if (snprintf(path, MAX_PATH, "%s/%s", folder, name) >= MAX_PATH)
        return gfla_fail(GFLA_ERROR_INPUT, "%s/%s: a path of more than %d characters", folder, name, MAX_PATH - 1);
    return GFLA_OK;
}

static bool has_folder(const char *folder, const void *name)
{
    char path[4096];
    return snprintf(path, sizeof path, "%s/%s", folder, (const char *)name) < (int)sizeof path &&
           gfla_file_exists(path);
}

static gfla_status find_folders(gfla_clip_data *data, const char *root, const char *phase)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < GFLA_CLIP_FOLDERS; i++) {
        const char *ending = data->layout->folder[i];
        char name[64], hint[4400];
        if (!ending)
            continue;
        snprintf(name, sizeof name, "%s%s", phase, ending);
        TRY(join(data->folder[i], root, name));
        if (i == GFLA_CLIP_NOISY_POSES && data->layout->other_noisy && !gfla_file_exists(data->folder[i])) {
            snprintf(name, sizeof name, "%s%s", phase, data->layout->other_noisy);
            TRY(join(data->folder[i], root, name));
        }
        if (i == GFLA_CLIP_MASKS && !gfla_file_exists(data->folder[i]))
            data->folder[i][0] = '\0';
        else
            REQUIRE(gfla_file_exists(data->folder[i]), GFLA_ERROR_INPUT, "%s: no such folder. %s", data->folder[i],
                    gfla_folder_hint(root, has_folder, name, "docs/formats.md says how the data set is laid out", hint,
                                     sizeof hint));
    }
fail:
    return status;
}

/* Appends a video, or counts it as left out. */
static gfla_status add_video(gfla_clip_data *data, const char *name)
{
    struct gfla_clip_video *video = &data->videos[data->count];
    const char *folders[GFLA_CLIP_FOLDERS];
    for (int f = 0; f < GFLA_CLIP_FOLDERS; f++)
        folders[f] = data->folder[f];
    const gfla_status status = gfla_clip_video_open(video, name, folders);
    if (status == GFLA_OK) {
        if (video->n_left > 0 && data->left == 0)
            gfla_log(GFLA_LOG_WARNING, "%s; such frames are left out", video->why);
        data->total += video->n;
        data->left += video->n_left;
        data->count++;
        return GFLA_OK;
    }
    if (status != GFLA_ERROR_INPUT)
        return status;
    if (data->skipped++ == 0)
        gfla_log(GFLA_LOG_WARNING, "%s; videos without poses are left out", gfla_error_message());
    return GFLA_OK;
}

static gfla_status add_videos(gfla_clip_data *data)
{
    gfla_status status;
    char **names = NULL;
    size_t n;
    const char *folder =
        data->folder[data->layout->folder[GFLA_CLIP_IMAGES] ? GFLA_CLIP_IMAGES : GFLA_CLIP_NOISY_POSES];
    TRY(gfla_folder_list(folder, &names, &n));
    TRY(gfla_calloc(&data->videos, n + 1, sizeof *data->videos, "videos"));
    for (size_t i = 0; i < n; i++)
        if (names[i][0] != '.')
            TRY(add_video(data, names[i]));
    REQUIRE(data->skipped + data->count > 0, GFLA_ERROR_INPUT,
            "%s: there is no video in it. hint: a folder for each video, its frames in numbered files", folder);
    REQUIRE(data->count > 0, GFLA_ERROR_INPUT, "%s: none of %zu videos has a frame with a pose", folder, data->skipped);
fail:
    free(names);
    return status;
}

static gfla_status warn_of_leaks(const gfla_clip_data *data, const char *root)
{
    const char *const *endings = data->layout->folder, *ending = endings[endings[0] ? 0 : GFLA_CLIP_NOISY_POSES];
    char name[64], path[MAX_PATH];
    snprintf(name, sizeof name, "test%s", ending);
    const gfla_status status = join(path, root, name);
    return status == GFLA_OK ? gfla_clip_leaks_warn(data, path) : status;
}

gfla_status gfla_clip_data_open(gfla_clip_data **out, const char *root, const struct gfla_clip_data_params *params)
{
    gfla_status status;
    gfla_clip_data *data = NULL;
    *out = NULL;
    TRY(gfla_calloc(&data, 1, sizeof *data, "a data set"));
    TRY(gfla_calloc(&data->n_refused, 1, sizeof *data->n_refused, "a data set"));
    data->layout = &layouts[params->set];
    TRY(find_folders(data, root, params->phase));
    TRY(add_videos(data));
    if (strcmp(params->phase, "train") == 0)
        TRY(warn_of_leaks(data, root));
    *out = data;
    return GFLA_OK;
fail:
    gfla_clip_data_destroy(&data);
    return status;
}

size_t gfla_clip_data_count(const gfla_clip_data *data)
{
    return data->count;
}

size_t gfla_clip_data_skipped(const gfla_clip_data *data)
{
    return data->skipped;
}

size_t gfla_clip_data_left_out(const gfla_clip_data *data)
{
    return data->left;
}

size_t gfla_clip_data_total(const gfla_clip_data *data)
{
    return data->total;
}

bool gfla_clip_data_has_masks(const gfla_clip_data *data)
{
    return data->folder[GFLA_CLIP_MASKS][0] != '\0';
}

const char *gfla_clip_data_name(const gfla_clip_data *data, size_t video)
{
    return data->videos[video].name;
}

size_t gfla_clip_data_frames(const gfla_clip_data *data, size_t video)
{
    return data->videos[video].n;
}

/* ---- what cannot be read after all ---- */

static const gfla_keypoints_list *list_of(const struct gfla_clip_video *video, enum gfla_clip_poses poses)
{
    const gfla_keypoints_list *clean = video->poses[GFLA_CLIP_CLEAN_POSES];
    return poses == GFLA_CLIP_CLEAN && clean ? clean : video->poses[GFLA_CLIP_NOISY_POSES];
}

static enum gfla_clip_folder folder_of(const struct gfla_clip_video *video, enum gfla_clip_poses poses)
{
    return poses == GFLA_CLIP_CLEAN && video->poses[GFLA_CLIP_CLEAN_POSES] ? GFLA_CLIP_CLEAN_POSES
                                                                           : GFLA_CLIP_NOISY_POSES;
}

/* Remembers a file, and says so the first time; the message of this thread stays. */
static void refuse(const gfla_clip_data *data, size_t index, size_t frame, enum gfla_clip_folder folder)
{
    const unsigned char bit = (unsigned char)(1u << folder);
    if (atomic_fetch_or(&data->videos[index].refused[frame], bit) & bit)
        return;
    const size_t n = atomic_fetch_add(data->n_refused, 1) + 1;
    gfla_log(GFLA_LOG_WARNING, "%s; it is left out from here on, with %zu others", gfla_error_message(), n - 1);
}

size_t gfla_clip_data_refused(const gfla_clip_data *data)
{
    return atomic_load(data->n_refused);
}

size_t gfla_clip_data_usable(const gfla_clip_data *data, size_t index, size_t frame, enum gfla_clip_poses poses)
{
    const struct gfla_clip_video *video = &data->videos[index];
    const unsigned wanted = 1u << GFLA_CLIP_IMAGES | 1u << GFLA_CLIP_MASKS | 1u << folder_of(video, poses);
    for (size_t away = 0; away < video->n; away++) {
        if (frame >= away && !(atomic_load(&video->refused[frame - away]) & wanted))
            return frame - away;
        if (frame + away < video->n && !(atomic_load(&video->refused[frame + away]) & wanted))
            return frame + away;
    }
    return SIZE_MAX;
}

gfla_status gfla_clip_data_somebody(const gfla_clip_data *data, size_t index, size_t frame, enum gfla_clip_poses poses,
                                    const struct gfla_keypoints *points)
{
    const struct gfla_clip_video *video = &data->videos[index];
    const enum gfla_clip_folder folder = folder_of(video, poses);
    if (gfla_keypoints_count(points) > 0)
        return GFLA_OK;
    gfla_fail(GFLA_ERROR_INPUT, "%s: shows nobody",
              gfla_keypoints_list_name(list_of(video, poses), video->place[folder][frame]));
    refuse(data, index, frame, folder);
    return GFLA_ERROR_INPUT;
}

/* ---- reading ---- */

static gfla_status read_image(gfla_video *images, size_t frame, int width, int height, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    bool end;
    if (gfla_video_position(images) != (long long)frame)
        TRY(gfla_video_seek(images, (long long)frame));
    TRY(gfla_video_next(images, &file, &end));
    REQUIRE(!end, GFLA_ERROR_INPUT, "frame %zu was asked for, there are fewer", frame);
    const struct gfla_fit fit = gfla_fit_stretch(file.width, file.height, width, height);
    TRY(gfla_fit_image(&fit, &file, 0, image));
fail:
    gfla_bitmap_free(&file);
    return status;
}

/* All the same channel by now. */
static void mask_to_plane(const struct gfla_bitmap *image, float *plane)
{
    const uint8_t *bytes = image->pixels;
    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++)
        plane[i] = bytes[3 * i] > 127 ? 1.0f : 0.0f;
}

static gfla_status read_frames(const gfla_clip_data *data, size_t index, enum gfla_clip_folder folder,
                               const size_t *frames, int n, int width, int height, float *planes)
{
    gfla_status status;
    const struct gfla_clip_video *video = &data->videos[index];
    const size_t area = (size_t)width * (size_t)height;
    struct gfla_bitmap image = {0};
    gfla_video *images = NULL;
    TRY(gfla_clip_video_images(data->folder[folder], video->name, &images));
    for (int i = 0; i < n; i++) {
        status = read_image(images, video->place[folder][frames[i]], width, height, &image);
        if (status == GFLA_ERROR_INPUT)
            refuse(data, index, frames[i], folder);
        if (status != GFLA_OK)
            goto fail;
        if (folder == GFLA_CLIP_MASKS)
            mask_to_plane(&image, planes + (size_t)i * area);
        else
            gfla_bitmap_to_planes(&image, planes + (size_t)i * 3 * area);
        gfla_bitmap_free(&image);
    }
fail:
    if (images)
        gfla_video_destroy(&images);
    return status;
}

gfla_status gfla_clip_data_images(const gfla_clip_data *data, size_t video, const size_t *frames, int n, int width,
                                  int height, float *planes)
{
    return read_frames(data, video, GFLA_CLIP_IMAGES, frames, n, width, height, planes);
}

gfla_status gfla_clip_data_masks(const gfla_clip_data *data, size_t video, const size_t *frames, int n, int width,
                                 int height, float *planes)
{
    return read_frames(data, video, GFLA_CLIP_MASKS, frames, n, width, height, planes);
}

/* Points that are brought to the network's size, as it takes them. */
static gfla_status take_points(const struct layout *layout, enum gfla_clip_poses poses, const struct gfla_fit *fit,
                               struct gfla_keypoints *points)
{
    gfla_status status;
    struct gfla_face_shape shape;
    TRY(gfla_keypoints_convert(points, layout->joints[poses], points));
    gfla_fit_points(fit, points);
    if (layout->joints[poses] == GFLA_JOINTS_FACE_68)
        TRY(gfla_face_shape(points, &shape)); /* says here, where the file is known, what cannot be drawn */
fail:
    return status;
}

gfla_status gfla_clip_data_points(const gfla_clip_data *data, size_t index, size_t frame, enum gfla_clip_poses poses,
                                  int width, int height, struct gfla_keypoints *points)
{
    const struct gfla_clip_video *video = &data->videos[index];
    const struct gfla_fit fit = gfla_fit_stretch(video->width ? video->width : MOTION_SIDE,
                                                 video->height ? video->height : MOTION_SIDE, width, height);
    const gfla_keypoints_list *list = list_of(video, poses);
    const enum gfla_clip_folder folder = folder_of(video, poses);
    const size_t place = video->place[folder][frame];
    gfla_status status = gfla_keypoints_list_read(list, place, points);
    if (status == GFLA_OK && take_points(data->layout, poses, &fit, points) != GFLA_OK)
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", gfla_keypoints_list_name(list, place));
    if (status == GFLA_ERROR_INPUT)
        refuse(data, index, frame, folder);
    return status;
}
