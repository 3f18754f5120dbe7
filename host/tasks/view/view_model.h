/* tasks/view/view_model.h - trained weights of the view task, ready to run. */
#ifndef GFLA_TASKS_VIEW_VIEW_MODEL_H
#define GFLA_TASKS_VIEW_VIEW_MODEL_H

#include "tasks/model/net_model.h"
#include "tasks/view/view_training.h"

struct gfla_view_model {
    struct gfla_net_model base;
    struct gfla_shapenet net; /* of base.graph */
    gfla_tensor *painted,
        *gates; /* [n, 3], [n, 2 or more]: what the view is blended from; NULL in networks that warp */
    gfla_plan *plan;
    struct gfla_view_angles source; /* of the last gfla_view_model_set_source */
    struct gfla_view_poses poses;
    float *batch; /* room for one image per item: [batch, 3, size, size] */
};

/* weights: a file, or the name of a bundled model. `batch` views are made at once. The network is the one that the
 * file describes; of a file that names none, as published. */
gfla_status gfla_view_model_open(struct gfla_view_model *model, gfla_device *device, const char *weights, int batch);
void gfla_view_model_close(struct gfla_view_model *model);

/* From now on, seen from `angles` the object looks like `planes` [3, size, size] in [-1, 1], on white, and is where
 * `alpha` [size, size] is above 0. What the network makes of that alone is computed once, in the next run. */
gfla_status gfla_view_model_set_source(struct gfla_view_model *model, const float *planes, const float *alpha,
                                       struct gfla_view_angles angles);
/* Form SOLID: what the shape net says of n <= batch images, all from `angles`: both surfaces [n, size, size], as
 * net.source_depth has them, of planes [n, 3, size, size] and alpha [n, size, size]. Runs nothing else; the source is
 * none until gfla_view_model_set_source says so. */
gfla_status gfla_view_model_surfaces(struct gfla_view_model *model, struct gfla_view_angles angles, int n,
                                     const float *planes, const float *alpha, float *front, float *back);
/* Runs the network for n <= batch targets. Results are read with gfla_view_model_get. */
gfla_status gfla_view_model_run(struct gfla_view_model *model, const struct gfla_view_angles *targets, int n);
/* The same for the targets of a batch, of as many pairs as the network was opened for, by its cameras. */
gfla_status gfla_view_model_run_batch(struct gfla_view_model *model, const struct gfla_pair_batch *batch);
/* A result of the last run for all items: [batch, c, s, s]. */
gfla_status gfla_view_model_get(struct gfla_view_model *model, gfla_tensor *tensor, float *values);

#endif
