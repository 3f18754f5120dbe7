/* tasks/pose/pose_transfer.h - one network of the pose task at work: pictures and key points in, a picture and what else is to be shown out. */
#ifndef GFLA_TASKS_POSE_POSE_TRANSFER_H
#define GFLA_TASKS_POSE_POSE_TRANSFER_H

#include "tasks/model/people_model.h"
#include "tasks/pose/pose_jobs.h"
#include "tasks/pose/structure.h"
#include "io/draw/image_table.h"
#include "people/fit.h"

#define PERSON_ATTENTION "target.attn1.fully_connect_layer" /* the tensor to keep for PERSON_SHOW_ATTENTION */

enum person_show { PERSON_SHOW_FLOW = 1, PERSON_SHOW_MASK = 2, PERSON_SHOW_ATTENTION = 4, PERSON_SHOW_STRIP = 8 }; /* any of them shows the strip */

struct person_options {
    struct people_asked model;
    int pose_width, pose_height; /* see person_work_make; 0: of the source picture */
    int person, source_person;   /* of several people in a file of target, or of source key points; -1: the largest */
    bool pad;                    /* keep the aspect */
    unsigned show;
};

struct person_work {
    struct person_options options;
    struct people_model model;
    struct structure_maps maps;
    struct gfla_fit fit;              /* of the source picture that the network holds */
    const struct person_job *source;  /* whose that is; NULL: none yet */
    struct gfla_image picture;        /* as the network sees it */
    struct gfla_keypoints source_pose, target_pose; /* in pixels of the network's pictures */
    float *planes, *structure;        /* room for a picture and for its maps */
};

/* What was made of one job. */
struct person_result {
    struct gfla_image image, truth; /* truth: empty where none is known */
    double seconds;                 /* of the network */
    double l1, psnr, ssim;          /* against the truth */
};
void person_result_free(struct person_result *result);

gfla_status person_work_open(struct person_work *work, gfla_device *device, const struct person_options *options);
void person_work_close(struct person_work *work);

/* A source picture that was there in the job before is not encoded again. Key points are scaled from the picture they were found in:
 * those of annotations from 176 x 256 (Fashion) or 64 x 128 (Market-1501), as published; those of a picture of `gfla pose` from its own
 * size; target key points of other files from options.pose_width x pose_height where that is given; all others from the size of the
 * source picture. */
gfla_status person_work_make(struct person_work *work, const struct person_job *job, struct person_result *result);

/* The last result in a row: source, pose, result, truth, and what options.show says. */
gfla_status person_work_show(const struct person_work *work, const struct person_result *result, const char *name,
                             struct gfla_picture_table *table);

#endif
