/* Groups of the score board are distances. */
#include "tasks/eval/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/eval/metrics.h"

#define N_DISTANCES 9 /* 20, 40, ..., 180 */
#define SYMMETRIC_PART 0.2
#define MOSTLY_VISIBLE 0.75f /* weight of a coarse pixel; one that is all hidden has 0.5 */

struct gfla_evaluation {
    gfla_score_board *board;
    bool *asymmetric; /* [n_items], worked out when it is asked for */
};

gfla_status gfla_evaluation_create(gfla_evaluation **out, const char *const *methods, int n_methods, int n_items)
{
    gfla_status status = GFLA_OK;
    gfla_evaluation *e = NULL;
    *out = NULL;
    REQUIRE(n_methods > 0 && n_methods <= GFLA_MAX_METHODS, GFLA_ERROR_USAGE, "%d methods to evaluate, 1..%d expected",
            n_methods, GFLA_MAX_METHODS);
    REQUIRE(n_items > 0, GFLA_ERROR_USAGE, "%d models to evaluate, at least 1 expected", n_items);
    TRY(gfla_calloc(&e, 1, sizeof *e, "an evaluation"));
    TRY(gfla_score_board_create(&e->board, methods, n_methods, (size_t)n_items, N_DISTANCES));
    TRY(gfla_calloc(&e->asymmetric, (size_t)n_items, sizeof *e->asymmetric, "an evaluation"));
    *out = e;
    return GFLA_OK;
fail:
    gfla_evaluation_destroy(&e);
    return status;
}

gfla_status gfla_evaluation_of_board(gfla_evaluation **out, gfla_score_board **board)
{
    gfla_status status = GFLA_OK;
    gfla_evaluation *e = NULL;
    *out = NULL;
    REQUIRE(gfla_score_board_n_groups(*board) == N_DISTANCES, GFLA_ERROR_INPUT, "%d distances, %d expected",
            gfla_score_board_n_groups(*board), N_DISTANCES);
    TRY(gfla_calloc(&e, 1, sizeof *e, "an evaluation"));
    TRY(gfla_calloc(&e->asymmetric, gfla_score_board_n_items(*board), sizeof *e->asymmetric, "an evaluation"));
    e->board = *board;
    *board = NULL;
    *out = e;
    return GFLA_OK;
fail:
    gfla_evaluation_destroy(&e);
    return status;
}

void gfla_evaluation_destroy(gfla_evaluation **evaluation)
{
    if (!evaluation || !*evaluation)
        return;
    gfla_score_board_destroy(&(*evaluation)->board);
    free((*evaluation)->asymmetric);
    free(*evaluation);
    *evaluation = NULL;
}

/* The group of a distance: 0 stands for 20 degrees; -1: the source itself. */
static int group_of(struct gfla_pose source, struct gfla_pose target)
{
    return gfla_pose_distance(source, target) / 20 - 1;
}

void gfla_evaluation_add_score(gfla_evaluation *e, int method, int item, struct gfla_pose source,
                               struct gfla_pose target, enum gfla_score score, double value)
{
    const int group = group_of(source, target);
    if (group >= 0)
        gfla_score_board_add(e->board, method, (size_t)item, group, score, value);
}

void gfla_evaluation_set_score(gfla_evaluation *e, int method, enum gfla_score score, double value)
{
    gfla_score_board_set(e->board, method, score, value);
}

