/* tasks/pose/pose_job.h - one pose transfer from files: their images and key points read, brought to the network's size
 * and scored. */
#ifndef GFLA_TASKS_POSE_POSE_JOB_H
#define GFLA_TASKS_POSE_POSE_JOB_H

#include "tasks/pose/pose_jobs.h"
#include "tasks/pose/pose_transfer.h"
#include "io/draw/image_table.h"

/* any of them shows the strip */
enum gfla_person_show {
    GFLA_PERSON_SHOW_FLOW = 1,
    GFLA_PERSON_SHOW_MASK = 2,
    GFLA_PERSON_SHOW_ATTENTION = 4,
    GFLA_PERSON_SHOW_STRIP = 8
};

struct gfla_pose_job_options {
    struct gfla_people_options model;
    int pose_width, pose_height; /* see gfla_pose_worker_run; 0: of the source image */
    int person, source_person;   /* of several people in a file of target, or of source key points; -1: the largest */
    bool coco_17, h36m_17;       /* see gfla_keypoints_select; of source and target */
    bool pad;                    /* keep the aspect */
    unsigned show;               /* GFLA_PERSON_SHOW_FLOW | ... */
};

struct gfla_pose_worker {
    struct gfla_pose_job_options options;
    struct gfla_pose_transfer transfer;
    const struct gfla_pose_job *source; /* whose source image the network holds; NULL: none yet */
    bool is_annotated;                  /* its key points came from an annotation */
};

/* What was made of one job. */
struct gfla_pose_result {
    struct gfla_bitmap image, truth; /* truth: empty where none is known */
    double seconds;                  /* of the network */
    double l1, psnr, ssim;           /* against the truth */
};
void gfla_pose_result_free(struct gfla_pose_result *result);

gfla_status gfla_pose_worker_open(struct gfla_pose_worker *worker, gfla_device *device,
                                  const struct gfla_pose_job_options *options);
void gfla_pose_worker_close(struct gfla_pose_worker *worker);

/* A source image that was there in the job before is not encoded again. Key points are scaled from the image they were
 * found in. Those of annotations lie in 176 x 256 pixels (Fashion) or 64 x 128 (Market-1501), as the file's name says,
 * that stand for all of the source image, whatever its shape; target key points of an annotation, where the source's are of none, for an image of
 * that size. Those of a file that says a size (an image of `gfla pose`, a canvas) lie in that; target key points of
 * other files in options.pose_width x pose_height where that is given; all others in the source image. */
gfla_status gfla_pose_worker_run(struct gfla_pose_worker *worker, const struct gfla_pose_job *job,
                                 struct gfla_pose_result *result);

/* The last result in a row: source, pose, result, truth, and what options.show says. */
gfla_status gfla_pose_worker_show(const struct gfla_pose_worker *worker, const struct gfla_pose_result *result,
                                  const char *name, struct gfla_image_table *table);

#endif
