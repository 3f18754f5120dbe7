#include "people/clip_video.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "io/keypoints/frame_pairs.h"

#define MAX_PATH 1024

/* What is known while a video is opened. */
struct opening {
    struct gfla_clip_video *video;
    const char *const *folder;
    gfla_video *images[2];                            /* the frames, the masks */
    struct gfla_frame_names names[GFLA_CLIP_FOLDERS]; /* NULL: no such folder */
    const char **texts[GFLA_CLIP_FOLDERS];            /* what some of the names are kept in */
    size_t *of_frame[GFLA_CLIP_FOLDERS];              /* [n of the first folder]: the file that belongs to it */
    enum gfla_clip_folder first;                      /* that frames are counted by */
    int width, height;                                /* of the first image, as its file says */
};

void gfla_clip_video_close(struct gfla_clip_video *video)
{
    for (int f = 0; f < GFLA_CLIP_FOLDERS; f++)
        free(video->place[f]);
    for (int f = 0; f < GFLA_CLIP_MASKS; f++)
        gfla_keypoints_list_destroy(&video->poses[f]);
    free(video->refused);
    free(video->name);
    *video = (struct gfla_clip_video){0};
}

static gfla_status join(char path[MAX_PATH], const char *folder, const char *name)
{
    if (snprintf(path, MAX_PATH, "%s/%s", folder, name) >= MAX_PATH)
        return gfla_fail(GFLA_ERROR_INPUT, "%s/%s: a path of more than %d characters", folder, name, MAX_PATH - 1);
    return GFLA_OK;
}

/* ---- names ---- */

gfla_status gfla_clip_video_images(const char *folder, const char *name, gfla_video **images)
{
    gfla_status status;
    char path[MAX_PATH];
    *images = NULL;
    TRY(join(path, folder, name));
    TRY(gfla_video_open(images, path, &(struct gfla_bitmap_read_params){.channels = 3}));
    REQUIRE(gfla_video_names(*images), GFLA_ERROR_INPUT,
            "%s: no folder of images. hint: a folder for each video, its "
            "frames in numbered files",
            path);
    return GFLA_OK;
fail:
    if (*images)
        gfla_video_destroy(images);
    return status;
}

static gfla_status open_images(struct opening *o, enum gfla_clip_folder f)
{
    gfla_status status;
    gfla_video **images = &o->images[f == GFLA_CLIP_MASKS];
    TRY(gfla_clip_video_images(o->folder[f], o->video->name, images));
    const struct gfla_video_info *about = gfla_video_about(*images);
    o->names[f] = (struct gfla_frame_names){gfla_video_names(*images), (size_t)about->n_frames};
    if (f == GFLA_CLIP_IMAGES) {
        o->video->width = about->width;
        o->video->height = about->height;
    }
fail:
    return status;
}

/* Joints of 17 are COCO's in the noisy poses, Human3.6M's in the clean ones. */
static gfla_status open_poses(struct opening *o, enum gfla_clip_folder f)
{
    gfla_status status;
    gfla_keypoints_list **list = &o->video->poses[f];
    const struct gfla_keypoints_select params = {.person = 0, .coco_17 = f == GFLA_CLIP_NOISY_POSES};
    char path[MAX_PATH];
    TRY(join(path, o->folder[f], o->video->name));
    TRY(gfla_keypoints_list_open(list, path, &params));
    const size_t n = gfla_keypoints_list_about(*list)->n;
    TRY(gfla_calloc(&o->texts[f], n, sizeof *o->texts[f], "names of poses"));
    for (size_t i = 0; i < n; i++)
        o->texts[f][i] = gfla_keypoints_list_name(*list, i);
    o->names[f] = (struct gfla_frame_names){o->texts[f], n};
fail:
    return status;
}

static gfla_status open_folders(struct opening *o)
{
    gfla_status status = GFLA_OK;
    o->first = o->folder[GFLA_CLIP_IMAGES][0] ? GFLA_CLIP_IMAGES : GFLA_CLIP_NOISY_POSES;
    for (int f = 0; f < GFLA_CLIP_FOLDERS; f++)
        if (o->folder[f][0])
            TRY(f == GFLA_CLIP_IMAGES || f == GFLA_CLIP_MASKS ? open_images(o, f) : open_poses(o, f));
fail:
    return status;
}

/* ---- which belong together ---- */

