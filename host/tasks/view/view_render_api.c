/* gfla_view_render and gfla_view_render_outputs: results of a run as images of the caller's. */
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/api/image_api.h"
#include "tasks/view/view_correlation.h"
#include "tasks/view/view_results.h"

/* ---- planes to images ---- */

static gfla_status give_rgb(struct gfla_image *images, const float *planes, int n, int size)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap bitmap = {0};
    for (int i = 0; images && i < n; i++) {
        TRY(gfla_bitmap_from_unit_planes(planes + (size_t)i * 3 * size * size, size, size, 3, &bitmap));
        gfla_image_take_bitmap(&images[i], &bitmap);
    }
fail:
    return status;
}

/* [n][channels][size][size] to the channels of a pixel side by side. */
static gfla_status give_maps(struct gfla_image *images, const float *planes, int n, int size, int channels)
{
    gfla_status status = GFLA_OK;
    const size_t area = (size_t)size * size;
    for (int i = 0; images && i < n; i++) {
        float *data;
        TRY(gfla_calloc(&data, (size_t)channels * area, sizeof *data, "a map"));
        for (size_t k = 0; k < area; k++)
            for (int c = 0; c < channels; c++)
                data[k * (size_t)channels + (size_t)c] = planes[((size_t)i * (size_t)channels + (size_t)c) * area + k];
        images[i] = (struct gfla_image){
            .data = data, .width = size, .height = size, .channels = channels, .type = GFLA_TYPE_F32};
    }
fail:
    return status;
}

static gfla_status give_all(const struct gfla_view_outputs *o, const struct gfla_view_results *r)
{
    gfla_status status;
    TRY(give_rgb(o->images, r->image, r->n, r->size));
    TRY(give_rgb(o->warped, r->warped, r->n, r->size));
    TRY(give_rgb(o->points, r->points, r->n, r->size));
    TRY(give_maps(o->flows, r->flow, r->n, r->size, 2));
    TRY(give_maps(o->matches, r->found, r->n, r->size, 2));
    TRY(give_maps(o->masks, r->mask, r->n, r->size, 1));
fail:
    return status;
}

static void empty_images(struct gfla_image *images, int n)
{
    if (images && n > 0)
        memset(images, 0, (size_t)n * sizeof *images);
}

static void empty_all(const struct gfla_view_outputs *o, int n)
{
    struct gfla_image *const lists[] = {o->images, o->warped, o->points, o->flows, o->matches, o->masks};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        empty_images(lists[i], n);
}

static void free_all(const struct gfla_view_outputs *o, int n)
{
    struct gfla_image *const lists[] = {o->images, o->warped, o->points, o->flows, o->matches, o->masks};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (int k = 0; lists[i] && k < n; k++)
            gfla_image_free(&lists[i][k]);
}

/* ---- a run ---- */

static unsigned shown(const struct gfla_view_outputs *o)
{
    return (o->flows ? GFLA_VIEW_SHOW_FLOW : 0u) | (o->masks ? GFLA_VIEW_SHOW_MASK : 0u) |
           (o->warped ? GFLA_VIEW_SHOW_WARP : 0u) | (o->points ? GFLA_VIEW_SHOW_POINTS : 0u) |
           (o->matches ? GFLA_VIEW_SHOW_CORRELATION : 0u);
}

static gfla_status score(struct gfla_view_results *r, const struct gfla_view_outputs *o)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap truth = {0};
    for (int i = 0; i < r->n; i++) {
        TRY(gfla_bitmap_from_image(&truth, &o->truth[i], "a true view"));
        TRY(gfla_view_results_set_truth(r, i, &truth));
        gfla_bitmap_free(&truth);
    }
    TRY(gfla_view_results_score(r));
    memcpy(o->scores, r->scores, (size_t)r->n * sizeof *r->scores);
fail:
    gfla_bitmap_free(&truth);
    return status;
}

static gfla_status render(gfla_view *view, const struct gfla_view_angles *targets, int n,
                          const struct gfla_view_outputs *o)
{
    gfla_status status;
    struct gfla_view_results results = {0};
    struct gfla_progress_count progress;
    REQUIRE(view->has_source, GFLA_ERROR_USAGE, "the view has no source yet. hint: gfla_view_set_source");
    REQUIRE(n >= 1, GFLA_ERROR_USAGE, "%d views asked for, at least 1 expected", n);
    REQUIRE(!o->scores == !o->truth, GFLA_ERROR_USAGE, "gfla_view_outputs: truth and scores go together");
    TRY(gfla_view_check_angles(targets, n, "a target"));
    TRY(gfla_view_results_create(&results, n, view->size, shown(o)));
    memcpy(results.angles, targets, (size_t)n * sizeof *targets);
    gfla_progress_begin(&progress, "views", (size_t)n);
    TRY(gfla_view_results_run(&results, &view, 1, &progress));
    gfla_progress_end(&progress);
    if (o->matches)
        TRY(gfla_view_correlation_run(&results, view));
    if (o->truth)
        TRY(score(&results, o));
    TRY(give_all(o, &results));
fail:
    gfla_view_results_destroy(&results);
    if (status != GFLA_OK)
        free_all(o, n);
    return status;
}

gfla_status gfla_view_render_outputs(gfla_view *view, const struct gfla_view_angles *targets, int n,
                                     const struct gfla_view_outputs *outputs)
{
    gfla_status status;
    struct gfla_view_outputs o;
    gfla_context *const before = gfla_context_enter(gfla_device_context(view->device));
    TRY(gfla_params_copy(&o, sizeof o, outputs, "gfla_view_outputs"));
    empty_all(&o, n);
    status = render(view, targets, n, &o);
fail:
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_view_render(gfla_view *view, const struct gfla_view_angles *targets, int n, struct gfla_image *images)
{
    struct gfla_view_outputs outputs;
    gfla_view_outputs_init(&outputs);
    outputs.images = images;
    return gfla_view_render_outputs(view, targets, n, &outputs);
}
