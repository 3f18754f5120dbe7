#include "tasks/pose/pose_job.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "tasks/eval/metrics.h"

#define BACKGROUND 255 /* behind a truth with alpha */

void gfla_pose_result_free(struct gfla_pose_result *result)
{
    gfla_bitmap_free(&result->image);
    gfla_bitmap_free(&result->truth);
}

gfla_status gfla_pose_worker_open(struct gfla_pose_worker *worker, gfla_device *device,
                                  const struct gfla_pose_job_options *options)
{
    struct gfla_people_options model = options->model;
    *worker = (struct gfla_pose_worker){.options = *options};
    model.models = gfla_pose_networks;
    model.keep = options->show & GFLA_PERSON_SHOW_ATTENTION ? gfla_pose_attention : NULL;
    return gfla_pose_transfer_open(&worker->transfer, device, &model, options->pad);
}

void gfla_pose_worker_close(struct gfla_pose_worker *worker)
{
    gfla_pose_transfer_close(&worker->transfer);
}

/* As the file's name says, else what the network was made for. */
static enum gfla_person_set set_of_annotation(const struct gfla_pose_transfer *transfer, const char *file)
{
    const enum gfla_person_set set = gfla_person_list_set(file);
    return set == GFLA_PERSON_SET_ANY && transfer->model.net.config.kernel[0] == 0 ? GFLA_PERSON_SET_MARKET : set;
}

/* *fit becomes that of `image`, which the annotation's points are of; NULL: of an image of the annotation's size. */
static void place_annotation(const struct gfla_pose_transfer *transfer, const char *file, const struct gfla_fit *image,
                             struct gfla_keypoints *points, struct gfla_fit *fit)
{
    int width, height;
    gfla_person_set_frame(set_of_annotation(transfer, file), &width, &height);
    *fit = image ? *image : gfla_pose_transfer_fit(transfer, width, height);
    gfla_keypoints_scale(points, (double)fit->from_width / width, (double)fit->from_height / height, 0, 0);
}

/* The points of a job's file or annotation, which are of `image`, or NULL. *fit, what the caller assumes, becomes that
 * of the image in which the points were found, where the file says so. */
static gfla_status read_pose(const struct gfla_pose_worker *w, const struct gfla_pose_job *job, const char *path,
                             int person, const struct gfla_fit *image, struct gfla_keypoints *points,
                             struct gfla_fit *fit, bool *is_annotation)
{
    gfla_status status;
    int width, height;
    *is_annotation = job->annotations != NULL;
    if (job->annotations) {
        TRY(gfla_annotations_find(job->annotations, path, points));
        place_annotation(&w->transfer, job->annotation, image, points, fit);
        return GFLA_OK;
    }
    const struct gfla_keypoints_select select = {.person = person,
                                                 .coco_17 = w->options.coco_17,
                                                 .h36m_17 = w->options.h36m_17,
                                                 .width = fit->from_width,
                                                 .height = fit->from_height};
    TRY(gfla_keypoints_read_sized(path, &select, points, &width, &height));
    TRY(gfla_keypoints_is_annotation(path, is_annotation));
    if (*is_annotation)
        place_annotation(&w->transfer, path, image, points, fit);
    else if (width)
        *fit = gfla_pose_transfer_fit(&w->transfer, width, height);
fail:
    return status;
}

static gfla_status set_source(struct gfla_pose_worker *w, const struct gfla_pose_job *job)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    struct gfla_keypoints points;
    if (w->source && w->source->image == job->image && w->source->source_pose == job->source_pose)
        return GFLA_OK;
    w->source = NULL;
    TRY(gfla_bitmap_read(job->image, NULL, &file));
    const struct gfla_fit image = gfla_pose_transfer_fit(&w->transfer, file.width, file.height);
    struct gfla_fit fit = image;
    TRY(read_pose(w, job, job->source_pose, w->options.source_person, &image, &points, &fit, &w->is_annotated));
    status = gfla_pose_transfer_set_source(&w->transfer, &file, &points, &fit);
    if (status == GFLA_ERROR_INPUT)
        gfla_fail_context(status, "%s", gfla_file_label(job->source_pose));
    else if (status == GFLA_OK)
        w->source = job;
fail:
    gfla_bitmap_free(&file);
    return status;
}

/* An annotation beside that of the source is of the same set, whose images have one shape. */
static gfla_status set_target(struct gfla_pose_worker *w, const struct gfla_pose_job *job)
{
    gfla_status status;
    struct gfla_keypoints points;
    bool is_annotation;
    const int width = w->options.pose_width, height = w->options.pose_height;
    const struct gfla_fit *image = w->is_annotated ? &w->transfer.fit : NULL;
    struct gfla_fit fit = width ? gfla_pose_transfer_fit(&w->transfer, width, height) : w->transfer.fit;
    TRY(read_pose(w, job, job->target_pose, w->options.person, image, &points, &fit, &is_annotation));
    status = gfla_pose_transfer_set_target(&w->transfer, &points, &fit);
    if (status == GFLA_ERROR_INPUT)
        gfla_fail_context(status, "%s", gfla_file_label(job->target_pose));
fail:
    return status;
}

static gfla_status compare(const struct gfla_pose_job *job, struct gfla_pose_result *result)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    const int width = result->image.width, height = result->image.height;
    const size_t count = 3 * (size_t)width * (size_t)height;
    float *planes = NULL;
    TRY(gfla_bitmap_read(job->truth, &(struct gfla_bitmap_read_params){.channels = 3}, &file));
    const struct gfla_fit fit = gfla_fit_stretch(file.width, file.height, width, height);
    TRY(gfla_fit_image(&fit, &file, BACKGROUND, &result->truth));
    TRY(gfla_calloc(&planes, 2 * count, sizeof *planes, "images"));
    gfla_bitmap_to_unit_planes(&result->image, planes);
    gfla_bitmap_to_unit_planes(&result->truth, planes + count);
    result->l1 = gfla_metric_l1(planes, planes + count, 3, height, width);
    result->psnr = gfla_metric_psnr(planes, planes + count, 3, height, width);
    status = gfla_metric_ssim(planes, planes + count, 3, height, width, &result->ssim);
fail:
    free(planes);
    gfla_bitmap_free(&file);
    return status;
}

gfla_status gfla_pose_worker_run(struct gfla_pose_worker *worker, const struct gfla_pose_job *job,
                                 struct gfla_pose_result *result)
{
    gfla_status status;
    *result = (struct gfla_pose_result){.seconds = 0};
    TRY(set_source(worker, job));
    TRY(set_target(worker, job));
    const double start = gfla_clock();
    TRY(gfla_pose_transfer_run(&worker->transfer, &result->image));
    result->seconds = gfla_clock() - start;
    if (job->truth)
        TRY(compare(job, result));
    return GFLA_OK;
fail:
    gfla_pose_result_free(result);
    return status;
}
