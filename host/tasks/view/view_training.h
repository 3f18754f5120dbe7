/* tasks/view/view_training.h - what the training, evaluation and use of view networks share: the way from poses and
 * batches to their inputs. */
#ifndef GFLA_TASKS_VIEW_VIEW_TRAINING_H
#define GFLA_TASKS_VIEW_VIEW_TRAINING_H

#include "models/gfla/shapenet.h"
#include "models/gfla/view_camera.h"
#include "models/gfla/view_loss.h"
#include "graph/plan.h"
#include "viewsynth/data/pairs.h"

/* Poses of item n of a batch: one-hot labels, turn and camera; and the same as numbers. */
struct gfla_view_poses {
    float *source, *target;                 /* [batch][21]: azimuth and elevation of a view as labels */
    float *turn;                            /* [batch][18]: azimuth from source to target as labels */
    float *camera, *mirror_camera;          /* [batch][12]: see models/gfla/view_camera.h */
    float *source_numbers, *target_numbers; /* [batch][GFLA_POSE_NUMBERS]: likewise */
};
/* Room for a batch, of zeros; the caller destroys it. */
gfla_status gfla_view_poses_create(struct gfla_view_poses *poses, int batch);
void gfla_view_poses_destroy(struct gfla_view_poses *poses);
/* Fills item n from the angles of both views, in degrees. */
void gfla_view_poses_set(struct gfla_view_poses *poses, int n, struct gfla_view_angles source,
                         struct gfla_view_angles target);
/* Copies all items to those inputs that the network has. Blocking. */
gfla_status gfla_view_poses_write(const struct gfla_view_poses *poses, gfla_plan *plan,
                                  const struct gfla_shapenet *net);

/* The same pose in degrees: labels of azimuth are 20 apart, those of elevation 10. */
struct gfla_view_angles gfla_view_angles_of(struct gfla_pose pose);
/* The poses of a batch of pairs, by its cameras where it has some. */
void gfla_view_poses_of_batch(struct gfla_view_poses *poses, const struct gfla_pair_batch *batch);

/* Writes a batch of pairs to the inputs of the network and, unless truth is NULL, to the truth of its losses. */
gfla_status gfla_view_feed(gfla_plan *plan, const struct gfla_shapenet *net, const struct gfla_view_truth *truth,
                           const struct gfla_pair_batch *batch, struct gfla_view_poses *poses);

#endif
