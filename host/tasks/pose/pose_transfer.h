/* tasks/pose/pose_transfer.h - a network of the pose task at work, in memory: the image of a person and key points in,
 * the person in another pose out. */
#ifndef GFLA_TASKS_POSE_POSE_TRANSFER_H
#define GFLA_TASKS_POSE_POSE_TRANSFER_H

#include "tasks/model/people_model.h"
#include "tasks/pose/structure.h"
#include "people/fit.h"

#define GFLA_POSE_ATTENTION_TENSOR                                                                                     \
    "target.attn1.fully_connect_layer" /* the tensor that the map of attention is made of */

/* The networks of the task, ended by NULL: gfla_people_options.models. */
extern const char *const gfla_pose_networks[];
/* The tensors to keep where attention is to be shown, ended by NULL: gfla_people_options.keep. */
extern const char *const gfla_pose_attention[];

/* Belongs to one thread; the device must outlive it. */
struct gfla_pose_transfer {
    bool pad; /* keep the aspect of images, as the network figure always does: it learned from people in proportion */
    struct gfla_people_model model;
    struct gfla_structure_maps maps;
    struct gfla_fit fit;                            /* of the source image */
    struct gfla_bitmap source;                      /* as the network sees it; empty before there is one */
    struct gfla_keypoints source_pose, target_pose; /* in pixels of the network's images */
    float *planes, *structure;                      /* room for an image and for its maps */
};

/* model->weights and opened NULL: GFLA_PEOPLE_MODEL. */
gfla_status gfla_pose_transfer_open(struct gfla_pose_transfer *work, gfla_device *device,
                                    const struct gfla_people_options *model, bool pad);
void gfla_pose_transfer_close(struct gfla_pose_transfer *work);

/* How images of this size come into the network's. */
struct gfla_fit gfla_pose_transfer_fit(const struct gfla_pose_transfer *work, int width, int height);

/* The person that is brought into other poses. Points lie in an image of the fit's origin; NULL: in `image`. The
 * network encodes the source once. GFLA_ERROR_INPUT: the points show nobody, or a face. */
gfla_status gfla_pose_transfer_set_source(struct gfla_pose_transfer *work, const struct gfla_bitmap *image,
                                          const struct gfla_keypoints *points, const struct gfla_fit *fit);
/* Sets the pose; the fit as above, NULL: that of the source image. The same errors. */
gfla_status gfla_pose_transfer_set_target(struct gfla_pose_transfer *work, const struct gfla_keypoints *points,
                                          const struct gfla_fit *fit);
/* Makes the image, without what was put around the source. Blocks. GFLA_ERROR_USAGE: no source was set. */
gfla_status gfla_pose_transfer_run(struct gfla_pose_transfer *work, struct gfla_bitmap *image);

/* Whether the network moves the source by a flow of the image's own size, as figure does. */
bool gfla_pose_transfer_has_flow(const struct gfla_pose_transfer *work);
/* The source as that flow alone moves it, for the pose of the last run. GFLA_ERROR_USAGE: there is no such flow. */
gfla_status gfla_pose_transfer_warped(struct gfla_pose_transfer *work, struct gfla_bitmap *image);

#endif
