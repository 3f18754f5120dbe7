#include "tasks/eval/scores.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

#define N_DRAWS 1000
#define DRAW_SEED 1

const struct gfla_score_info gfla_score_infos[GFLA_SCORES] = {
    [GFLA_SCORE_L1] = {"l1", "L1", 4, "mean |d| over RGB in [0,1]"},
    [GFLA_SCORE_L1_FOREGROUND] = {"l1_foreground", "L1 fore", 4, "l1 weighted by the target's alpha"},
    [GFLA_SCORE_MAE_RATIO] = {"mae_ratio", "MAE", 4,
                              "sum |d| over the sum of both images (MAE of the published person networks)"},
    [GFLA_SCORE_PSNR] = {"psnr", "PSNR", 2, "data range 1, mean over images"},
    [GFLA_SCORE_SSIM] = {"ssim", "SSIM", 4, "Gaussian 11x11 sigma 1.5, valid, mean over RGB"},
    [GFLA_SCORE_SSIM_MV2NV] = {"ssim_mv2nv", "SSIM.5g", 4,
                               "grey, Gaussian 11x11 sigma 0.5, valid (Multiview2Novelview)"},
    [GFLA_SCORE_SSIM_TVSN] = {"ssim_tvsn", "SSIM.tv", 4,
                              "grey of 0..255, Gaussian 11x11 sigma 1.5, zeros around (TVSN)"},
    [GFLA_SCORE_SSIM_51] = {"ssim_51", "SSIM.51", 4,
                            "uniform 51x51, unbiased, mean over RGB (SSIM of the published person networks)"},
    [GFLA_SCORE_SSIM_256] = {"ssim_256", "SSIM256", 4,
                             "Gaussian 11x11 sigma 1.5, data range of the prediction (SSIM_256 likewise)"},
    [GFLA_SCORE_IOU] = {"iou", "IoU", 4,
                        "silhouettes: what is not white (250 of 255), or has an alpha of a half where a network makes "
                        "one, against the target's alpha of a half"},
    [GFLA_SCORE_MISSED] = {"missed", "missed", 4, "share of images whose IoU is under 0.8"},
    [GFLA_SCORE_ALPHA] = {"alpha", "alpha", 4, "mean |d| of alpha in [0,1]"},
    [GFLA_SCORE_COVERAGE] = {"coverage", "cover", 4,
                             "share of the target's silhouette on which a point of the source's surfaces or of their "
                             "mirror images falls"},
    [GFLA_SCORE_FRONT_DEPTH] = {"front_depth", "front", 4,
                                "mean |d| of the source's depths, in radii of the object, where there is a surface"},
    [GFLA_SCORE_BACK_DEPTH] = {"back_depth", "back", 4, "the same of the last surface that a ray leaves"},
    [GFLA_SCORE_WITHIN_20] = {"within_20", "within", 4, "share of images whose azimuth is at most 20 degrees off"},
    [GFLA_SCORE_FRONT] =
        {"front", "fronts", 4,
         "the same of images from azimuths 0 to 180, where the front is taken in doubt, as `gfla view` "
         "does"},
    [GFLA_SCORE_OPPOSITE] = {"opposite", "oppos.", 4, "share that is at most 20 degrees off the opposite side"},
    [GFLA_SCORE_QUARTER] = {"quarter", "quarter", 4, "share that is at most 20 degrees off a quarter turn"},
    [GFLA_SCORE_AZIMUTH] = {"azimuth", "azimuth", 1, "mean |d| of azimuth, degrees"},
    [GFLA_SCORE_ELEVATION] = {"elevation", "elev.", 1, "mean |d| of elevation, degrees"},
    [GFLA_SCORE_CONFIDENCE] = {"confidence", "conf.", 4, "mean confidence: calibrated where it is the share within"},
    [GFLA_SCORE_SYMMETRIC] = {"symmetric", "symm.", 4,
                              "share of images of which the network says that they look alike "
                              "from elsewhere"},
    [GFLA_SCORE_LIKENESS] =
        {"likeness", "alike", 4,
         "mean |d| of RGB on the object between views that are 60 to 180 degrees apart, at the turn "
         "where it is least"},
    [GFLA_SCORE_EPE] = {"epe", "EPE px", 2, "pixels of the image, visible pixels, mean over images"},
    [GFLA_SCORE_LPIPS] = {"lpips", "LPIPS", 4, "version 0.1, AlexNet, at the size of the images"},
    [GFLA_SCORE_FID] = {"fid", "FID", 2, "Inception v3, pool3; the convention that the weights belong to"},
};

