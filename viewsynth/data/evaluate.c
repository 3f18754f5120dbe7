/* Sums are kept per method, model and distance, so that any grouping can be had afterwards. */
#include "viewsynth/data/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/data/metrics.h"

#define N_DISTANCES 9 /* 20, 40, ..., 180 */
#define SYMMETRIC_PART 0.2
#define MOSTLY_VISIBLE 0.75f /* weight of a coarse pixel; one that is all hidden has 0.5 */

struct sums {
    long n, n_epe;
    double l1, psnr, ssim, ssim_mv2nv, l1_foreground, epe;
};

struct gfla_evaluation {
    int n_methods, n_items;
    char *methods[GFLA_MAX_METHODS];
    struct sums *sums; /* [n_methods][n_items][N_DISTANCES] */
};

struct gfla_pose gfla_evaluate_source(int item)
{
    return (struct gfla_pose){item % GFLA_N_AZIMUTHS, 0};
}

gfla_status gfla_evaluation_create(gfla_evaluation **out, const char *const *methods, int n_methods, int n_items)
{
    gfla_status status = GFLA_OK;
    gfla_evaluation *e = NULL;
    *out = NULL;
    REQUIRE(n_methods > 0 && n_methods <= GFLA_MAX_METHODS, GFLA_ERROR_USAGE, "%d methods to evaluate, 1..%d expected",
            n_methods, GFLA_MAX_METHODS);
    REQUIRE(n_items > 0, GFLA_ERROR_USAGE, "%d models to evaluate, at least 1 expected", n_items);
    TRY(gfla_calloc(&e, 1, sizeof *e, "an evaluation"));
    e->n_methods = n_methods;
    e->n_items = n_items;
    for (int i = 0; i < n_methods; i++) {
        TRY(gfla_calloc(&e->methods[i], strlen(methods[i]) + 1, 1, "an evaluation"));
        strcpy(e->methods[i], methods[i]);
    }
    TRY(gfla_calloc(&e->sums, (size_t)n_methods * n_items * N_DISTANCES, sizeof *e->sums, "an evaluation"));
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
    for (int i = 0; i < (*evaluation)->n_methods; i++)
        free((*evaluation)->methods[i]);
    free((*evaluation)->sums);
    free(*evaluation);
    *evaluation = NULL;
}

/* distance_index 0 stands for 20 degrees. */
static struct sums *sums_at(const gfla_evaluation *e, int method, int item, int distance_index)
{
    return &e->sums[((size_t)method * e->n_items + item) * N_DISTANCES + distance_index];
}

gfla_status gfla_evaluation_add(gfla_evaluation *e, int method, const struct gfla_evaluate_sample *s)
{
    gfla_status status = GFLA_OK;
    double ssim, ssim_mv2nv;
    int distance = gfla_pose_distance(s->source, s->target), size = s->size;
    REQUIRE(method >= 0 && method < e->n_methods, GFLA_ERROR_USAGE, "method %d to evaluate, 0..%d expected", method,
            e->n_methods - 1);
    REQUIRE(s->item >= 0 && s->item < e->n_items, GFLA_ERROR_USAGE, "model %d to evaluate, 0..%d expected", s->item,
            e->n_items - 1);
    if (distance == 0)
        return GFLA_OK;
    TRY(gfla_metric_ssim(s->predicted, s->truth, 3, size, size, &ssim));
    TRY(gfla_metric_ssim_mv2nv(s->predicted, s->truth, size, size, &ssim_mv2nv));
    struct sums *sums = sums_at(e, method, s->item, distance / 20 - 1);
    sums->n++;
    sums->l1 += gfla_metric_l1(s->predicted, s->truth, 3, size, size);
    sums->l1_foreground += gfla_metric_l1_masked(s->predicted, s->truth, s->foreground, 3, size, size);
    sums->psnr += gfla_metric_psnr(s->predicted, s->truth, 3, size, size);
    sums->ssim += ssim;
    sums->ssim_mv2nv += ssim_mv2nv;
    if (s->epe >= 0) {
        sums->epe += s->epe;
        sums->n_epe++;
    }
fail:
    return status;
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
    double epe = gfla_metric_epe(flow + 2 * place * plane, b->flow[scale] + 2 * place * plane, b->weight[scale] + place * plane,
                                 MOSTLY_VISIBLE, k, s, s, &n);
    return n ? epe : -1;
}

