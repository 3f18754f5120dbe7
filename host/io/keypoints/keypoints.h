/* io/keypoints/keypoints.h - key points of people and faces: which sets of joints there are, how one becomes another,
 * and the files that detectors and data sets keep them in. Coordinates are pixels of the image that the points were
 * found in, x to the right, y down. */
#ifndef GFLA_IO_KEYPOINTS_KEYPOINTS_H
#define GFLA_IO_KEYPOINTS_KEYPOINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

enum gfla_joint_set {
    /* OpenPose's order: nose, neck, right arm, left arm, right leg, left leg, right and left eye, ear */
    GFLA_JOINTS_COCO_18,
    GFLA_JOINTS_BODY_25, /* OpenPose: COCO-18 with the middle of the hips, and feet */
    GFLA_JOINTS_COCO_17, /* COCO, AlphaPose: no neck; left before right */
    GFLA_JOINTS_H36M_17, /* Human3.6M: hip, right leg, left leg, spine, thorax, neck, head, left arm, right arm */
    GFLA_JOINTS_FACE_68, /* dlib: jaw 0..16, brows 17..26, nose 27..35, eyes 36..47, mouth 48..67 */
    GFLA_JOINTS_SETS
};
#define GFLA_MAX_JOINTS 68

struct gfla_joint {
    double x, y;
    double confidence; /* as the file says, 1 where it says nothing; 0: missing, whatever x and y */
};

/* One person's (or face's) points; {0} is nobody. */
struct gfla_keypoints {
    enum gfla_joint_set set;
    int n; /* joints of the set; 0: nobody was found */
    struct gfla_joint joint[GFLA_MAX_JOINTS];
};

/* "COCO-18", "BODY-25", ..., and the joints' names. */
const char *gfla_joint_set_name(enum gfla_joint_set set);
int gfla_joint_set_size(enum gfla_joint_set set);
const char *gfla_joint_name(enum gfla_joint_set set, int joint);

/* The same person in another set. A joint that the other set has and this one lacks is the mean of joints where the
 * table says so (a neck is the mean of the shoulders; missing if one of them is), or missing. Nobody stays nobody.
 * GFLA_ERROR_USAGE: no conversion is known (faces to bodies). src and dst may be the same. */
gfla_status gfla_keypoints_convert(const struct gfla_keypoints *src, enum gfla_joint_set set,
                                   struct gfla_keypoints *dst);

/* x scale_x + move_x, y scale_y + move_y, of all joints. */
void gfla_keypoints_scale(struct gfla_keypoints *points, double scale_x, double scale_y, double move_x, double move_y);
/* Joints that are there. */
int gfla_keypoints_count(const struct gfla_keypoints *points);
/* The rectangle around these; false: there are none. */
bool gfla_keypoints_bounds(const struct gfla_keypoints *points, double *left, double *top, double *right,
                           double *bottom);

struct gfla_keypoints_params {
    int person; /* of several people: this one, from 0; -1: the one whose points span the largest rectangle */
    /* the image's name, in files about many images (CSV annotations, AlphaPose results); NULL: the only one */
    const char *name;
    /* the face of a person in a JSON file (OpenPose --face; AlphaPose with 133 or 136 points), not the body */
    bool face;
    /* 17 joints under "pose_keypoints_2d" are COCO's; false: Human3.6M's, as in the published dance data */
    bool coco_17;
};

/* Reads one person from a file, by content: OpenPose JSON (BODY_25, COCO-18, and 17 joints as in the dance data),
 * AlphaPose JSON in its three layouts (results of many images, cmu, open), an annotation CSV of Fashion or Market-1501,
 * 68 lines x,y of a face, or a PNG that carries its points (GFLA_KEYPOINTS_NOTE), which are in its pixels. A path
 * FILE.csv:NAME or FILE.json:NAME is the same as the name in params; params NULL: the largest person, no name. A file
 * that shows nobody gives nobody and GFLA_OK. GFLA_ERROR_INPUT names file, value and limit: numbers that are none or
 * beyond +-1e6, coordinates that are no pixels but fractions, a wrong number of joints, a person or name that is not
 * there. On failure *points is nobody. */
gfla_status gfla_keypoints_read(const char *path, const struct gfla_keypoints_params *params,
                                struct gfla_keypoints *points);

/* Under this key a drawing of key points carries them (gfla_bitmap_note), as the JSON that follows. */
#define GFLA_KEYPOINTS_NOTE "gfla-keypoints"
/* Appends {"people": [...]} of this person in the fields of OpenPose (of COCO-17, AlphaPose), which gfla_keypoints_read
 * takes. */
void gfla_keypoints_add_json(struct gfla_text *text, const struct gfla_keypoints *points);

#endif
