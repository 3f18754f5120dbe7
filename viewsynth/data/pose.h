/* data/pose.h - the poses of the grid, and the objects and views of a set as they are listed. */
#ifndef VIEWSYNTH_DATA_POSE_H
#define VIEWSYNTH_DATA_POSE_H

#include <stdbool.h>
#include <stdint.h>

#include "viewsynth/render/camera.h"

#define GFLA_N_AZIMUTHS 18
#define GFLA_N_ELEVATIONS 3
#define GFLA_N_VIEWS (GFLA_N_AZIMUTHS * GFLA_N_ELEVATIONS)
#define GFLA_POSE_CHANNELS (GFLA_N_AZIMUTHS + GFLA_N_ELEVATIONS)

/* A pose: azimuth / 20 and elevation / 10 degrees. */
struct gfla_pose {
    int azimuth;   /* 0..17 */
    int elevation; /* 0..2 */
};

/* The one-hot label of a pose: 18 azimuths, then 3 elevations; zeros where the azimuth is -1. */
void gfla_pose_label(struct gfla_pose pose, float label[GFLA_POSE_CHANNELS]);
/* The pose from which a mirrored image shows the mirrored object: azimuth -> 180 - azimuth, because objects face
 * azimuth 90 (render/camera.h) and are mirrored left to right, so that fronts stay fronts. */
struct gfla_pose gfla_pose_mirror(struct gfla_pose pose);
/* "040_10": how the files of a pose are called. */
#define GFLA_POSE_NAME_SIZE 16
const char *gfla_pose_name(struct gfla_pose pose, char name[GFLA_POSE_NAME_SIZE]);
/* The smaller angle between two azimuths, degrees: 0, 20, ..., 180. */
int gfla_pose_distance(struct gfla_pose a, struct gfla_pose b);
/* The number of a pose of the grid, and the reverse. */
int gfla_pose_number(struct gfla_pose pose);
struct gfla_pose gfla_pose_of_number(int number);

/* A view of a set that is no grid; belongs to the set. */
struct gfla_set_view {
    struct gfla_camera camera;                            /* scaled as above */
    struct gfla_pose pose;                                /* of the grid; azimuth -1: not on it */
    const char *image, *mask, *depth, *back, *back_depth; /* paths; NULL: none */
    float near, range;                                    /* depth is near + range * v / 65535 of an image of depths */
    double factor;                                        /* lengths of the set in one length of its files */
};
/* The camera that takes the mirrored image of the mirrored object (world x negated). */
struct gfla_camera gfla_camera_mirror(const struct gfla_camera *camera);
/* Degrees between the directions from which two cameras look at the middle. */
double gfla_camera_angle(const struct gfla_camera *a, const struct gfla_camera *b);

/* Text of the catalogue; "" where it says nothing. */
struct gfla_set_object {
    const char *id; /* its folder's name, as a rule */
    const char *catalogue_id, *name, *category, *creator, *licence;
    const char *folder; /* path; of a set in one file, that file's */
    bool held_out;      /* by the rule of split.h, from the catalogue's id, or id where there is none */
    bool listed;        /* held_out is what the set says itself, not split.h */
    int n_views;
    const struct gfla_set_view *views; /* [n_views]; NULL: the grid */
    const char *excluded;              /* why it is left out, or NULL; excluded models are in no split */
    double coverage, thickness;        /* measured (split.h); 0 when not measured */
};

#endif