gfla_status gfla_evaluation_add(gfla_evaluation *e, int method, const struct gfla_evaluate_sample *s)
{
    gfla_status status = GFLA_OK;
    double v[GFLA_SCORES];
    const int size = s->size, n_methods = gfla_evaluation_n_methods(e), n_items = gfla_evaluation_n_items(e);
    const enum gfla_score measured[] = {
        GFLA_SCORE_L1,         GFLA_SCORE_L1_FOREGROUND, GFLA_SCORE_PSNR, GFLA_SCORE_SSIM,
        GFLA_SCORE_SSIM_MV2NV, GFLA_SCORE_SSIM_TVSN,     GFLA_SCORE_IOU,  GFLA_SCORE_EPE};
    REQUIRE(method >= 0 && method < n_methods, GFLA_ERROR_USAGE, "method %d to evaluate, 0..%d expected", method,
            n_methods - 1);
    REQUIRE(s->item >= 0 && s->item < n_items, GFLA_ERROR_USAGE, "model %d to evaluate, 0..%d expected", s->item,
            n_items - 1);
    if (group_of(s->source, s->target) < 0)
        return GFLA_OK;
    TRY(gfla_metric_ssim(s->predicted, s->truth, 3, size, size, &v[GFLA_SCORE_SSIM]));
    TRY(gfla_metric_ssim_mv2nv(s->predicted, s->truth, size, size, &v[GFLA_SCORE_SSIM_MV2NV]));
    TRY(gfla_metric_ssim_tvsn(s->predicted, s->truth, size, size, &v[GFLA_SCORE_SSIM_TVSN]));
    v[GFLA_SCORE_L1] = gfla_metric_l1(s->predicted, s->truth, 3, size, size);
    v[GFLA_SCORE_L1_FOREGROUND] = gfla_metric_l1_masked(s->predicted, s->truth, s->foreground, 3, size, size);
    v[GFLA_SCORE_PSNR] = gfla_metric_psnr(s->predicted, s->truth, 3, size, size);
    v[GFLA_SCORE_IOU] = s->alpha ? gfla_metric_iou_alpha(s->alpha, s->foreground, size, size)
                                 : gfla_metric_iou(s->predicted, s->foreground, size, size);
    v[GFLA_SCORE_EPE] = s->epe;
    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
        if (measured[i] != GFLA_SCORE_EPE || s->epe >= 0)
            gfla_evaluation_add_score(e, method, s->item, s->source, s->target, measured[i], v[measured[i]]);
fail:
    return status;
}

void gfla_evaluation_poses(const struct gfla_pair_batch *b, int i, struct gfla_pose *source, struct gfla_pose *target)
{
    *source = b->source_view[i];
    *target = b->target_view[i];
    if (!b->source_camera)
        return;
    const double angle = gfla_camera_angle(&b->source_camera[i], &b->target_camera[i]);
    const int steps = (int)lround(angle / 20);
    *source = (struct gfla_pose){0, 0};
    *target = (struct gfla_pose){angle < 1e-3 ? 0 : steps < 1 ? 1 : steps, 0};
}

static void to_unit(const float *planes, size_t n, float *unit)
{
    for (size_t i = 0; i < n; i++) {
        float v = 0.5f * planes[i] + 0.5f;
        unit[i] = v > 0 ? v < 1 ? v : 1 : 0; /* not a number becomes 0 */
    }
}

static double epe_of_pair(const struct gfla_pair_batch *b, size_t place, const float *flow, enum gfla_scale scale)
{
    int k = gfla_scale_divisor[scale], s = b->size / k, n;
    size_t plane = (size_t)s * s;
    double epe = gfla_metric_epe(flow + 2 * place * plane, b->flow[scale] + 2 * place * plane,
                                 b->weight[scale] + place * plane, MOSTLY_VISIBLE, k, s, s, &n);
    return n ? epe : -1;
}

gfla_status gfla_evaluation_add_batch(gfla_evaluation *e, int method, int item, const struct gfla_pair_batch *b,
                                      const float *predicted, const float *flow, enum gfla_scale scale)
{
    return gfla_evaluation_add_alpha_batch(e, method, item, b, predicted, NULL, flow, scale);
}

