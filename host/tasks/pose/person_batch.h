/* tasks/pose/person_batch.h - people brought into other poses, from files to files: one image for all, or a folder with
 * an image for each; by one device or by several. A caller prepares, opens, runs and closes. */
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

/* One job that is done, or that failed while others go on. */
struct gfla_person_item {
    const struct gfla_pose_job *job;
    gfla_status status; /* a failure is in the log, and its message is this thread's */
    bool is_skipped;    /* the output was there already */
    char path[1200];    /* of what was written */
    double seconds;     /* of the network */
    bool has_scores;
    double l1, psnr, ssim;        /* against the truth */
    struct gfla_fit fit;          /* of its source image */
    struct gfla_image_table rows; /* of the image that is made of all */
};

/* Starts as {0}. Belongs to one thread. */
struct gfla_person_batch {
    struct gfla_person_batch_options options;
    struct gfla_pose_jobs jobs;
    size_t *mine, n_mine;          /* numbers of the jobs of this shard */
    struct gfla_image_table table; /* of all results that make one image, */
    struct gfla_fit fit;           /* in cells that this fills */
    bool to_image;                 /* all results make one image */
    struct gfla_batch counts;
    struct gfla_progress_count progress;

    gfla_device *const *devices; /* [n_devices], borrowed, each with a worker */
    struct gfla_pose_worker *workers;
    int n_devices;
    struct gfla_person_item *items; /* [gfla_crew_places] */
    gfla_status (*tell)(void *context, const struct gfla_person_item *item);
    void *context; /* of tell */
};

/* Lists the jobs and asks whether the output may be written; *skip: it exists and stays. Needs no device. */
gfla_status gfla_person_batch_prepare(struct gfla_person_batch *batch, const struct gfla_person_batch_options *options,
                                      bool *skip);
/* Makes all results and writes them, shared among n_devices devices, which outlive the batch; `tell` hears of each that
 * was not there already, in the order of jobs and in this thread, and ends the rest if it fails. Of several jobs, one
 * that fails is an item like the others; a single one that fails is the status. GFLA_ERROR_PARTIAL: some jobs failed.
 * GFLA_ERROR_DEVICE: a device was lost (base/crew.h). GFLA_ERROR_INTERRUPTED: cancelled. What was done is kept. */
gfla_status gfla_person_batch_run(struct gfla_person_batch *batch, gfla_device *const *devices, int n_devices,
                                  gfla_status (*tell)(void *context, const struct gfla_person_item *item),
                                  void *context);
void gfla_person_batch_close(struct gfla_person_batch *batch);

#endif
