/* people/clip_set.h - an opened data set of videos, for the files of people/clip_data.h alone. */
#ifndef GFLA_PEOPLE_CLIP_SET_H
#define GFLA_PEOPLE_CLIP_SET_H

#include "people/clip_data.h"
#include "people/clip_video.h"

#define GFLA_CLIP_PATH 1024

/* Folders behind the phase; NULL: there is none. */
struct gfla_clip_layout {
    const char *folder[GFLA_CLIP_FOLDERS], *other_noisy; /* other_noisy: another spelling */
    enum gfla_joint_set joints[2];                       /* by enum gfla_clip_poses */
};

struct gfla_clip_data {
    const struct gfla_clip_layout *layout;
    char folder[GFLA_CLIP_FOLDERS][GFLA_CLIP_PATH]; /* "": there is none */
    struct gfla_clip_video *videos;
    size_t count, skipped, total, left;
    atomic_size_t *n_refused; /* files that could not be read after all */
};

#endif
