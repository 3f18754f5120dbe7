/* tasks/pose/pose_painter.h - images of key points: drawn for looking, or what a network sees of them. */
#ifndef GFLA_TASKS_POSE_POSE_PAINTER_H
#define GFLA_TASKS_POSE_POSE_PAINTER_H

#include "tasks/pose/face_maps.h"
#include "tasks/pose/structure.h"
#include "io/image/bitmap.h"

enum gfla_pose_show {
    GFLA_POSE_SHOW_SKELETON, /* limbs and joints, lines as wide as suits the image */
    GFLA_POSE_SHOW_HEAT,     /* the heat maps of the person model, the highest at each pixel */
    GFLA_POSE_SHOW_DANCE,    /* the drawing that the dance model sees */
    GFLA_POSE_SHOW_FACE,     /* what the face model sees: its labels, from dark blue to yellow, and its edges, white */
};

/* Belongs to one thread. */
struct gfla_pose_painter {
    enum gfla_pose_show show;
    int width, height;
    const struct gfla_bitmap *background;                  /* of this size, three channels; NULL: black */
    gfla_device *device;                                   /* NULL with GFLA_POSE_SHOW_SKELETON */
    struct gfla_structure_maps maps[GFLA_STRUCTURE_TASKS]; /* those that were needed so far */
    struct gfla_face_maps face;                            /* likewise */
    float *values;
};
gfla_status gfla_pose_painter_open(struct gfla_pose_painter *painter, gfla_device *device, enum gfla_pose_show show,
                                   int width, int height, const struct gfla_bitmap *background);
void gfla_pose_painter_close(struct gfla_pose_painter *painter);

/* points in pixels of the image. GFLA_ERROR_USAGE: what is to be shown is not made of such points (faces, or no
 * faces). */
gfla_status gfla_pose_painter_draw(struct gfla_pose_painter *painter, const struct gfla_keypoints *points,
                                   struct gfla_bitmap *image);

#endif
