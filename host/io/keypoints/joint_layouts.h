/* io/keypoints/joint_layouts.h - which joints the points of a person are: by how many there are, by what the file calls
 * them, and where two orders have as many, by where they lie. Every reader of key points ends here, so that missing
 * points, fractions and limits mean the same in all files. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_JOINT_LAYOUTS_H
#define GFLA_IO_KEYPOINTS_JOINT_LAYOUTS_H

#include "io/keypoints/keypoints.h"

#define GFLA_MAX_POINTS 478

/* Whose way of writing points it is; a set of these is a mask. */
enum gfla_point_family {
    GFLA_POINTS_OPENPOSE = 1,  /* "pose_keypoints_2d" */
    GFLA_POINTS_LIST = 2,      /* "keypoints", "joints": COCO, AlphaPose, MMPose, Ultralytics */
    GFLA_POINTS_FACE = 4,      /* "face_keypoints_2d" */
    GFLA_POINTS_LANDMARKS = 8, /* MediaPipe */
    GFLA_POINTS_LINES = 16,    /* a point in each line of a text */
};

struct gfla_point_row {
    enum gfla_point_family family;
    const char *key; /* what the file calls them, for messages */
    bool nested;     /* a list for each point, not of numbers */
    bool fractions;  /* of the image, whatever the numbers */
    int n;
    struct gfla_point {
        double x, y; /* NaN: missing */
        double confidence;
    } at[GFLA_MAX_POINTS];
};

/* Whether n points are read in this family. */
bool gfla_points_known(enum gfla_point_family family, bool nested, bool face, int n);
/* GFLA_ERROR_INPUT for a number of points, or of numbers of a flat list (per_point true), that is not. */
gfla_status gfla_points_refuse(enum gfla_point_family family, bool face, const char *key, int n, bool per_point);

/* The person that the row shows, whose face or body params says; of lines, whichever it is. width, height: of the image
 * as the file says, 0: then as params says. A point at 0,0 or -1,-1 or of confidence 0 is missing; a row without others
 * is nobody. GFLA_ERROR_INPUT: another number of points, numbers that are none or too large, fractions of an image whose
 * size nobody says. */
gfla_status gfla_points_arrange(const struct gfla_point_row *row, const struct gfla_keypoints_select *params, int width,
                                int height, struct gfla_keypoints *points);

#endif
