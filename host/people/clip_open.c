/* Opens a data set of videos: finds its folders, and lists what can be used. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/folder_near.h"
#include "base/log.h"
#include "base/memory.h"
#include "people/clip_leaks.h"
#include "people/clip_set.h"

static const struct gfla_clip_layout layouts[GFLA_CLIP_SETS] = {
    [GFLA_CLIP_DANCE] = {{"_256/train_A", "_256/train_alphapose", "_256/train_video2d", "_256/train_C"},
                         NULL,
                         {GFLA_JOINTS_COCO_17, GFLA_JOINTS_H36M_17}},
    [GFLA_CLIP_MOTION] = {{NULL, "_256/train_alphapose", "_256/train_video2d", NULL},
                          NULL,
                          {GFLA_JOINTS_COCO_17, GFLA_JOINTS_H36M_17}},
    [GFLA_CLIP_FACE] = {{"_data", "_keypoints", NULL, NULL}, "_keypoint", {GFLA_JOINTS_FACE_68, GFLA_JOINTS_FACE_68}},
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

static gfla_status join(char path[GFLA_CLIP_PATH], const char *folder, const char *name)
{
    if (snprintf(path, GFLA_CLIP_PATH, "%s/%s", folder, name) >= GFLA_CLIP_PATH)
        return gfla_fail(GFLA_ERROR_INPUT, "%s/%s: a path of more than %d characters", folder, name,
                         GFLA_CLIP_PATH - 1);
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
    char name[64], path[GFLA_CLIP_PATH];
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
