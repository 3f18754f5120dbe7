#include "people/person_truth.h"

#include <stdlib.h>

#include "base/memory.h"

enum { FULL = GFLA_PERSON_SCALES - 1, MOST = 64 /* pixels of a block */ };

const int gfla_person_scale_divisor[GFLA_PERSON_SCALES] = {8, 4, 1};

static size_t area_of(int scale, int width, int height)
{
    const int divisor = gfla_person_scale_divisor[scale];
    return (size_t)(width / divisor) * (size_t)(height / divisor);
}

gfla_status gfla_person_truth_create(struct gfla_person_truth *truth, int n, int width, int height)
{
    gfla_status status;
    *truth = (struct gfla_person_truth){.flow = {NULL}};
    for (int i = 0; i < GFLA_PERSON_SCALES; i++) {
        const size_t count = (size_t)n * area_of(i, width, height);
        TRY(gfla_calloc(&truth->flow[i], 2 * count, sizeof *truth->flow[i], "a batch"));
        TRY(gfla_calloc(&truth->weight[i], count, sizeof *truth->weight[i], "a batch"));
        TRY(gfla_calloc(&truth->mask[i], count, sizeof *truth->mask[i], "a batch"));
    }
    return GFLA_OK;
fail:
    return status;
}

void gfla_person_truth_destroy(struct gfla_person_truth *truth)
{
    for (int i = 0; i < GFLA_PERSON_SCALES; i++) {
        free(truth->flow[i]);
        free(truth->weight[i]);
        free(truth->mask[i]);
    }
    *truth = (struct gfla_person_truth){.flow = {NULL}};
}

struct gfla_person_truth gfla_person_truth_of(const struct gfla_person_truth *truth, int i, int width, int height)
{
    struct gfla_person_truth own;
    for (int scale = 0; scale < GFLA_PERSON_SCALES; scale++) {
        const size_t first = (size_t)i * area_of(scale, width, height);
        own.flow[scale] = truth->flow[scale] + 2 * first;
        own.weight[scale] = truth->weight[scale] + first;
        own.mask[scale] = truth->mask[scale] + first;
    }
    return own;
}

static int compare(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float median(float *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, compare);
    return values[n / 2];
}

/* The block of k x k pixels that begins at `first`, of a row of `width`: its medians of flow, and its means. */
static void reduce_block(const struct gfla_person_truth *truth, size_t first, int width, size_t plane, int k,
                         float flow[2], float *weight, float *mask)
{
    float x[MOST], y[MOST], least = 0, sum = 0, foreground = 0;
    int n = 0;
    for (int i = 0; i < k * k; i++) {
        const float w = truth->weight[FULL][first + (size_t)(i / k * width + i % k)];
        sum += w;
        foreground += truth->mask[FULL][first + (size_t)(i / k * width + i % k)];
        least = w > least ? w : least;
    }
    for (int i = 0; i < k * k; i++) {
        const size_t p = first + (size_t)(i / k * width + i % k);
        if (least > 0 && truth->weight[FULL][p] >= least) {
            x[n] = truth->flow[FULL][p];
            y[n++] = truth->flow[FULL][plane + p];
        }
    }
    flow[0] = n ? median(x, n) / (float)k : 0;
    flow[1] = n ? median(y, n) / (float)k : 0;
    *weight = sum / (float)(k * k);
    *mask = foreground / (float)(k * k);
}

void gfla_person_truth_reduce(const struct gfla_person_truth *truth, int width, int height)
{
    const size_t plane = (size_t)width * (size_t)height;
    for (size_t i = 0; i < plane; i++)
        truth->mask[FULL][i] = truth->weight[FULL][i] > 0;
    for (int scale = 0; scale < FULL; scale++) {
        const int k = gfla_person_scale_divisor[scale], w = width / k;
        const size_t n = area_of(scale, width, height);
        for (size_t i = 0; i < n; i++) {
            const size_t first = (i / (size_t)w * (size_t)width + i % (size_t)w) * (size_t)k;
            float flow[2];
            reduce_block(truth, first, width, plane, k, flow, &truth->weight[scale][i], &truth->mask[scale][i]);
            truth->flow[scale][i] = flow[0];
            truth->flow[scale][n + i] = flow[1];
        }
    }
}