struct gfla_score_board {
    int n_methods, n_groups;
    size_t n_items;
    char *methods[GFLA_MAX_METHODS];
    struct gfla_score_sum (*sums)[GFLA_SCORES]; /* [n_methods][n_items][n_groups] */
    struct gfla_score_sum whole[GFLA_MAX_METHODS][GFLA_SCORES];
    struct gfla_score_sum *room; /* [n_items] of a mean that is worked out */
};

enum gfla_score gfla_score_find(const char *name)
{
    int i = 0;
    while (i < GFLA_SCORES && strcmp(gfla_score_infos[i].name, name) != 0)
        i++;
    return (enum gfla_score)i;
}

void gfla_score_names(struct gfla_text *text)
{
    for (int i = 0; i < GFLA_SCORES; i++)
        gfla_text_add(text, "%s%s", i == 0 ? "" : i + 1 < GFLA_SCORES ? ", " : " or ", gfla_score_infos[i].name);
}

gfla_status gfla_score_board_create(gfla_score_board **out, const char *const *methods, int n_methods, size_t n_items,
                                    int n_groups)
{
    gfla_status status = GFLA_OK;
    gfla_score_board *b = NULL;
    *out = NULL;
    REQUIRE(n_methods > 0 && n_methods <= GFLA_MAX_METHODS, GFLA_ERROR_USAGE, "%d methods to score, 1..%d expected",
            n_methods, GFLA_MAX_METHODS);
    TRY(gfla_calloc(&b, 1, sizeof *b, "scores"));
    b->n_methods = n_methods;
    b->n_items = n_items;
    b->n_groups = n_groups;
    for (int i = 0; i < n_methods; i++) {
        TRY(gfla_calloc(&b->methods[i], strlen(methods[i]) + 1, 1, "scores"));
        strcpy(b->methods[i], methods[i]);
    }
    TRY(gfla_calloc(&b->sums, (size_t)n_methods * n_items * (size_t)n_groups, sizeof *b->sums, "scores"));
    TRY(gfla_calloc(&b->room, n_items + 1, sizeof *b->room, "scores"));
    *out = b;
    return GFLA_OK;
fail:
    gfla_score_board_destroy(&b);
    return status;
}

void gfla_score_board_destroy(gfla_score_board **board)
{
    if (!board || !*board)
        return;
    for (int i = 0; i < (*board)->n_methods; i++)
        free((*board)->methods[i]);
    free((*board)->sums);
    free((*board)->room);
    free(*board);
    *board = NULL;
}

int gfla_score_board_n_methods(const gfla_score_board *b)
{
    return b->n_methods;
}

const char *gfla_score_board_method(const gfla_score_board *b, int method)
{
    return b->methods[method];
}

size_t gfla_score_board_n_items(const gfla_score_board *b)
{
    return b->n_items;
}

int gfla_score_board_n_groups(const gfla_score_board *b)
{
    return b->n_groups;
}

static struct gfla_score_sum *sum_at(const gfla_score_board *b, int method, size_t item, int group,
                                     enum gfla_score score)
{
    return &b->sums[((size_t)method * b->n_items + item) * (size_t)b->n_groups + (size_t)group][score];
}

void gfla_score_board_add(gfla_score_board *b, int method, size_t item, int group, enum gfla_score score, double value)
{
    struct gfla_score_sum *s = sum_at(b, method, item, group, score);
    s->sum += value;
    s->n++;
}

void gfla_score_board_clear_item(gfla_score_board *b, size_t item)
{
    for (int m = 0; m < b->n_methods; m++)
        memset(sum_at(b, m, item, 0, (enum gfla_score)0), 0, (size_t)b->n_groups * sizeof *b->sums);
}

