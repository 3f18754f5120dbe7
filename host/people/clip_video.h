/* people/clip_video.h - one video of a data set (people/clip_data.h): its folders, and which of their files belong
 * together. For clip_data.c. */
#ifndef GFLA_PEOPLE_CLIP_VIDEO_H
#define GFLA_PEOPLE_CLIP_VIDEO_H

#include <stdatomic.h>

#include "io/animation/video.h"
#include "io/keypoints/keypoints_list.h"

enum gfla_clip_folder {
    GFLA_CLIP_IMAGES,
    GFLA_CLIP_NOISY_POSES,
    GFLA_CLIP_CLEAN_POSES,
    GFLA_CLIP_MASKS,
    GFLA_CLIP_FOLDERS
};

struct gfla_clip_video {
    char *name;
    size_t n;                                    /* frames that have everything */
    size_t n_left;                               /* and others */
    char why[600];                               /* one of these was left out; "": none was */
    size_t *place[GFLA_CLIP_FOLDERS];            /* [n]: of a frame among the files of a folder; NULL: no such folder */
    int width, height;                           /* of the first frame that can be read; 0: no images */
    gfla_keypoints_list *poses[GFLA_CLIP_MASKS]; /* by folder */
    atomic_uchar *refused;                       /* [n]: 1 << folder of what could not be read after all */
};

/* Folders "" are not there. A frame counts when each folder has a file of its number (io/keypoints/frame_pairs.h) that
 * looks whole: an image whose ends are those of one (gfla_bitmap_probe) and that is as large as the others, a text that
 * is not empty. GFLA_ERROR_INPUT: there is none. */
gfla_status gfla_clip_video_open(struct gfla_clip_video *video, const char *name,
                                 const char *const folder[GFLA_CLIP_FOLDERS]);
void gfla_clip_video_close(struct gfla_clip_video *video);

/* The images or masks, opened for one thread. */
gfla_status gfla_clip_video_images(const char *folder, const char *name, gfla_video **images);

#endif
