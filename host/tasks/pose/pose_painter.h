/* tasks/pose/pose_painter.h - pictures of key points: drawn for looking, or what a network sees of them. */
#ifndef GFLA_TASKS_POSE_POSE_PAINTER_H
#define GFLA_TASKS_POSE_POSE_PAINTER_H

#include "tasks/pose/face_maps.h"
#include "tasks/pose/structure.h"
#include "io/image/bitmap.h"

enum pose_show {
    POSE_SHOW_SKELETON, /* limbs and joints, lines as wide as suits the picture */
    POSE_SHOW_HEAT,     /* the heat maps of the person model, the highest at each pixel */
    POSE_SHOW_DANCE,    /* the drawing that the dance model sees */
    POSE_SHOW_FACE,     /* what the face model sees: its labels, from dark blue to yellow, and its edges, white */
};

/* Belongs to one thread. */
struct pose_painter {
    enum pose_show show;
    int width, height;
    const struct gfla_image *background; /* of this size, three channels; NULL: black */
    gfla_device *device;                 /* NULL with POSE_SHOW_SKELETON */
    struct structure_maps maps[STRUCTURE_TASKS]; /* those that were needed so far */
    struct face_maps face;                       /* likewise */
    float *values;
};
gfla_status pose_painter_open(struct pose_painter *painter, gfla_device *device, enum pose_show show, int width, int height,
                              const struct gfla_image *background);
void pose_painter_close(struct pose_painter *painter);

/* points in pixels of the picture. GFLA_ERROR_USAGE: what is to be shown is not made of such points (faces, or no faces). */
gfla_status pose_painter_draw(struct pose_painter *painter, const struct gfla_keypoints *points, struct gfla_image *picture);

#endif