struct gfla_score_sum gfla_score_board_get_sum(const gfla_score_board *b, int method, size_t item, int group,
                                               enum gfla_score score)
{
    return *sum_at(b, method, item, group, score);
}

void gfla_score_board_add_sum(gfla_score_board *b, int method, size_t item, int group, enum gfla_score score,
                              const struct gfla_score_sum *sum)
{
    struct gfla_score_sum *s = sum_at(b, method, item, group, score);
    s->sum += sum->sum;
    s->n += sum->n;
}

void gfla_score_board_set(gfla_score_board *b, int method, enum gfla_score score, double value)
{
    b->whole[method][score] = (struct gfla_score_sum){value, 1};
}

static const struct gfla_score_choice all_groups = {.group = -1};

static struct gfla_score_sum sum_of_item(const gfla_score_board *b, int method, size_t item, enum gfla_score score,
                                         const struct gfla_score_choice *choice)
{
    struct gfla_score_sum total = {0};
    for (int g = 0; g < b->n_groups; g++)
        if ((choice->group < 0 || g == choice->group) && (!choice->groups || choice->groups[g])) {
            total.sum += sum_at(b, method, item, g, score)->sum;
            total.n += sum_at(b, method, item, g, score)->n;
        }
    return total;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Percentiles 2.5 and 97.5 of the means of n items drawn with replacement. Means stay means of samples: items may have
 * more or fewer. */
static void bootstrap(const struct gfla_score_sum *items, size_t n, struct gfla_score_mean *out)
{
    double means[N_DRAWS];
    struct gfla_random random = gfla_random_seed(DRAW_SEED, n);
    for (int k = 0; k < N_DRAWS; k++) {
        struct gfla_score_sum total = {0};
        for (size_t i = 0; i < n; i++) {
            const struct gfla_score_sum *s = &items[gfla_random_below(&random, (uint32_t)n)];
            total.sum += s->sum;
            total.n += s->n;
        }
        means[k] = total.sum / (double)total.n;
    }
    qsort(means, N_DRAWS, sizeof *means, compare);
    out->low = means[N_DRAWS / 40];
    out->high = means[N_DRAWS - 1 - N_DRAWS / 40];
}

struct gfla_score_mean gfla_score_board_mean(const gfla_score_board *b, int method, enum gfla_score score,
                                             const struct gfla_score_choice *choice)
{
    struct gfla_score_mean mean = {0};
    size_t n = 0;
    if (b->whole[method][score].n && choice->group < 0 && !choice->groups && !choice->items)
        return (struct gfla_score_mean){1, b->whole[method][score].sum, b->whole[method][score].sum,
                                        b->whole[method][score].sum};
    for (size_t i = 0; i < b->n_items; i++) {
        if (choice->items && !choice->items[i])
            continue;
        const struct gfla_score_sum s = sum_of_item(b, method, i, score, choice);
        mean.mean += s.sum;
        mean.n += s.n;
        if (s.n)
            b->room[n++] = s;
    }
    mean.mean = mean.n ? mean.mean / (double)mean.n : 0;
    mean.low = mean.high = mean.mean;
    if (n > 0 && choice->interval)
        bootstrap(b->room, n, &mean);
    return mean;
}

struct gfla_score_mean gfla_score_board_item(const gfla_score_board *b, int method, size_t item, enum gfla_score score)
{
    const struct gfla_score_sum s = sum_of_item(b, method, item, score, &all_groups);
    const double mean = s.n ? s.sum / (double)s.n : 0;
    return (struct gfla_score_mean){s.n, mean, mean, mean};
}

bool gfla_score_board_has(const gfla_score_board *b, enum gfla_score score)
{
    for (int m = 0; m < b->n_methods; m++) {
        if (b->whole[m][score].n)
            return true;
        for (size_t i = 0; i < b->n_items; i++)
            if (sum_of_item(b, m, i, score, &all_groups).n)
                return true;
    }
    return false;
}
