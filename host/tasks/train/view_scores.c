#include "tasks/train/view_scores.h"

#include <stdlib.h>

#include "tasks/eval/metrics.h"

static void to_unit(const float *planes, size_t n, float *unit)
{
    for (size_t i = 0; i < n; i++) {
        const float v = 0.5f * planes[i] + 0.5f;
        unit[i] = v > 0 ? v < 1 ? v : 1 : 0;
    }
}

/* Images in [0, 1]; alpha NULL: what is not white is object. */
static gfla_status add_image(struct gfla_train_scores *scores, const float *made, const float *truth,
                             const float *alpha, const float *foreground, int size)
{
    gfla_status status;
    double ssim;
    TRY(gfla_metric_ssim(made, truth, 3, size, size, &ssim));
    gfla_train_scores_add(scores, "l1", gfla_metric_l1(made, truth, 3, size, size));
    gfla_train_scores_add(scores, "psnr", gfla_metric_psnr(made, truth, 3, size, size));
    gfla_train_scores_add(scores, "ssim", ssim);
    gfla_train_scores_add(scores, "iou",
                          alpha ? gfla_metric_iou_alpha(alpha, foreground, size, size)
                                : gfla_metric_iou(made, foreground, size, size));
fail:
    return status;
}

gfla_status gfla_view_scores_add(struct gfla_train_scores *scores, gfla_plan *plan, const struct gfla_shapenet *net,
                                 const struct gfla_pair_batch *b)
{
    gfla_status status;
    const size_t area = (size_t)b->size * (size_t)b->size, n = (size_t)b->n;
    float *room = NULL;
    if (!net->image)
        return GFLA_OK;
    TRY(gfla_calloc(&room, 7 * n * area, sizeof *room, "images to score"));
    float *const made = room, *const truth = room + 3 * n * area, *const alpha = room + 6 * n * area;
    TRY(gfla_tensor_read(plan, net->image, truth));
    to_unit(truth, 3 * n * area, made);
    to_unit(b->target, 3 * n * area, truth);
    if (net->alpha)
        TRY(gfla_tensor_read(plan, net->alpha, alpha));
    for (size_t i = 0; i < n; i++)
        TRY(add_image(scores, made + 3 * i * area, truth + 3 * i * area, net->alpha ? alpha + i * area : NULL,
                      b->mask[GFLA_SCALE_1] + i * area, b->size));
fail:
    free(room);
    return status;
}
