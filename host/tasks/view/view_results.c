#include "tasks/view/view_results.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tasks/eval/metrics.h"

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
    TRY(make_room(&r->alpha, show & GFLA_VIEW_SHOW_ALPHA, (size_t)n * area));
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
    free(r->small);
    free(r->alpha);
    free(r->image);
    free(r->points);
    free(r->warped);
    free(r->flow);
    free(r->mask);
    free(r->found);
    free(r->truth);
    *r = (struct gfla_view_results){0};
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
