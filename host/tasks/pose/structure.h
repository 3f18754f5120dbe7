/* tasks/pose/structure.h - what the networks of people see of a pose: key points to structure maps, on a device. Of faces: tasks/pose/face_maps.h. */
#ifndef GFLA_TASKS_POSE_STRUCTURE_H
#define GFLA_TASKS_POSE_STRUCTURE_H

#include "io/keypoints/keypoints.h"
#include "graph/plan.h"

enum structure_task {
    STRUCTURE_PERSON,      /* 18 heat maps of COCO-18 */
    STRUCTURE_DANCE,       /* 17 heat maps of Human3.6M-17, then red, green and blue (0 .. 255) of the drawing */
    STRUCTURE_DANCE_NOISY, /* the same of COCO-17, as detectors find them: reference pictures of the dance model */
    STRUCTURE_TASKS
};
int structure_channels(enum structure_task task);
enum gfla_joint_set structure_joints(enum structure_task task);

/* Appends the ops to a graph: points [n, joints, 2] PLAIN as in ops/heat_maps.h to [n, channels, h, w]. */
gfla_tensor *structure_build(gfla_graph *graph, enum structure_task task, gfla_tensor *points, int64_t h, int64_t w);
/* Writes a person to values[joints][2], what such an input takes: of the task's joint set (others are converted), coordinates truncated
 * in double precision. GFLA_ERROR_USAGE: a face. */
gfla_status structure_points(enum structure_task task, const struct gfla_keypoints *points, float *values);

/* A small graph of its own. Belongs to one thread; the device must outlive it. */
struct structure_maps {
    enum structure_task task;
    int batch, h, w;
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *points, *maps;
    float *coordinates; /* [batch][joints][2] */
};
gfla_status structure_maps_create(struct structure_maps *maps, gfla_device *device, enum structure_task task, int batch, int h, int w);
void structure_maps_destroy(struct structure_maps *maps);
/* points[batch], in pixels of the maps (people/fit.h brings them there); values[batch][channels][h][w]. Nobody gives zeros. Waits for
 * the result. */
gfla_status structure_maps_run(struct structure_maps *maps, const struct gfla_keypoints *points, float *values);

#endif
