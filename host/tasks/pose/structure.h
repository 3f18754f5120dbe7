/* tasks/pose/structure.h - what the networks of people see of a pose: key points to structure maps, on a device. Of
 * faces: tasks/pose/face_maps.h. */
#ifndef GFLA_TASKS_POSE_STRUCTURE_H
#define GFLA_TASKS_POSE_STRUCTURE_H

#include "io/keypoints/keypoints.h"
#include "graph/plan.h"

enum gfla_structure_task {
    GFLA_STRUCTURE_PERSON,      /* 18 heat maps of COCO-18 */
    GFLA_STRUCTURE_DANCE,       /* 17 heat maps of Human3.6M-17, then red, green and blue (0 .. 255) of the drawing */
    GFLA_STRUCTURE_DANCE_NOISY, /* the same of COCO-17, as detectors find them: reference images of the dance model */
    GFLA_STRUCTURE_TASKS
};
/* Channels of the maps, and the joints that they are made from. */
int gfla_structure_channels(enum gfla_structure_task task);
enum gfla_joint_set gfla_structure_joints(enum gfla_structure_task task);

/* Appends the ops to a graph: points [n, joints, 2] PLAIN as in ops/heat_maps.h to [n, channels, h, w]. */
gfla_tensor *gfla_structure_build(gfla_graph *graph, enum gfla_structure_task task, gfla_tensor *points, int64_t h,
                                  int64_t w);
/* Writes a person to values[joints][2], what such an input takes: of the task's joint set (others are converted),
 * coordinates truncated in double precision. GFLA_ERROR_USAGE: a face. */
gfla_status gfla_structure_points(enum gfla_structure_task task, const struct gfla_keypoints *points, float *values);

/* A small graph of its own. Belongs to one thread; the device must outlive it. */
struct gfla_structure_maps {
    enum gfla_structure_task task;
    int batch, h, w;
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *points, *maps;
    float *coordinates; /* [batch][joints][2] */
};
/* Maps of h x w pixels for `batch` people at once. *maps is written whatever it was; empty after a failure. */
gfla_status gfla_structure_maps_create(struct gfla_structure_maps *maps, gfla_device *device,
                                       enum gfla_structure_task task, int batch, int h, int w);
void gfla_structure_maps_destroy(struct gfla_structure_maps *maps);
/* points[batch], in pixels of the maps (people/fit.h brings them there); values[batch][channels][h][w]. Nobody gives
 * zeros. Waits for the result. */
gfla_status gfla_structure_maps_run(struct gfla_structure_maps *maps, const struct gfla_keypoints *points,
                                    float *values);

#endif
