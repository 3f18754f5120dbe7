#include "tasks/pose/pose_transfer.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/eval/metrics.h"

#define BACKGROUND 255 /* around an image whose aspect is kept */

void gfla_pose_result_free(struct gfla_pose_result *result)
{
    gfla_bitmap_free(&result->image);
    gfla_bitmap_free(&result->truth);
}

gfla_status gfla_pose_transfer_open(struct gfla_pose_transfer *work, gfla_device *device,
                                    const struct gfla_pose_transfer_options *options)
{
    gfla_status status;
    *work = (struct gfla_pose_transfer){.options = *options};
    TRY(gfla_people_model_open(&work->model, device, &options->model));
    const struct gfla_model_config *c = &work->model.net.config;
    const size_t area = (size_t)c->height * (size_t)c->width;
    TRY(gfla_structure_maps_create(&work->maps, device, GFLA_STRUCTURE_PERSON, 1, c->height, c->width));
    TRY(gfla_calloc(&work->planes, 3 * area, sizeof *work->planes, "a picture"));
    TRY(gfla_calloc(&work->structure, (size_t)c->structure * area, sizeof *work->structure, "heat maps"));
    return GFLA_OK;
fail:
    gfla_pose_transfer_close(work);
    return status;
}

void gfla_pose_transfer_close(struct gfla_pose_transfer *work)
{
    gfla_bitmap_free(&work->image);
    gfla_structure_maps_destroy(&work->maps);
    gfla_people_model_close(&work->model);
    free(work->planes);
    free(work->structure);
    work->planes = work->structure = NULL;
}

static gfla_status write_pose(struct gfla_pose_transfer *work, const struct gfla_keypoints *pose, const char *input)
{
    gfla_status status;
    TRY(gfla_structure_maps_run(&work->maps, pose, work->structure));
    TRY(gfla_tensor_write(work->model.plan, gfla_people_model_find(&work->model, input), work->structure));
fail:
    return status;
}

static struct gfla_fit fit_from(const struct gfla_pose_transfer *work, int width, int height)
{
    const struct gfla_model_config *c = &work->model.net.config;
    return work->options.pad ? gfla_fit_pad(width, height, c->width, c->height)
                             : gfla_fit_stretch(width, height, c->width, c->height);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), n = strlen(end);
    return length >= n && strcmp(text + length - n, end) == 0;
}

/* Key points of annotations are those of images of this size, whatever size the images have now. */
static struct gfla_fit fit_of_annotations(const struct gfla_pose_transfer *work)
{
    const bool is_market = work->model.net.config.kernel[0] == 0;
    return is_market ? fit_from(work, 64, 128) : fit_from(work, 176, 256);
}

/* The person of a file in the order that the network knows. *fit, of the source image, becomes that of the image in
 * which the points were found, where the file says so. */
static gfla_status read_file(const struct gfla_pose_transfer *work, const char *path, int person,
                             struct gfla_keypoints *pose, struct gfla_fit *fit)
{
    gfla_status status;
    struct gfla_bitmap drawn = {0};
    TRY(gfla_keypoints_read(path, &(struct gfla_keypoints_params){.person = person}, pose));
    if (strstr(path, ".csv:")) {
        *fit = fit_of_annotations(work);
    } else if (ends_with(path, ".png")) {
        TRY(gfla_bitmap_read(path, NULL, &drawn));
        *fit = fit_from(work, drawn.width, drawn.height);
    }
    status = gfla_keypoints_convert(pose, GFLA_JOINTS_COCO_18, pose);
    if (status != GFLA_OK)
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", path);
fail:
    gfla_bitmap_free(&drawn);
    return status;
}

/* A pose of a job, in pixels of the network's images. */
static gfla_status read_pose(const struct gfla_pose_transfer *work, const struct gfla_pose_job *job, const char *path,
                             int person, struct gfla_keypoints *pose, struct gfla_fit fit)
{
    gfla_status status;
    if (job->annotations) {
        TRY(gfla_annotations_find(job->annotations, path, pose));
        fit = fit_of_annotations(work);
    } else {
        TRY(read_file(work, path, person, pose, &fit));
    }
    REQUIRE(gfla_keypoints_count(pose) > 0, GFLA_ERROR_INPUT, "%s: shows nobody", path);
    gfla_fit_points(&fit, pose);
fail:
    return status;
}

static gfla_status take_source(struct gfla_pose_transfer *work, const struct gfla_pose_job *job)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    if (work->source && work->source->image == job->image && work->source->source_pose == job->source_pose)
        return GFLA_OK;
    work->source = NULL;
    gfla_bitmap_free(&work->image);
    TRY(gfla_bitmap_read(job->image, NULL, &file));
    work->fit = fit_from(work, file.width, file.height);
    TRY(gfla_fit_image(&work->fit, &file, BACKGROUND, &work->image));
    gfla_bitmap_to_planes(&work->image, work->planes);
    TRY(gfla_tensor_write(work->model.plan, gfla_people_model_find(&work->model, "source"), work->planes));
    TRY(read_pose(work, job, job->source_pose, work->options.source_person, &work->source_pose, work->fit));
    TRY(write_pose(work, &work->source_pose, "source_B"));
    work->source = job;
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&file);
    return status;
}

static gfla_status take_target(struct gfla_pose_transfer *work, const struct gfla_pose_job *job)
{
    gfla_status status;
    const int width = work->options.pose_width, height = work->options.pose_height;
    const struct gfla_fit fit = width ? fit_from(work, width, height) : work->fit;
    TRY(read_pose(work, job, job->target_pose, work->options.person, &work->target_pose, fit));
    TRY(write_pose(work, &work->target_pose, "target_B"));
fail:
    return status;
}

/* The network's image without what was put around the source. */
static gfla_status take_image(struct gfla_pose_transfer *work, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap whole = {0};
    TRY(gfla_tensor_read(work->model.plan, gfla_people_model_find(&work->model, "out.0"), work->planes));
    TRY(gfla_bitmap_from_planes(work->planes, work->fit.width, work->fit.height, 3, &whole));
    status = gfla_fit_crop(&work->fit, &whole, image);
fail:
    gfla_bitmap_free(&whole);
    return status;
}

static gfla_status compare(const struct gfla_pose_transfer *work, const struct gfla_pose_job *job,
                           struct gfla_pose_result *result)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    const int width = result->image.width, height = result->image.height;
    const size_t count = 3 * (size_t)width * (size_t)height;
    float *planes = NULL;
    TRY(gfla_bitmap_read(job->truth, &(struct gfla_bitmap_read_params){.channels = 3}, &file));
    const struct gfla_fit fit = gfla_fit_stretch(file.width, file.height, width, height);
    TRY(gfla_fit_image(&fit, &file, BACKGROUND, &result->truth));
    TRY(gfla_calloc(&planes, 2 * count, sizeof *planes, "pictures"));
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

gfla_status gfla_pose_transfer_run(struct gfla_pose_transfer *work, const struct gfla_pose_job *job,
                                   struct gfla_pose_result *result)
{
    gfla_status status;
    *result = (struct gfla_pose_result){.seconds = 0};
    TRY(take_source(work, job));
    TRY(take_target(work, job));
    const double start = gfla_clock();
    TRY(gfla_people_model_run(&work->model));
    TRY(take_image(work, &result->image));
    result->seconds = gfla_clock() - start;
    if (job->truth)
        TRY(compare(work, job, result));
    return GFLA_OK;
fail:
    gfla_pose_result_free(result);
    return status;
}