gfla_status gfla_evaluation_add_alpha_batch(gfla_evaluation *e, int method, int item, const struct gfla_pair_batch *b,
                                            const float *predicted, const float *alpha, const float *flow,
                                            enum gfla_scale scale)
{
    gfla_status status = GFLA_OK;
    size_t plane = (size_t)b->size * b->size;
    float *unit = NULL;
    TRY(gfla_calloc(&unit, 6 * plane, sizeof *unit, "pictures to compare"));
    for (size_t i = 0; i < (size_t)b->n; i++) {
        to_unit(predicted + 3 * i * plane, 3 * plane, unit);
        to_unit(b->target + 3 * i * plane, 3 * plane, unit + 3 * plane);
        struct gfla_evaluate_sample sample = {.item = item,
                                              .predicted = unit,
                                              .truth = unit + 3 * plane,
                                              .foreground = b->mask[GFLA_SCALE_1] + i * plane,
                                              .alpha = alpha ? alpha + i * plane : NULL,
                                              .size = b->size,
                                              .epe = flow ? epe_of_pair(b, i, flow, scale) : -1};
        gfla_evaluation_poses(b, (int)i, &sample.source, &sample.target);
        TRY(gfla_evaluation_add(e, method, &sample));
    }
fail:
    free(unit);
    return status;
}

/* ---- near-symmetric models ---- */

static int find_method(const gfla_evaluation *e, const char *name)
{
    for (int i = 0; i < gfla_evaluation_n_methods(e); i++)
        if (strcmp(gfla_evaluation_method(e, i), name) == 0)
            return i;
    return -1;
}

/* L1 of copying a model's source; negative when it was not measured. */
static double copy_l1(const gfla_evaluation *e, int copy, int item)
{
    const struct gfla_score_mean m = gfla_score_board_item(e->board, copy, (size_t)item, GFLA_SCORE_L1);
    return m.n ? m.mean : -1;
}

/* How many models score less than limit when their source is copied. */
static int count_below(const gfla_evaluation *e, int copy, double limit)
{
    int count = 0;
    for (int item = 0; item < gfla_evaluation_n_items(e); item++) {
        const double l1 = copy_l1(e, copy, item);
        count += l1 >= 0 && l1 < limit;
    }
    return count;
}

/* The upper median over models of the L1 of copying: the least score that at least half of the models are below or
 * at. */
static double median_l1(const gfla_evaluation *e, int copy)
{
    double median = 0;
    int n_scored = count_below(e, copy, 1e30);
    for (int item = 0; item < gfla_evaluation_n_items(e); item++) {
        const double l1 = copy_l1(e, copy, item);
        if (l1 > median && count_below(e, copy, l1) <= n_scored / 2)
            median = l1;
    }
    return median;
}

/* Marks the others; returns how many are near-symmetric. */
static int find_symmetric(const gfla_evaluation *e)
{
    const int copy = find_method(e, "copy"), n = gfla_evaluation_n_items(e);
    const double limit = copy < 0 ? 0 : SYMMETRIC_PART * median_l1(e, copy);
    int count = 0;
    for (int item = 0; item < n; item++) {
        const double l1 = copy < 0 ? -1 : copy_l1(e, copy, item);
        e->asymmetric[item] = l1 < 0 || l1 >= limit;
        count += !e->asymmetric[item];
    }
    return count;
}

int gfla_evaluation_n_symmetric(const gfla_evaluation *e)
{
    return find_symmetric(e);
}

/* ---- scores ---- */

struct gfla_score_choice gfla_evaluation_choose(const gfla_evaluation *e, int distance, bool without_symmetric)
{
    find_symmetric(e);
    return (struct gfla_score_choice){.group = distance / 20 - 1,
                                      .items = without_symmetric ? e->asymmetric : NULL,
                                      .interval = distance == 0 && !without_symmetric};
}

struct gfla_score_mean gfla_evaluation_score(const gfla_evaluation *e, int method, enum gfla_score score, int distance,
                                             bool without_symmetric)
{
    const struct gfla_score_choice choice = gfla_evaluation_choose(e, distance, without_symmetric);
    return gfla_score_board_mean(e->board, method, score, &choice);
}

gfla_score_board *gfla_evaluation_board(const gfla_evaluation *e)
{
    return e->board;
}

int gfla_evaluation_n_items(const gfla_evaluation *e)
{
    return (int)gfla_score_board_n_items(e->board);
}

int gfla_evaluation_n_methods(const gfla_evaluation *e)
{
    return gfla_score_board_n_methods(e->board);
}

const char *gfla_evaluation_method(const gfla_evaluation *e, int method)
{
    return gfla_score_board_method(e->board, method);
}
