/* tasks/pose/person_batch.h - people brought into other poses, from files to files: one image for all, or a folder with
 * an image for each. A caller prepares, opens, asks for the next result until there is none, finishes and closes. */
#ifndef GFLA_TASKS_POSE_PERSON_BATCH_H
#define GFLA_TASKS_POSE_PERSON_BATCH_H

#include "base/batch.h"
#include "base/output.h"
#include "base/progress.h"
#include "tasks/pose/pose_job.h"

/* Zeros are the defaults, but for people (-1: the largest). Strings are borrowed as long as the batch is open. */
struct gfla_person_batch_options {
    struct gfla_pose_job_options work;
    struct gfla_pose_jobs_options jobs;
    const char *output; /* a file, "-" (standard output), or a folder */
    enum gfla_existing existing;
    const char *format;  /* extension of the files of a folder; NULL: jpg, as published */
    int shard, n_shards; /* see base/batch.h */
};

/* Starts as {0}. Belongs to one thread. */
struct gfla_person_batch {
    struct gfla_person_batch_options options;
    struct gfla_pose_worker worker;
    struct gfla_pose_jobs jobs;
    struct gfla_image_table table; /* of all results that make one image */
    bool to_image;                 /* all results make one image */
    struct gfla_batch counts;
    struct gfla_progress_count progress;
    size_t next; /* job */
};

/* One job that is done, or that failed while others go on. */
struct gfla_person_item {
    const struct gfla_pose_job *job; /* NULL: there are no more */
    gfla_status status;              /* a failure is in the log, and its message is this thread's */
    char path[1200];                 /* of what was written */
    double seconds;                  /* of the network */
    bool has_scores;
    double l1, psnr, ssim; /* against the truth */
};

/* Lists the jobs and asks whether the output may be written; *skip: it exists and stays. Needs no device. */
gfla_status gfla_person_batch_prepare(struct gfla_person_batch *batch, const struct gfla_person_batch_options *options,
                                      bool *skip);
gfla_status gfla_person_batch_open(struct gfla_person_batch *batch, gfla_device *device);
/* Makes the next result and writes it. Of several jobs, one that fails is an item like the others; a single one that
 * fails is the status. GFLA_ERROR_INTERRUPTED: cancelled; what was done is kept. */
gfla_status gfla_person_batch_next(struct gfla_person_batch *batch, struct gfla_person_item *item);
/* Writes the sheet, if there is one. GFLA_ERROR_PARTIAL: some jobs failed. */
gfla_status gfla_person_batch_finish(struct gfla_person_batch *batch);
void gfla_person_batch_close(struct gfla_person_batch *batch);

#endif
