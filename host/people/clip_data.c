#include "people/clip_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "people/clip_set.h"
#include "people/face_parts.h"
#include "people/fit.h"

#define MOTION_SIDE 256 /* of the images that poses without images are of */

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
static gfla_status take_points(const struct gfla_clip_layout *layout, enum gfla_clip_poses poses,
                               const struct gfla_fit *fit, struct gfla_keypoints *points)
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