static gfla_status pair_folder(struct opening *o, enum gfla_clip_folder f)
{
    gfla_status status;
    const struct gfla_frame_names *frames = &o->names[o->first];
    struct gfla_frame_pairs pairs = {0};
    TRY(gfla_calloc(&o->of_frame[f], frames->n, sizeof *o->of_frame[f], "frames of a video"));
    TRY(gfla_frame_pairs_find(&pairs, frames, &o->names[f]));
    for (size_t i = 0; i < frames->n; i++)
        o->of_frame[f][i] = GFLA_NO_FRAME;
    for (size_t i = 0; i < o->names[f].n; i++)
        if (pairs.frame[i] != GFLA_NO_FRAME)
            o->of_frame[f][pairs.frame[i]] = i;
    REQUIRE(pairs.n_pairs > 0, GFLA_ERROR_INPUT, "%s/%s: none of its %zu files belongs to any of the %zu of %s/%s",
            o->folder[f], o->video->name, o->names[f].n, frames->n, o->folder[o->first], o->video->name);
fail:
    gfla_frame_pairs_free(&pairs);
    return status;
}

/* Poses of a folder are files; a length is all that is looked at, since opening a set reads no content. */
static gfla_status check_text(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return gfla_fail(GFLA_ERROR_INPUT, "%s: cannot be read", path);
    return about.st_size > 0 ? GFLA_OK : gfla_fail(GFLA_ERROR_INPUT, "%s: is empty", path);
}

static gfla_status check_image(struct opening *o, enum gfla_clip_folder f, const char *name)
{
    gfla_status status;
    struct gfla_bitmap_about about;
    char folder[MAX_PATH], path[MAX_PATH];
    TRY(join(folder, o->folder[f], o->video->name));
    TRY(join(path, folder, name));
    TRY(gfla_bitmap_probe(path, &about));
    if (f == GFLA_CLIP_MASKS)
        return GFLA_OK;
    o->width = o->width ? o->width : about.width;
    o->height = o->height ? o->height : about.height;
    REQUIRE(about.width == o->width && about.height == o->height, GFLA_ERROR_INPUT,
            "%s: %d x %d pixels, the first frame has %d x %d", path, about.width, about.height, o->width, o->height);
fail:
    return status;
}

/* GFLA_ERROR_INPUT: the frame is of no use. */
static gfla_status check_frame(struct opening *o, size_t frame)
{
    gfla_status status = GFLA_OK;
    for (int f = 0; f < GFLA_CLIP_FOLDERS; f++) {
        if (!o->names[f].names)
            continue;
        const size_t i = o->of_frame[f][frame];
        REQUIRE(i != GFLA_NO_FRAME, GFLA_ERROR_INPUT, "%s/%s: no file for %s", o->folder[f], o->video->name,
                o->names[o->first].names[frame]);
        TRY(f == GFLA_CLIP_IMAGES || f == GFLA_CLIP_MASKS ? check_image(o, f, o->names[f].names[i])
                                                          : check_text(o->names[f].names[i]));
    }
fail:
    return status;
}

static gfla_status keep_frames(struct opening *o)
{
    gfla_status status = GFLA_OK;
    struct gfla_clip_video *video = o->video;
    const size_t n = o->names[o->first].n;
    for (int f = 0; f < GFLA_CLIP_FOLDERS; f++)
        if (o->names[f].names)
            TRY(gfla_calloc(&video->place[f], n, sizeof *video->place[f], "frames of a video"));
    for (size_t i = 0; i < n; i++) {
        status = check_frame(o, i);
        if (status != GFLA_OK && status != GFLA_ERROR_INPUT)
            return status;
        if (status != GFLA_OK) {
            if (video->n_left++ == 0)
                snprintf(video->why, sizeof video->why, "%s", gfla_error_message());
            continue;
        }
        for (int f = 0; f < GFLA_CLIP_FOLDERS; f++)
            if (video->place[f])
                video->place[f][video->n] = o->of_frame[f][i];
        video->n++;
    }
    REQUIRE(video->n > 0, GFLA_ERROR_INPUT, "%s; so it is with all %zu frames", video->why, n);
    TRY(gfla_calloc(&video->refused, video->n, sizeof *video->refused, "frames of a video"));
fail:
    return status;
}

static void close_opening(struct opening *o)
{
    for (int i = 0; i < 2; i++)
        if (o->images[i])
            gfla_video_destroy(&o->images[i]);
    for (int f = 0; f < GFLA_CLIP_FOLDERS; f++) {
        free(o->texts[f]);
        free(o->of_frame[f]);
    }
}

gfla_status gfla_clip_video_open(struct gfla_clip_video *video, const char *name,
                                 const char *const folder[GFLA_CLIP_FOLDERS])
{
    gfla_status status;
    struct opening o = {.video = video, .folder = folder};
    *video = (struct gfla_clip_video){0};
    TRY(gfla_calloc(&video->name, strlen(name) + 1, 1, "a name"));
    memcpy(video->name, name, strlen(name));
    TRY(open_folders(&o));
    for (int f = 0; f < GFLA_CLIP_FOLDERS; f++)
        if (o.names[f].names)
            TRY(pair_folder(&o, f));
    TRY(keep_frames(&o));
    close_opening(&o);
    return GFLA_OK;
fail:
    close_opening(&o);
    gfla_clip_video_close(video);
    return status;
}
