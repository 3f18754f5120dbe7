#include "tasks/view/view_results.h"
#include "base/clock.h"
#include "base/context.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/animation/animation.h"
#include "tasks/eval/metrics.h"

#define MAX_CHANNELS 5 /* of what is read from the network */

gfla_status gfla_view_results_create(struct gfla_view_results *r, int n, int size)
{
    gfla_status status;
    size_t area = (size_t)size * size;
    *r = (struct gfla_view_results){.n = n, .size = size};
    TRY(gfla_calloc(&r->angles, (size_t)n, sizeof *r->angles, "views"));
    TRY(gfla_calloc(&r->scores, (size_t)n, sizeof *r->scores, "views"));
    TRY(gfla_calloc(&r->source, 3 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&r->image, (size_t)n * 3 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&r->points, (size_t)n * 3 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&r->warped, (size_t)n * 3 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&r->flow, (size_t)n * 2 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&r->mask, (size_t)n * area, sizeof(float), "views"));
    return GFLA_OK;
fail:
    gfla_view_results_destroy(r);
    return status;
}

void gfla_view_results_destroy(struct gfla_view_results *r)
{
    free(r->angles);
    free(r->scores);
    free(r->source);
    free(r->image);
    free(r->points);
    free(r->warped);
    free(r->flow);
    free(r->mask);
    free(r->found);
    free(r->truth);
    *r = (struct gfla_view_results){0};
}

/* Reads a tensor of the whole batch and keeps the first n items; of images the first three channels, changed from -1 ..
 * 1 to 0 .. 1. */
static gfla_status fetch(struct gfla_view_model *model, gfla_tensor *tensor, float *batch, float *to, int n,
                         bool picture)
{
    gfla_status status;
    if (!tensor)
        return GFLA_OK;
    const int64_t *d = tensor->shape.dim;
    size_t stored = (size_t)(d[1] * d[2] * d[3]), kept = picture ? (size_t)(3 * d[2] * d[3]) : stored;
    TRY(gfla_view_model_get(model, tensor, batch));
    for (size_t i = 0; i < kept * (size_t)n; i++) {
        float value = batch[i / kept * stored + i % kept];
        to[i] = picture ? fminf(fmaxf((value + 1) / 2, 0), 1) : value;
    }
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_view_results_run(struct gfla_view_results *r, struct gfla_view_model *model)
{
    gfla_status status;
    float *source = NULL, *batch = NULL;
    size_t area = (size_t)r->size * r->size;
    const struct gfla_shapenet *net = &model->net;
    TRY(gfla_calloc(&source, 3 * area, sizeof *source, "a picture"));
    TRY(gfla_calloc(&batch, (size_t)model->settings.batch * MAX_CHANNELS * area, sizeof *batch, "pictures"));
    for (size_t i = 0; i < 3 * area; i++)
        source[i] = r->source[i] * 2 - 1;
    double started = gfla_clock();
    TRY(gfla_view_model_set_source(model, source, r->source_angles));
    for (int first = 0; first < r->n; first += model->settings.batch) {
        int n = r->n - first < model->settings.batch ? r->n - first : model->settings.batch;
        TRY(gfla_check_cancelled());
        TRY(gfla_view_model_run(model, r->angles + first, n));
        TRY(fetch(model, net->image, batch, r->image + first * 3 * area, n, true));
        TRY(fetch(model, net->drawn, batch, r->points + first * 3 * area, n, true));
        TRY(fetch(model, net->warped, batch, r->warped + first * 3 * area, n, true));
        TRY(fetch(model, net->full_flow, batch, r->flow + first * 2 * area, n, false));
        TRY(fetch(model, net->full_mask, batch, r->mask + first * area, n, false));
    }
    r->seconds = gfla_clock() - started;
    status = GFLA_OK;
fail:
    free(source);
    free(batch);
    return status;
}

static gfla_status read_truth(struct gfla_view_results *r, const char *folder, int i)
{
    gfla_status status;
    struct gfla_bitmap file = {0}, fitted = {0};
    char path[1024];
    size_t picture = (size_t)3 * r->size * r->size;
    int azimuth = (int)lround(r->angles[i].azimuth) % 360, elevation = (int)lround(r->angles[i].elevation);
    snprintf(path, sizeof path, "%s/%03d_%02d.png", folder, azimuth < 0 ? azimuth + 360 : azimuth, elevation);
    TRY(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.channels = 3}, &file));
    TRY(gfla_bitmap_resize(&file, r->size, r->size, GFLA_FILTER_BILINEAR, &fitted));
    gfla_bitmap_to_unit_planes(&fitted, r->truth + i * picture);
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&file);
    gfla_bitmap_free(&fitted);
    return status;
}

