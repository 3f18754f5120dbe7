#include "people/clip_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "io/keypoints/keypoints_list.h"
#include "io/animation/video.h"
#include "people/face_parts.h"
#include "people/fit.h"

#define MOTION_SIDE 256 /* of the images that poses without images are of */
#define MAX_PATH 1024

/* Folders by kind, behind the phase; NULL: there is none. */
enum folder { IMAGES, NOISY, CLEAN, MASKS, FOLDERS };
static const struct layout {
    const char *folder[FOLDERS], *other_noisy; /* other_noisy: another spelling */
    enum gfla_joint_set joints[2];             /* by enum gfla_clip_poses */
} layouts[GFLA_CLIP_SETS] = {
    [GFLA_CLIP_DANCE] = {{"_256/train_A", "_256/train_alphapose", "_256/train_video2d", "_256/train_C"},
                         NULL,
                         {GFLA_JOINTS_COCO_17, GFLA_JOINTS_H36M_17}},
    [GFLA_CLIP_MOTION] = {{NULL, "_256/train_alphapose", "_256/train_video2d", NULL},
                          NULL,
                          {GFLA_JOINTS_COCO_17, GFLA_JOINTS_H36M_17}},
    [GFLA_CLIP_FACE] = {{"_data", "_keypoints", NULL, NULL}, "_keypoint", {GFLA_JOINTS_FACE_68, GFLA_JOINTS_FACE_68}},
};

struct video {
    char *name;
    size_t n;
    int width, height;
    gfla_keypoints_list *poses[2]; /* of faces only the first */
};

struct gfla_clip_data {
    const struct layout *layout;
    char folder[FOLDERS][MAX_PATH]; /* "": there is none */
    struct video *videos;
    size_t count, skipped, total;
};

void gfla_clip_data_destroy(gfla_clip_data **out)
{
    if (!out || !*out)
        return;
    gfla_clip_data *data = *out;
    for (size_t i = 0; data->videos && i < data->count; i++) {
        free(data->videos[i].name);
        gfla_keypoints_list_destroy(&data->videos[i].poses[0]);
        gfla_keypoints_list_destroy(&data->videos[i].poses[1]);
    }
    free(data->videos);
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

static gfla_status find_folders(gfla_clip_data *data, const char *root, const char *phase)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < FOLDERS; i++) {
        const char *ending = data->layout->folder[i];
        char name[64];
        if (!ending)
            continue;
        snprintf(name, sizeof name, "%s%s", phase, ending);
        TRY(join(data->folder[i], root, name));
        if (i == NOISY && data->layout->other_noisy && !gfla_file_exists(data->folder[i])) {
            snprintf(name, sizeof name, "%s%s", phase, data->layout->other_noisy);
            TRY(join(data->folder[i], root, name));
        }
        if (i == MASKS && !gfla_file_exists(data->folder[i]))
            data->folder[i][0] = '\0';
        else
            REQUIRE(gfla_file_exists(data->folder[i]), GFLA_ERROR_INPUT,
                    "%s: no such folder. hint: docs/formats.md says how the data set is laid out", data->folder[i]);
    }
fail:
    return status;
}

/* Joints of 17 are COCO's in the noisy poses, Human3.6M's in the clean ones. */
static gfla_status open_poses(const gfla_clip_data *data, struct video *video, enum gfla_clip_poses poses)
{
    gfla_status status;
    char path[MAX_PATH];
    const struct gfla_keypoints_select params = {.person = 0, .coco_17 = poses == GFLA_CLIP_NOISY};
    TRY(join(path, data->folder[poses == GFLA_CLIP_NOISY ? NOISY : CLEAN], video->name));
    TRY(gfla_keypoints_list_open(&video->poses[poses], path, &params));
    const size_t n = gfla_keypoints_list_about(video->poses[poses])->n;
    if (!data->layout->folder[IMAGES] && poses == GFLA_CLIP_NOISY)
        video->n = n;
    REQUIRE(n == video->n, GFLA_ERROR_INPUT, "%s: %zu poses where %zu are expected", path, n, video->n);
fail:
    return status;
}

static gfla_status open_images(const gfla_clip_data *data, const struct video *video, enum folder folder,
                               gfla_video **images)
{
    gfla_status status;
    char path[MAX_PATH];
    *images = NULL;
    TRY(join(path, data->folder[folder], video->name));
    TRY(gfla_video_open(images, path, &(struct gfla_bitmap_read_params){.channels = 3}));
    REQUIRE(gfla_video_about(*images)->n_frames > 0, GFLA_ERROR_INPUT,
            "%s: its number of frames is not known. hint: a folder of numbered pictures", path);
    return GFLA_OK;
fail:
    if (*images)
        gfla_video_destroy(images);
    return status;
}

