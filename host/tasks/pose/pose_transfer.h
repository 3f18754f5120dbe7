/* tasks/pose/pose_transfer.h - one network of the pose task at work: images and key points in, an image and what else is
 * to be shown out. */
#ifndef GFLA_TASKS_POSE_POSE_TRANSFER_H
#define GFLA_TASKS_POSE_POSE_TRANSFER_H

#include "tasks/model/people_model.h"
#include "tasks/pose/pose_jobs.h"
#include "tasks/pose/structure.h"
#include "io/draw/image_table.h"
#include "people/fit.h"

#define GFLA_PERSON_ATTENTION "target.attn1.fully_connect_layer" /* the tensor to keep for GFLA_PERSON_SHOW_ATTENTION */

/* any of them shows the strip */
enum gfla_person_show {
    GFLA_PERSON_SHOW_FLOW = 1,
    GFLA_PERSON_SHOW_MASK = 2,
    GFLA_PERSON_SHOW_ATTENTION = 4,
    GFLA_PERSON_SHOW_STRIP = 8
};

struct gfla_pose_transfer_options {
    struct gfla_people_options model;
    int pose_width, pose_height; /* see gfla_pose_transfer_run; 0: of the source image */
    int person, source_person;   /* of several people in a file of target, or of source key points; -1: the largest */
    bool pad;                    /* keep the aspect */
    unsigned show;
};

struct gfla_pose_transfer {
    struct gfla_pose_transfer_options options;
    struct gfla_people_model model;
    struct gfla_structure_maps maps;
    struct gfla_fit fit;                            /* of the source image that the network holds */
    const struct gfla_pose_job *source;             /* whose that is; NULL: none yet */
    struct gfla_bitmap image;                       /* as the network sees it */
    struct gfla_keypoints source_pose, target_pose; /* in pixels of the network's images */
    float *planes, *structure;                      /* room for an image and for its maps */
};

/* What was made of one job. */
struct gfla_pose_result {
    struct gfla_bitmap image, truth; /* truth: empty where none is known */
    double seconds;                  /* of the network */
    double l1, psnr, ssim;           /* against the truth */
};
void gfla_pose_result_free(struct gfla_pose_result *result);

gfla_status gfla_pose_transfer_open(struct gfla_pose_transfer *work, gfla_device *device,
                                    const struct gfla_pose_transfer_options *options);
void gfla_pose_transfer_close(struct gfla_pose_transfer *work);

/* A source image that was there in the job before is not encoded again. Key points are scaled from the image they were
 * found in: those of annotations from 176 x 256 (Fashion) or 64 x 128 (Market-1501), as published; those of an image of
 * `gfla pose` from its own size; target key points of other files from options.pose_width x pose_height where that is
 * given; all others from the size of the source image. */
gfla_status gfla_pose_transfer_run(struct gfla_pose_transfer *work, const struct gfla_pose_job *job,
                                   struct gfla_pose_result *result);

/* The last result in a row: source, pose, result, truth, and what options.show says. */
gfla_status gfla_pose_transfer_show(const struct gfla_pose_transfer *work, const struct gfla_pose_result *result,
                                    const char *name, struct gfla_image_table *table);

#endif