gfla_status gfla_view_results_compare(struct gfla_view_results *r, const char *folder)
{
    gfla_status status;
    size_t picture = (size_t)3 * r->size * r->size;
    TRY(gfla_calloc(&r->truth, (size_t)r->n * picture, sizeof(float), "true views"));
    for (int i = 0; i < r->n; i++) {
        const float *image = r->image + i * picture, *truth = r->truth + i * picture;
        TRY(read_truth(r, folder, i));
        r->scores[i].l1 = gfla_metric_l1(image, truth, 3, r->size, r->size);
        r->scores[i].psnr = gfla_metric_psnr(image, truth, 3, r->size, r->size);
        TRY(gfla_metric_ssim(image, truth, 3, r->size, r->size, &r->scores[i].ssim));
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status write_animation(const struct gfla_view_results *r, const char *path)
{
    gfla_status status;
    gfla_animation *animation = NULL;
    struct gfla_bitmap frame = {0};
    struct gfla_animation_params params = {.width = r->size, .height = r->size, .delay = r->n > 30 ? 60 : 110};
    TRY(gfla_animation_open(&animation, path, &params));
    for (int i = 0; i < r->n; i++) {
        TRY(gfla_bitmap_from_unit_planes(r->image + (size_t)i * 3 * r->size * r->size, r->size, r->size, 3, &frame));
        TRY(gfla_animation_add(animation, &frame));
        gfla_bitmap_free(&frame);
    }
    status = gfla_animation_finish(&animation);
fail:
    gfla_bitmap_free(&frame);
    gfla_animation_discard(&animation);
    return status;
}

/* "060_10", as rendered views are called; angles between whole degrees get three decimals, so that no view hides
 * another. */
static void name_view(struct gfla_view_angles angles, char *text, size_t size)
{
    double azimuth = fmod(angles.azimuth + 720, 360), elevation = angles.elevation;
    bool whole = fabs(azimuth - round(azimuth)) < 5e-4 && fabs(elevation - round(elevation)) < 5e-4;
    if (whole)
        snprintf(text, size, "%03d_%02d", (int)lround(azimuth) % 360, (int)lround(elevation));
    else
        snprintf(text, size, "%07.3f_%06.3f", azimuth, elevation);
}

static gfla_status write_folder(const struct gfla_view_results *r, const char *folder)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    char path[1024], name[32];
    TRY(gfla_folder_create(folder));
    for (int i = 0; i < r->n; i++) {
        name_view(r->angles[i], name, sizeof name);
        snprintf(path, sizeof path, "%s/%s.png", folder, name);
        TRY(gfla_bitmap_from_unit_planes(r->image + (size_t)i * 3 * r->size * r->size, r->size, r->size, 3, &image));
        TRY(gfla_bitmap_write(path, &image, NULL));
        gfla_bitmap_free(&image);
    }
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&image);
    return status;
}

gfla_status gfla_view_results_write(const struct gfla_view_results *r, const char *path, unsigned show)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    if (gfla_animation_can_write(path))
        return write_animation(r, path);
    if (!gfla_bitmap_can_write(path))
        return write_folder(r, path);
    if (r->n == 1 && !show && !r->truth)
        TRY(gfla_bitmap_from_unit_planes(r->image, r->size, r->size, 3, &image));
    else
        TRY(gfla_view_results_sheet(r, show, &image));
    status = gfla_bitmap_write(path, &image, NULL);
fail:
    gfla_bitmap_free(&image);
    return status;
}
