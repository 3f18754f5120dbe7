#include "tasks/view/view_results.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/memory.h"
#include "tasks/eval/metrics.h"

#define MAX_CHANNELS 5 /* of what is read from the network */

/* Flows are drawn where there is an object. */
#define NEEDS_MASK (GFLA_VIEW_SHOW_MASK | GFLA_VIEW_SHOW_FLOW | GFLA_VIEW_SHOW_CORRELATION)

static gfla_status make_room(float **planes, bool is_wanted, size_t count)
{
    return is_wanted ? gfla_calloc(planes, count, sizeof **planes, "views") : GFLA_OK;
}

gfla_status gfla_view_results_create(struct gfla_view_results *r, int n, int size, unsigned show)
{
    gfla_status status;
    const size_t area = (size_t)size * size;
    *r = (struct gfla_view_results){.n = n, .size = size, .show = show};
    TRY(gfla_calloc(&r->angles, (size_t)n, sizeof *r->angles, "views"));
    TRY(gfla_calloc(&r->scores, (size_t)n, sizeof *r->scores, "views"));
    TRY(make_room(&r->source, true, 3 * area));
    TRY(make_room(&r->image, true, (size_t)n * 3 * area));
    TRY(make_room(&r->points, show & GFLA_VIEW_SHOW_POINTS, (size_t)n * 3 * area));
    TRY(make_room(&r->warped, show & GFLA_VIEW_SHOW_WARP, (size_t)n * 3 * area));
    TRY(make_room(&r->flow, show & GFLA_VIEW_SHOW_FLOW, (size_t)n * 2 * area));
    TRY(make_room(&r->found, show & GFLA_VIEW_SHOW_CORRELATION, (size_t)n * 2 * area));
    TRY(make_room(&r->mask, show & NEEDS_MASK, (size_t)n * area));
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

/* Reads a tensor of the whole batch and keeps its first n items from item `first` of `all` on; of images the first
 * three channels, changed from -1 .. 1 to 0 .. 1. */
static gfla_status fetch(struct gfla_view_model *model, gfla_tensor *tensor, float *batch, float *all, int first, int n,
                         bool is_image)
{
    gfla_status status;
    if (!tensor || !all)
        return GFLA_OK;
    const int64_t *d = tensor->shape.dim;
    const size_t stored = (size_t)(d[1] * d[2] * d[3]), kept = is_image ? (size_t)(3 * d[2] * d[3]) : stored;
    float *to = all + (size_t)first * kept;
    TRY(gfla_view_model_get(model, tensor, batch));
    for (size_t i = 0; i < kept * (size_t)n; i++) {
        const float value = batch[i / kept * stored + i % kept];
        to[i] = is_image ? fminf(fmaxf((value + 1) / 2, 0), 1) : value;
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status run_some(struct gfla_view_results *r, struct gfla_view_model *model, int first, int n, float *batch)
{
    gfla_status status;
    const struct gfla_shapenet *net = &model->net;
    TRY(gfla_check_cancelled());
    TRY(gfla_view_model_run(model, r->angles + first, n));
    TRY(fetch(model, net->image, batch, r->image, first, n, true));
    TRY(fetch(model, net->drawn, batch, r->points, first, n, true));
    TRY(fetch(model, net->warped, batch, r->warped, first, n, true));
    TRY(fetch(model, net->full_flow, batch, r->flow, first, n, false));
    TRY(fetch(model, net->full_mask, batch, r->mask, first, n, false));
fail:
    return status;
}

/* Not every network of views has all that can be shown. */
static gfla_status check_shown(const struct gfla_view_results *r, const gfla_view *view)
{
    gfla_status status = GFLA_OK;
    const struct gfla_shapenet *net = &view->model.net;
    REQUIRE(net->drawn || !(r->show & GFLA_VIEW_SHOW_POINTS), GFLA_ERROR_USAGE,
            "%s: this network turns no points, so there are none to show", view->name);
    REQUIRE(net->config.form != GFLA_FORM_APPEARANCE_FLOW || !(r->show & GFLA_VIEW_SHOW_CORRELATION), GFLA_ERROR_USAGE,
            "%s: Appearance Flow has no features of places to compare by", view->name);
fail:
    return status;
}

gfla_status gfla_view_results_run(struct gfla_view_results *r, gfla_view *view, struct gfla_progress_count *progress)
{
    gfla_status status;
    float *batch = NULL;
    const size_t area = (size_t)r->size * r->size;
    const int at_once = view->model.net.config.batch;
    TRY(check_shown(r, view));
    r->source_angles = view->angles;
    for (size_t i = 0; i < 3 * area; i++)
        r->source[i] = view->source[i];
    TRY(gfla_calloc(&batch, (size_t)at_once * MAX_CHANNELS * area, sizeof *batch, "images"));
    const double started = gfla_clock() - gfla_device_compile_seconds(view->device);
    for (int first = 0; first < r->n; first += at_once) {
        const int n = r->n - first < at_once ? r->n - first : at_once;
        TRY(run_some(r, &view->model, first, n, batch));
        gfla_progress_set(progress, (size_t)progress->report.done + (size_t)n);
    }
    r->seconds = gfla_clock() - gfla_device_compile_seconds(view->device) - started;
fail:
    free(batch);
    return status;
}

gfla_status gfla_view_results_set_truth(struct gfla_view_results *r, int i, const struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    const size_t count = (size_t)3 * r->size * r->size;
    struct gfla_bitmap rgb = {0}, fitted = {0};
    if (!r->truth)
        TRY(gfla_calloc(&r->truth, (size_t)r->n * count, sizeof *r->truth, "true views"));
    TRY(gfla_bitmap_convert(image, 3, &rgb));
    TRY(gfla_bitmap_resize(&rgb, r->size, r->size, GFLA_FILTER_BILINEAR, &fitted));
    gfla_bitmap_to_unit_planes(&fitted, r->truth + (size_t)i * count);
fail:
    gfla_bitmap_free(&rgb);
    gfla_bitmap_free(&fitted);
    return status;
}

gfla_status gfla_view_results_score(struct gfla_view_results *r)
{
    gfla_status status = GFLA_OK;
    const size_t count = (size_t)3 * r->size * r->size;
    for (int i = 0; i < r->n; i++) {
        const float *image = r->image + (size_t)i * count, *truth = r->truth + (size_t)i * count;
        r->scores[i].l1 = gfla_metric_l1(image, truth, 3, r->size, r->size);
        r->scores[i].psnr = gfla_metric_psnr(image, truth, 3, r->size, r->size);
        TRY(gfla_metric_ssim(image, truth, 3, r->size, r->size, &r->scores[i].ssim));
    }
fail:
    return status;
}