static gfla_status open_video(const gfla_clip_data *data, struct video *video)
{
    gfla_status status = GFLA_OK;
    gfla_video *images = NULL;
    video->width = video->height = MOTION_SIDE;
    if (data->layout->folder[IMAGES]) {
        TRY(open_images(data, video, IMAGES, &images));
        video->n = (size_t)gfla_video_about(images)->n_frames;
        video->width = gfla_video_about(images)->width;
        video->height = gfla_video_about(images)->height;
    }
    TRY(open_poses(data, video, GFLA_CLIP_NOISY));
    if (data->layout->folder[CLEAN])
        TRY(open_poses(data, video, GFLA_CLIP_CLEAN));
fail:
    if (images)
        gfla_video_destroy(&images);
    return status;
}

/* Appends a video, or counts it as left out. */
static gfla_status add_video(gfla_clip_data *data, const char *name)
{
    gfla_status status;
    struct video *video = &data->videos[data->count];
    TRY(gfla_calloc(&video->name, strlen(name) + 1, 1, "a name"));
    memcpy(video->name, name, strlen(name));
    status = open_video(data, video);
    if (status == GFLA_OK) {
        data->total += video->n;
        data->count++;
        return GFLA_OK;
    }
    gfla_keypoints_list_destroy(&video->poses[0]);
    gfla_keypoints_list_destroy(&video->poses[1]);
    free(video->name);
    *video = (struct video){.n = 0};
    if (status != GFLA_ERROR_INPUT)
        return status;
    if (data->skipped++ == 0)
        gfla_log(GFLA_LOG_WARNING, "%s; videos without poses are left out", gfla_error_message());
    return GFLA_OK;
fail:
    return status;
}

static gfla_status add_videos(gfla_clip_data *data)
{
    gfla_status status;
    char **names = NULL;
    size_t n;
    const char *folder = data->folder[data->layout->folder[IMAGES] ? IMAGES : NOISY];
    TRY(gfla_folder_list(folder, &names, &n));
    TRY(gfla_calloc(&data->videos, n + 1, sizeof *data->videos, "videos"));
    for (size_t i = 0; i < n; i++)
        if (names[i][0] != '.')
            TRY(add_video(data, names[i]));
    REQUIRE(data->count > 0, GFLA_ERROR_INPUT, "%s: none of %zu videos has a pose for each frame", folder,
            data->skipped);
fail:
    free(names);
    return status;
}

gfla_status gfla_clip_data_open(gfla_clip_data **out, const char *root, const struct gfla_clip_data_params *params)
{
    gfla_status status;
    gfla_clip_data *data = NULL;
    *out = NULL;
    TRY(gfla_calloc(&data, 1, sizeof *data, "a data set"));
    data->layout = &layouts[params->set];
    TRY(find_folders(data, root, params->phase));
    TRY(add_videos(data));
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

size_t gfla_clip_data_total(const gfla_clip_data *data)
{
    return data->total;
}

bool gfla_clip_data_has_masks(const gfla_clip_data *data)
{
    return data->folder[MASKS][0] != '\0';
}

const char *gfla_clip_data_name(const gfla_clip_data *data, size_t video)
{
    return data->videos[video].name;
}

size_t gfla_clip_data_frames(const gfla_clip_data *data, size_t video)
{
    return data->videos[video].n;
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

static gfla_status read_frames(const gfla_clip_data *data, size_t index, enum folder folder, const size_t *frames,
                               int n, int width, int height, float *planes)
{
    gfla_status status;
    const struct video *video = &data->videos[index];
    const size_t area = (size_t)width * (size_t)height;
    struct gfla_bitmap image = {0};
    gfla_video *images = NULL;
    TRY(open_images(data, video, folder, &images));
    for (int i = 0; i < n; i++) {
        TRY(read_image(images, frames[i], width, height, &image));
        if (folder == MASKS)
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
    return read_frames(data, video, IMAGES, frames, n, width, height, planes);
}

gfla_status gfla_clip_data_masks(const gfla_clip_data *data, size_t video, const size_t *frames, int n, int width,
                                 int height, float *planes)
{
    return read_frames(data, video, MASKS, frames, n, width, height, planes);
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
    gfla_status status;
    const struct video *video = &data->videos[index];
    const struct gfla_fit fit = gfla_fit_stretch(video->width, video->height, width, height);
    const gfla_keypoints_list *list = video->poses[video->poses[poses] ? poses : GFLA_CLIP_NOISY];
    TRY(gfla_keypoints_list_read(list, frame, points));
    if (take_points(data->layout, poses, &fit, points) != GFLA_OK)
        return gfla_fail_context(GFLA_ERROR_INPUT, "%s", gfla_keypoints_list_name(list, frame));
fail:
    return status;
}