gfla_status gfla_evaluation_add_batch(gfla_evaluation *e, int method, int item, const struct gfla_pair_batch *b,
                                      const float *predicted, const float *flow, enum gfla_scale scale)
{
    gfla_status status = GFLA_OK;
    size_t plane = (size_t)b->size * b->size;
    float *unit = NULL;
    TRY(gfla_calloc(&unit, 6 * plane, sizeof *unit, "pictures to compare"));
    for (size_t i = 0; i < (size_t)b->n; i++) {
        to_unit(predicted + 3 * i * plane, 3 * plane, unit);
        to_unit(b->target + 3 * i * plane, 3 * plane, unit + 3 * plane);
        struct gfla_evaluate_sample sample = {
            .item = item, .source = b->source_view[i], .target = b->target_view[i], .predicted = unit, .truth = unit + 3 * plane,
            .foreground = b->mask[GFLA_SCALE_1] + i * plane, .size = b->size,
            .epe = flow ? epe_of_pair(b, i, flow, scale) : -1};
        TRY(gfla_evaluation_add(e, method, &sample));
    }
fail:
    free(unit);
    return status;
}

/* ---- near-symmetric models ---- */

static double item_l1(const gfla_evaluation *e, int method, int item, long *n)
{
    double sum = 0;
    *n = 0;
    for (int d = 0; d < N_DISTANCES; d++) {
        sum += sums_at(e, method, item, d)->l1;
        *n += sums_at(e, method, item, d)->n;
    }
    return *n ? sum / (double)*n : 0;
}

static int find_method(const gfla_evaluation *e, const char *name)
{
    for (int i = 0; i < e->n_methods; i++)
        if (strcmp(e->methods[i], name) == 0)
            return i;
    return -1;
}

/* How many models score less than limit when their source is copied. */
static int count_below(const gfla_evaluation *e, int copy, double limit)
{
    int count = 0;
    for (int item = 0; item < e->n_items; item++) {
        long n;
        double l1 = item_l1(e, copy, item, &n);
        count += n && l1 < limit;
    }
    return count;
}

/* The upper median over models of the L1 of copying: the least score that at least half of the models are below or at. */
static double median_l1(const gfla_evaluation *e, int copy)
{
    double median = 0;
    int n_scored = count_below(e, copy, 1e30);
    for (int item = 0; item < e->n_items; item++) {
        long n;
        double l1 = item_l1(e, copy, item, &n);
        if (n && l1 > median && count_below(e, copy, l1) <= n_scored / 2)
            median = l1;
    }
    return median;
}

static double symmetric_limit(const gfla_evaluation *e)
{
    int copy = find_method(e, "copy");
    return copy < 0 ? 0 : SYMMETRIC_PART * median_l1(e, copy);
}

static bool is_symmetric(const gfla_evaluation *e, int item, double limit)
{
    long n = 0;
    int copy = find_method(e, "copy");
    return copy >= 0 && item_l1(e, copy, item, &n) < limit && n > 0;
}

int gfla_evaluation_n_symmetric(const gfla_evaluation *e)
{
    int copy = find_method(e, "copy");
    return copy < 0 ? 0 : count_below(e, copy, symmetric_limit(e));
}

/* ---- scores ---- */

static void add_sums(struct sums *total, const struct sums *s)
{
    total->n += s->n;
    total->n_epe += s->n_epe;
    total->l1 += s->l1;
    total->psnr += s->psnr;
    total->ssim += s->ssim;
    total->ssim_mv2nv += s->ssim_mv2nv;
    total->l1_foreground += s->l1_foreground;
    total->epe += s->epe;
}

struct gfla_scores gfla_evaluation_scores(const gfla_evaluation *e, int method, int distance, bool without_symmetric)
{
    struct sums t = {0};
    double limit = without_symmetric ? symmetric_limit(e) : 0;
    for (int item = 0; item < e->n_items; item++)
        for (int d = 0; d < N_DISTANCES; d++)
            if ((distance == 0 || distance == 20 * (d + 1)) && !(without_symmetric && is_symmetric(e, item, limit)))
                add_sums(&t, sums_at(e, method, item, d));
    double n = t.n ? (double)t.n : 1;
    return (struct gfla_scores){
        .n = t.n,
        .n_epe = t.n_epe,
        .l1 = t.l1 / n,
        .psnr = t.psnr / n,
        .ssim = t.ssim / n,
        .ssim_mv2nv = t.ssim_mv2nv / n,
        .l1_foreground = t.l1_foreground / n,
        .epe = t.n_epe ? t.epe / (double)t.n_epe : -1,
    };
}

int gfla_evaluation_n_items(const gfla_evaluation *e)
{
    return e->n_items;
}

int gfla_evaluation_n_methods(const gfla_evaluation *e)
{
    return e->n_methods;
}

const char *gfla_evaluation_method(const gfla_evaluation *e, int method)
{
    return e->methods[method];
}
