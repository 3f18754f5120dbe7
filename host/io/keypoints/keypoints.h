/* io/keypoints/keypoints.h - key points of people and faces: which sets of joints there are, how one becomes another,
 * and the files that detectors and data sets keep them in. Coordinates are pixels of the image that the points were
 * found in, x to the right, y down. */
#ifndef GFLA_IO_KEYPOINTS_KEYPOINTS_H
#define GFLA_IO_KEYPOINTS_KEYPOINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"
/* Whose functions these files define: sets, conversion, scale, count. */
#include <gfla/keypoints.h>

/* The rectangle around the joints that are there; false: there are none. */
bool gfla_keypoints_bounds(const struct gfla_keypoints *points, double *left, double *top, double *right,
                           double *bottom);

enum gfla_body_25 { GFLA_BODY_25_TOLD, GFLA_BODY_25_A, GFLA_BODY_25_B };

/* For which of two orders poses speak: above 0 Human3.6M's 17 and BODY_25, below 0 COCO's 17 and BODY_25B. */
struct gfla_order_vote {
    double seventeen, twenty_five;
};

/* Which points of a file. */
struct gfla_keypoints_select {
    int person; /* of several people: this one, from 0; -1: the one whose points span the largest rectangle */
    /* the image's name, in files about many images (CSV annotations, AlphaPose results); NULL: the only one */
    const char *name;
    /* the face of a person in a JSON file (OpenPose --face; AlphaPose with 133 or 136 points), not the body */
    bool face;
    /* 17 joints under "pose_keypoints_2d", or in lines, are COCO's, or Human3.6M's; neither: it is told from where they
     * lie, and where that does not say, Human3.6M's, as in the published dance data */
    bool coco_17, h36m_17;
    enum gfla_body_25 body_25; /* which order 25 joints are in */
    int width, height; /* of the image, which coordinates that are fractions of it are scaled by; 0: not known */
    struct gfla_order_vote *vote; /* NULL, or what is told about orders is added here */
};

/* The size of the image that the points are in, as a file says it; 0 where it does not. */
struct gfla_found_size {
    int width, height;
};

/* Reads one person from a file, by content: the formats of docs/formats.md, among them JSON of OpenPose and AlphaPose,
 * an annotation CSV of Fashion or Market-1501, lines x,y, or a PNG that carries its points (GFLA_KEYPOINTS_NOTE), which
 * are in its pixels. A path
 * FILE.csv:NAME or FILE.json:NAME is the same as the name in params; params NULL: the largest person, no name. A file
 * that shows nobody gives nobody and GFLA_OK. GFLA_ERROR_INPUT names file, value and limit: numbers that are none or
 * beyond +-1e6, fractions of an image whose size is not known, a wrong number of joints, a person or name that is not
 * there. On failure *points is nobody. */
gfla_status gfla_keypoints_read_file(const char *path, const struct gfla_keypoints_select *select,
                                     struct gfla_keypoints *points);
/* The same, and the size of the image that the points lie in, where the file says it (drawings, ControlNet, COCO). */
gfla_status gfla_keypoints_read_sized(const char *path, const struct gfla_keypoints_select *select,
                                      struct gfla_keypoints *points, int *width, int *height);
/* Whether a path is FILE.csv:NAME, and no file's own name: the points are those of an image of the published size. */
gfla_status gfla_keypoints_is_annotation(const char *path, bool *is_annotation);
/* The same as gfla_keypoints_read_file from a file in memory, with data[size] 0; messages name no file. */
gfla_status gfla_keypoints_parse(const char *data, size_t size, const struct gfla_keypoints_select *select,
                                 struct gfla_keypoints *points, struct gfla_found_size *found);

/* GFLA_ERROR_USAGE: a set that there is not, or a number of joints that it has not. For points of a caller's own. */
gfla_status gfla_keypoints_check(const struct gfla_keypoints *points);

/* Under this key a drawing of key points carries them (gfla_bitmap_note), as the JSON that follows. */
#define GFLA_KEYPOINTS_NOTE "gfla-keypoints"
/* Appends {"people": [...]} of this person in the fields of OpenPose (of COCO-17, AlphaPose), which
 * gfla_keypoints_read_file takes. */
void gfla_keypoints_add_json(struct gfla_text *text, const struct gfla_keypoints *points);

#endif
